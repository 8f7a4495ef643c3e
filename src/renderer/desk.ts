import type { Envelope } from '../contract/envelope.ts'
import type { CallInput, CallName, CallOutput, Topic, Topics } from '../contract/registry.ts'

/** What the preload exposes: as `hallDesk` to the clerk's window, as `hallCustomer` to the customer screen. */
export interface Bridge {
  call(name: string, input: unknown): Promise<Envelope<unknown>>
  on(topic: string, listener: (payload: unknown) => void): () => void
}

declare global {
  interface Window {
    readonly hallDesk?: Bridge
    readonly hallCustomer?: Bridge
  }
}

function getBridge(): Bridge {
  const bridge = window.hallDesk ?? window.hallCustomer
  if (bridge === undefined) throw new Error('this page runs outside the desk')
  return bridge
}

/**
 * Calls the desk. The input is checked at the wall, so what comes back is always an envelope, also for mistakes.
 * Proxies of reactive state can't be cloned across the wall, hence the copy.
 */
async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Envelope<CallOutput<Name>>> {
  const answer = await getBridge().call(name, toPlain(input))
  return answer as Envelope<CallOutput<Name>>
}

/** Hears a topic until the returned function is called. */
function on<Name extends Topic>(topic: Name, listener: (payload: Topics[Name]) => void): () => void {
  return getBridge().on(topic, (payload) => {
    listener(payload as Topics[Name])
  })
}

/** Strips Vue's proxies and `undefined` fields; bytes stay bytes. */
function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain)
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.map(([name, field]) => [name, toPlain(field)]))
}

export const desk = { call, on }
