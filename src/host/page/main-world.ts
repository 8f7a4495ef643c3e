/*
 * The half of a page that runs among its own scripts: it receives what the preload exposes, and makes the browser
 * behave as Electron does where Chrome differs. Runs inside pages, where it arrives as its own source text.
 */
import { openChannel } from './channel.ts'

/** What the host does for the main world. Reached through the isolated half, never visible to the page. */
export interface HostCalls {
  /** Asks the app's permission handlers; afterwards the browser itself allows or refuses. */
  readonly askPermission: (permission: string, mediaTypes: readonly string[]) => Promise<boolean>
  readonly closeWindow: () => void
}

type Method = (this: unknown, ...inputs: never[]) => unknown

/** Starts the main half. Called in every frame; only the top frame has a preload to hear from. */
export function startMainWorld(secret: string): void {
  refuseServiceWorkers()
  readFilesBeforeSending()
  if (window.top !== window.self) return
  let host: HostCalls | undefined
  openChannel('main', secret, (name, api) => {
    if (name === '') host = api as HostCalls
    else Object.defineProperty(globalThis, name, { value: api, enumerable: true })
  })
  askBeforeUse(() => host)
  window.close = () => host?.closeWindow()
}

/** Chrome asks a person in its own way; here the app's handlers are asked first, and the browser then agrees. */
function askBeforeUse(host: () => HostCalls | undefined): void {
  const kinds = (wanted: unknown): string[] =>
    ['video', 'audio'].filter((kind) => (wanted as Record<string, unknown> | undefined)?.[kind])
  const guard = (owner: object | undefined, name: string, permission: string): void => {
    const original = (owner as Record<string, Method> | undefined)?.[name]
    if (!owner || !original) return
    const asking = async function (this: unknown, ...inputs: never[]): Promise<unknown> {
      await host()?.askPermission(permission, permission === 'media' ? kinds(inputs[0]) : [])
      return Reflect.apply(original, this, inputs)
    }
    Object.defineProperty(owner, name, { value: asking, configurable: true, writable: true })
  }
  guard(globalThis.MediaDevices?.prototype, 'getUserMedia', 'media')
  guard(globalThis.MediaDevices?.prototype, 'getDisplayMedia', 'display-capture')
  guard(globalThis.Geolocation?.prototype, 'getCurrentPosition', 'geolocation')
  guard(globalThis.Geolocation?.prototype, 'watchPosition', 'geolocation')
  guard(globalThis.Notification, 'requestPermission', 'notifications')
  for (const name of ['read', 'readText']) guard(globalThis.Clipboard?.prototype, name, 'clipboard-read')
  for (const name of ['write', 'writeText']) guard(globalThis.Clipboard?.prototype, name, 'clipboard-sanitized-write')
}

/** A scheme of the app registers no service workers in Electron (the privilege is off), so none are registered here. */
function refuseServiceWorkers(): void {
  const owner = globalThis.ServiceWorkerContainer?.prototype as ServiceWorkerContainer | undefined
  if (!owner) return
  owner.register = () =>
    Promise.reject(new TypeError('Failed to register a ServiceWorker: the protocol of the origin is not supported.'))
}

/**
 * The browser shows an intercepted request without the contents of files picked from disk. So bodies that hold files
 * are read first and sent as bytes, which arrive whole.
 */
function readFilesBeforeSending(): void {
  const holdsFiles = (body: unknown): body is Blob | FormData => body instanceof Blob || body instanceof FormData
  const bytesOf = async (body: Blob | FormData): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string | null }> => {
    const whole = new Response(body)
    return { bytes: new Uint8Array(await whole.arrayBuffer()), type: whole.headers.get('content-type') }
  }
  const plainFetch = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    if (!holdsFiles(init?.body)) return plainFetch(input, init)
    const { bytes, type } = await bytesOf(init.body)
    const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined))
    if (type !== null && !headers.has('content-type')) headers.set('content-type', type)
    return plainFetch(input, { ...init, headers, body: bytes })
  }
  const plainSend = XMLHttpRequest.prototype.send
  const plainSetHeader = XMLHttpRequest.prototype.setRequestHeader
  const typed = new WeakSet<XMLHttpRequest>()
  XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
    if (name.toLowerCase() === 'content-type') typed.add(this)
    plainSetHeader.call(this, name, value)
  }
  XMLHttpRequest.prototype.send = function (body) {
    if (!holdsFiles(body)) return plainSend.call(this, body)
    void bytesOf(body).then(({ bytes, type }) => {
      if (type !== null && !typed.has(this)) plainSetHeader.call(this, 'content-type', type)
      plainSend.call(this, bytes)
    })
  }
}

/** The main half as it is sent into pages. */
export const mainWorldParts = [startMainWorld, askBeforeUse, refuseServiceWorkers, readFilesBeforeSending]
