import type { Wait } from './proof.ts'
import type { Refusal } from './refusal.ts'

/**
 * The answer of every `decide`: the command is accepted with its events, held until a proof arrives (its events,
 * if any, are only marks such as "number recorded, unverified"), or refused by a rule.
 */
export type Decision<Event> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[]; readonly message?: string }
  | { readonly kind: 'held'; readonly waitsFor: Wait; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** `message` is the id of the prescribed text for success (R-MSG-nn), where the rules prescribe one. */
export function accepted<Event>(events: readonly Event[], message?: string): Decision<Event> {
  return message === undefined ? { kind: 'accepted', events } : { kind: 'accepted', events, message }
}

export function held<Event>(waitsFor: Wait, events: readonly Event[] = []): Decision<Event> {
  return { kind: 'held', waitsFor, events }
}

export function refused<Event>(refusal: Refusal): Decision<Event> {
  return { kind: 'refused', refusal }
}
