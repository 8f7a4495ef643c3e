import type { RequestPaused } from '../chromium/cdp.ts'
import type { Tab } from '../chromium/tab.ts'
import { life, report } from '../life.ts'
import { schemes } from '../schemes.ts'
import { preventable } from '../strict.ts'
import { isLoopback } from './net.ts'
import { findHandler, type ProtocolHandler } from './protocol.ts'
import type { WebContents } from './web-contents.ts'
import { electronResourceType, isCancelled } from './web-request.ts'

/** A request that the browser holds until it is answered. */
export interface HeldRequest {
  readonly paused: RequestPaused
  /** The session that holds it: the page's, or that of a frame with its own process. */
  readonly sessionId: string
  readonly isMainFrame: boolean
}

let requests = 0

/**
 * Decides every request of a page, in Electron's order: the app's request listener, the navigation events, then the
 * handler of the scheme. What belongs to no scheme of the app goes to this machine's own services or nowhere.
 */
export class RequestGate {
  readonly #contents: WebContents
  readonly #tab: Tab
  #ownLoad: string | undefined

  constructor(contents: WebContents, tab: Tab) {
    this.#contents = contents
    this.#tab = tab
  }

  /** The app itself is about to load this address: no navigation event is due. */
  expect(pageUrl: string): void {
    this.#ownLoad = pageUrl
  }

  /** Decides one request; a page that closes meanwhile needs no answer. */
  async decide(held: HeldRequest): Promise<void> {
    try {
      await this.#decide(held)
    } catch (error) {
      if (life.quitting || this.#contents.isDestroyed()) return
      report(
        `the request for ${held.paused.request.url} failed: ${error instanceof Error ? error.stack : String(error)}`,
      )
      await this.#fail(held, 'Failed').catch(() => undefined)
    }
  }

  async #decide(held: HeldRequest): Promise<void> {
    const { request, resourceType } = held.paused
    const url = schemes.fromPage(request.url)
    // Chrome asks for an icon of every page; Electron's windows have none.
    if (resourceType === 'Other' && new URL(url).pathname === '/favicon.ico') return this.#fail(held, 'Aborted')
    if (await isCancelled(this.#details(held, url))) return this.#fail(held, 'BlockedByClient')
    if (resourceType === 'Document' && !(await this.#mayNavigate(held, url))) return this.#fail(held, 'Aborted')
    const handler = findHandler(url)
    if (handler) return this.#serve(held, url, handler)
    if (isLoopback(url)) return this.#answer(held, 'continueRequest', {})
    return this.#fail(held, 'BlockedByClient')
  }

  #details({ paused, isMainFrame }: HeldRequest, url: string): Parameters<typeof isCancelled>[0] {
    return {
      id: ++requests,
      url,
      method: paused.request.method,
      webContentsId: this.#contents.id,
      webContents: this.#contents,
      resourceType: electronResourceType(paused.resourceType, isMainFrame),
      referrer: schemes.fromPage(paused.request.headers['Referer'] ?? ''),
      timestamp: Date.now(),
    }
  }

  async #mayNavigate({ paused, isMainFrame }: HeldRequest, url: string): Promise<boolean> {
    const event = preventable({ url, isMainFrame, isSameDocument: false, frame: this.#contents.mainFrame })
    if (paused.redirectedRequestId !== undefined) {
      this.#contents.emit('will-redirect', event, url, false, isMainFrame)
      return !event.defaultPrevented
    }
    if (isMainFrame && paused.request.url === this.#ownLoad) {
      this.#ownLoad = undefined
      return true
    }
    // A debugger may reload the page, as it may in Electron, where no navigation event tells of it.
    const isReload = isMainFrame && withoutFragment(url) === withoutFragment(this.#contents.getURL())
    if (isReload && !(await this.#tab.wasRequestedByPage(paused.request.url))) return true
    this.#contents.emit('will-frame-navigate', event)
    if (isMainFrame) this.#contents.emit('will-navigate', event, url, false, true)
    return !event.defaultPrevented
  }

  async #serve(held: HeldRequest, url: string, handler: ProtocolHandler): Promise<void> {
    const { method, headers, postDataEntries = [] } = held.paused.request
    const body = Buffer.concat(postDataEntries.map(({ bytes }) => Buffer.from(bytes ?? '', 'base64')))
    const response = await handler(
      new Request(url, {
        method,
        headers: schemes.headersFromPage(headers),
        body: method === 'GET' || method === 'HEAD' || body.length === 0 ? null : body,
      }),
    )
    if (!(response instanceof Response)) throw new TypeError(`the handler of ${url} did not return a Response`)
    if (response.type === 'error') return this.#fail(held, 'Failed')
    await this.#answer(held, 'fulfillRequest', {
      responseCode: response.status,
      responseHeaders: schemes.headersToPage(response.headers),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    })
  }

  #fail(held: HeldRequest, errorReason: 'Aborted' | 'BlockedByClient' | 'Failed'): Promise<void> {
    return this.#answer(held, 'failRequest', { errorReason })
  }

  async #answer({ paused, sessionId }: HeldRequest, method: string, answer: object): Promise<void> {
    await this.#tab.sendTo(sessionId, `Fetch.${method}`, { requestId: paused.requestId, ...answer })
  }
}

function withoutFragment(url: string): string {
  return url.split('#')[0] ?? url
}
