/*
 * The two halves of a page talk here: the isolated world (preload) and the main world (the page's own scripts) share
 * a document and nothing else. Text crosses as DOM events whose names the page's scripts do not know.
 * These functions run inside pages, where they arrive as their own source text.
 */
import { type Codec, makeCodec } from './codec.ts'

/** Which half this is. */
export type Role = 'main' | 'isolated'

/** What one half says to the other. `name` of an offer: a key of the page's window, or '' for the host's own calls. */
type Message =
  | { t: 'offer'; name: string; api: string }
  | { t: 'call'; id: number; inputs: string }
  | { t: 'returned'; value: string }
  | { t: 'threw'; message: string }
  | { t: 'resolved'; id: number; value: string }
  | { t: 'rejected'; id: number; value: string }

export interface Channel {
  /** Offers an object to the other half: functions become calls back, promises follow, the rest is copied. */
  offer(name: string, api: unknown): void
}

type Anything = (...inputs: unknown[]) => unknown

interface Half {
  readonly functions: Map<number, Anything>
  readonly ids: WeakMap<Anything, number>
  readonly waiting: Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>
  readonly codec: Codec
  readonly post: (message: Message) => void
  next: number
  answer: Message | undefined
}

/** Opens one half. `onOffer` receives what the other half offers, frozen. */
export function openChannel(role: Role, secret: string, onOffer: (name: string, api: unknown) => void): Channel {
  const { dispatch, listen } = documentEvents()
  const half: Half = {
    functions: new Map(),
    ids: new WeakMap(),
    waiting: new Map(),
    codec: makeCodec({
      functionId: (value) => idOfFunction(half, value),
      toFunction:
        (id) =>
        (...inputs: unknown[]) =>
          callOther(half, id, inputs),
      promiseId: (promise) => followPromise(half, promise),
      toPromise: (id) => new Promise((resolve, reject) => half.waiting.set(id, { resolve, reject })),
    }),
    post: (message) => dispatch(secret + (role === 'main' ? 'isolated' : 'main'), JSON.stringify(message)),
    next: 0,
    answer: undefined,
  }
  listen(secret + role, (text) => receive(half, JSON.parse(text) as Message, onOffer))
  return { offer: (name, api) => half.post({ t: 'offer', name, api: half.codec.encode(api) }) }
}

/** The document's events, held before the page's scripts can replace a prototype's methods. */
function documentEvents(): {
  dispatch(name: string, text: string): void
  listen(name: string, receiver: (text: string) => void): void
} {
  const Event = CustomEvent
  const target = document
  const apply = Reflect.apply
  const dispatch = EventTarget.prototype.dispatchEvent.bind(target)
  const listen = EventTarget.prototype.addEventListener.bind(target)
  const detail = Object.getOwnPropertyDescriptor(CustomEvent.prototype, 'detail')?.get
  return {
    dispatch: (name, text) => void dispatch(new Event(name, { detail: text })),
    listen: (name, receiver) =>
      listen(name, (event) => {
        if (detail) receiver(apply(detail, event, []) as string)
      }),
  }
}

function idOfFunction(half: Half, value: Anything): number {
  const known = half.ids.get(value)
  if (known !== undefined) return known
  const id = ++half.next
  half.ids.set(value, id)
  half.functions.set(id, value)
  return id
}

/** Calls a function of the other half: the event is delivered before dispatch returns, so the answer is there. */
function callOther(half: Half, id: number, inputs: unknown[]): unknown {
  half.post({ t: 'call', id, inputs: half.codec.encode(inputs) })
  const { answer } = half
  half.answer = undefined
  if (answer?.t === 'returned') return half.codec.decode(answer.value)
  throw new Error(answer?.t === 'threw' ? answer.message : 'electron-host: the other world did not answer')
}

function followPromise(half: Half, promise: Promise<unknown>): number {
  const id = ++half.next
  promise.then(
    (value) => settle(half, 'resolved', id, value),
    (reason: unknown) => settle(half, 'rejected', id, reason),
  )
  return id
}

function settle(half: Half, t: 'resolved' | 'rejected', id: number, value: unknown): void {
  try {
    half.post({ t, id, value: half.codec.encode(value) })
  } catch (error) {
    half.post({ t: 'rejected', id, value: half.codec.encode(error) })
  }
}

function receive(half: Half, message: Message, onOffer: (name: string, api: unknown) => void): void {
  switch (message.t) {
    case 'offer':
      onOffer(message.name, freezeDeeply(half.codec.decode(message.api)))
      break
    case 'call':
      half.post(answerCall(half, message.id, message.inputs))
      break
    case 'returned':
    case 'threw':
      half.answer = message
      break
    case 'resolved':
    case 'rejected': {
      const promise = half.waiting.get(message.id)
      half.waiting.delete(message.id)
      const value = half.codec.decode(message.value)
      if (message.t === 'resolved') promise?.resolve(value)
      else promise?.reject(value)
    }
  }
}

function answerCall(half: Half, id: number, inputs: string): Message {
  try {
    const value = half.functions.get(id)?.(...(half.codec.decode(inputs) as unknown[]))
    return { t: 'returned', value: half.codec.encode(value) }
  } catch (error) {
    return { t: 'threw', message: error instanceof Error ? error.message : String(error) }
  }
}

function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const part of Object.values(value)) freezeDeeply(part)
  return Object.freeze(value)
}

/** The channel as it is sent into pages. */
export const channelParts = [
  openChannel,
  documentEvents,
  idOfFunction,
  callOther,
  followPromise,
  settle,
  receive,
  answerCall,
  freezeDeeply,
]
