import { contextBridge, ipcRenderer } from 'electron'
import type { Envelope } from '../contract/envelope.ts'

declare const __CLERK_CALLS__: readonly string[]
declare const __CUSTOMER_CALLS__: readonly string[]

/** Channel of every call, answered in src/main/wall.ts with an envelope. */
const CALL = 'desk:call'
/** Channel on which main tells the pages something unasked, as `{ topic, payload }`. */
const TOPIC = 'desk:topic'

type Listener = (payload: unknown) => void

const listeners = new Map<string, Set<Listener>>()

ipcRenderer.on(TOPIC, (_event, message: { topic: string; payload: unknown }) => {
  for (const listener of listeners.get(message.topic) ?? []) listener(message.payload)
})

function on(topic: string, listener: Listener): () => void {
  const set = listeners.get(topic) ?? new Set()
  listeners.set(topic, set.add(listener))
  return () => set.delete(listener)
}

/** Only names of the registry pass, and only those meant for this page; main checks the sender once more. */
function bridge(names: readonly string[]) {
  const known = new Set(names)
  const call = (name: string, input: unknown): Promise<Envelope<unknown>> => {
    if (known.has(name)) return ipcRenderer.invoke(CALL, name, input) as Promise<Envelope<unknown>>
    return Promise.resolve({ kind: 'fault', fault: { id: 'preload', code: 'input', reason: 'call-unknown' } })
  }
  return { call, on }
}

// The page's own address says which window this is; the customer screen never sees the clerk's calls.
if (location.pathname.endsWith('/customer.html')) {
  contextBridge.exposeInMainWorld('hallCustomer', bridge(__CUSTOMER_CALLS__))
} else {
  contextBridge.exposeInMainWorld('hallDesk', bridge(__CLERK_CALLS__))
}
