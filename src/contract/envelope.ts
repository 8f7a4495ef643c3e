import type { Refusal } from '../domain/kernel/refusal.ts'

/** A failure that is nobody's rule: its id is in the log of the process that saw it; nothing else crosses. */
export interface Fault {
  readonly id: string
  /** `offline`, `timeout` and `locked` are states of the world; `internal` is a defect. */
  readonly code: 'offline' | 'timeout' | 'locked' | 'storage' | 'input' | 'internal'
  /** For `input`: which field, as a dotted path, and why, as a locale key. */
  readonly field?: string
  readonly reason?: string
}

/** The one shape in which an answer crosses a wall, between processes and between machines. */
export type Envelope<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'fault'; readonly fault: Fault }

export const ok = <Value>(value: Value): Envelope<Value> => ({ kind: 'ok', value })
export const refusal = (what: Refusal): Envelope<never> => ({ kind: 'refused', refusal: what })
export const fault = (what: Fault): Envelope<never> => ({ kind: 'fault', fault: what })
