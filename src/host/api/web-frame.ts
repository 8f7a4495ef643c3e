import { strict } from '../strict.ts'

/** What a frame object asks its page. */
export interface FrameSource {
  url(): string
  isPresent(): boolean
}

/** The main frame of a page, as handlers see it in `event.senderFrame`. */
export interface WebFrameMain {
  readonly url: string
  readonly origin: string
  readonly name: string
  readonly parent: null
  readonly top: WebFrameMain
  readonly frames: readonly WebFrameMain[]
  readonly processId: number
  readonly routingId: number
  readonly detached: boolean
  isDestroyed(): boolean
}

/** The origin of an address; a scheme of the app has one too, which the URL standard calls null. */
export function originOf(url: string): string {
  if (url === '') return ''
  const { origin, protocol, host } = new URL(url)
  return origin === 'null' && host !== '' ? `${protocol}//${host}` : origin
}

export function makeMainFrame(source: FrameSource, id: number): WebFrameMain {
  const frame: WebFrameMain = strict('WebFrameMain', {
    get url() {
      return source.url()
    },
    get origin() {
      return originOf(source.url())
    },
    name: '',
    parent: null,
    get top() {
      return frame
    },
    frames: [],
    processId: id,
    routingId: 1,
    get detached() {
      return !source.isPresent()
    },
    isDestroyed: () => !source.isPresent(),
  })
  return frame
}
