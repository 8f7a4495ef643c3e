/*
 * The half of a page that the app's preload runs in: a world of its own, with `electron` and nothing else to require.
 * Runs inside pages, where it arrives as its own source text.
 */
import { openChannel } from './channel.ts'
import { type Codec, makeCodec } from './codec.ts'

/** What the page tells the host. */
export type FromPage =
  | { t: 'invoke'; id: number; channel: string; inputs: string }
  | { t: 'send'; channel: string; inputs: string }
  | { t: 'permission'; id: number; permission: string; mediaTypes: readonly string[] }
  | { t: 'close' }
  | { t: 'title'; title: string }
  | { t: 'preload-error'; message: string }

/** What the host tells the page. */
export type ToPage =
  | { t: 'resolved'; id: number; value: string }
  | { t: 'rejected'; id: number; message: string }
  | { t: 'event'; channel: string; inputs: string }

/** How the isolated half reaches the host, and what its preload sees as `process`. */
export interface PageSettings {
  readonly secret: string
  /** Global function that takes text to the host, and the global that the host calls with a message. */
  readonly toHost: string
  readonly fromHost: string
  readonly preloadPath: string
  readonly process: object
}

export type Preload = (require: (id: string) => unknown, module: object, exports: object, process: object) => void
type Listener = (event: object, ...inputs: unknown[]) => void

/** The road from the isolated half to the host and back. */
export interface HostLink {
  readonly codec: Codec
  tell(message: FromPage): void
  /** Sends a message that is answered; resolves or rejects with the answer. */
  ask(channel: string, message: (id: number) => FromPage): Promise<unknown>
  readonly listeners: Map<string, Listener[]>
}

/** Starts the isolated half in the top frame, then runs the preload there. */
export function startIsolatedWorld(settings: PageSettings, preload: Preload | null): void {
  if (window.top !== window.self) return
  const link = openHostLink(settings)
  const channel = openChannel('isolated', settings.secret, () => undefined)
  channel.offer('', {
    askPermission: (permission: string, mediaTypes: string[]) =>
      link.ask('permission', (id) => ({ t: 'permission', id, permission, mediaTypes })),
    closeWindow: () => link.tell({ t: 'close' }),
  })
  followTitle((title) => link.tell({ t: 'title', title }))
  if (!preload) return
  const ipcRenderer = makeIpcRenderer(link)
  const electron = refuseUnknown('electron', {
    contextBridge: refuseUnknown('contextBridge', makeContextBridge(channel.offer)),
    ipcRenderer: refuseUnknown('ipcRenderer', ipcRenderer),
  })
  const module = { exports: {} }
  try {
    preload.call(module.exports, (id) => requireInSandbox(id, electron), module, module.exports, settings.process)
  } catch (error) {
    console.error(`Unable to load preload script: ${settings.preloadPath}`, error)
    link.tell({ t: 'preload-error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function openHostLink(settings: PageSettings): HostLink {
  const globals = globalThis as unknown as Record<string, unknown>
  const native = globals[settings.toHost] as (text: string) => void
  const codec = makeCodec()
  const waiting = new Map<number, { channel: string; resolve(value: unknown): void; reject(reason: Error): void }>()
  const listeners = new Map<string, Listener[]>()
  const sender = {}
  let last = 0
  const tell = (message: FromPage): void => native(JSON.stringify(message))
  globals[settings.fromHost] = (message: ToPage): void => {
    if (message.t === 'event') {
      for (const listener of listeners.get(message.channel) ?? [])
        listener({ sender, ports: [] }, ...(codec.decode(message.inputs) as unknown[]))
      return
    }
    const caller = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.t === 'resolved') caller?.resolve(codec.decode(message.value))
    else caller?.reject(new Error(`Error invoking remote method '${caller.channel}': ${message.message}`))
  }
  return {
    codec,
    tell,
    listeners,
    ask: (channel, message) => {
      const id = ++last
      return new Promise((resolve, reject) => {
        waiting.set(id, { channel, resolve, reject })
        tell(message(id))
      })
    },
  }
}

/** Tells the document's title, and every change of it; a document without one has nothing to tell. */
function followTitle(tell: (title: string) => void): void {
  let told = ''
  const look = (): void => {
    if (document.title === told) return
    told = document.title
    tell(told)
  }
  document.addEventListener('DOMContentLoaded', () => {
    look()
    if (document.head)
      new MutationObserver(look).observe(document.head, { childList: true, characterData: true, subtree: true })
  })
}

/** `ipcRenderer` as a preload sees it. */
export function makeIpcRenderer(link: HostLink): object {
  const { codec, listeners } = link
  const wrapped = new WeakMap<Listener, Listener>()
  const add = (channel: string, listener: Listener): object => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    return ipcRenderer
  }
  const remove = (channel: string, listener: Listener): object => {
    const left = (listeners.get(channel) ?? []).filter((one) => one !== listener && wrapped.get(one) !== listener)
    listeners.set(channel, left)
    return ipcRenderer
  }
  const ipcRenderer = {
    // Inputs that can't be cloned reject the promise, as in Electron.
    invoke: async (channel: string, ...inputs: unknown[]): Promise<unknown> => {
      const text = codec.encode(inputs)
      return link.ask(channel, (id) => ({ t: 'invoke', id, channel, inputs: text }))
    },
    send: (channel: string, ...inputs: unknown[]): void =>
      link.tell({ t: 'send', channel, inputs: codec.encode(inputs) }),
    on: add,
    addListener: add,
    off: remove,
    removeListener: remove,
    once: (channel: string, listener: Listener): object => {
      const single: Listener = (...event) => {
        remove(channel, single)
        listener(...event)
      }
      wrapped.set(single, listener)
      return add(channel, single)
    },
    removeAllListeners: (channel: string): object => {
      listeners.delete(channel)
      return ipcRenderer
    },
  }
  return ipcRenderer
}

/** `contextBridge` as a preload sees it. */
export function makeContextBridge(offer: (name: string, api: unknown) => void): object {
  const exposed = new Set<string>()
  return {
    exposeInMainWorld: (key: string, api: unknown): void => {
      if (exposed.has(key)) throw new Error('Cannot bind an API on top of an existing property on the window object')
      offer(key, api)
      exposed.add(key)
    },
  }
}

/** What a sandboxed preload may require; anything else fails with Electron's own words. */
function requireInSandbox(id: string, electron: object): object {
  if (['electron', 'electron/renderer', 'electron/common'].includes(id)) return electron
  throw new Error(`module not found: ${id}`)
}

function refuseUnknown<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      if (typeof key === 'symbol' || key in object) return Reflect.get(object, key, receiver)
      throw new Error(`electron-host: ${name}.${key} is not implemented in the stand-in`)
    },
  })
}

/** The isolated half as it is sent into pages. */
export const isolatedWorldParts = [
  startIsolatedWorld,
  openHostLink,
  followTitle,
  makeIpcRenderer,
  makeContextBridge,
  requireInSandbox,
  refuseUnknown,
]
