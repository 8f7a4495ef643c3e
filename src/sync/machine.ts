import type { Instant } from '../domain/kernel/instant.ts'

/**
 * What the link to the central is doing. `pushing` sends the outbox, `pulling` reads snapshot or feed, `resting`
 * waits for the next round, `failing` waits longer after each failure, `barred` means the central refuses this
 * device until a person acts.
 */
export type LinkPhase = 'resting' | 'pushing' | 'pulling' | 'failing' | 'barred'

export interface LinkState {
  readonly phase: LinkPhase
  /** Rounds in a row that failed; 0 after a whole one that did not, so that half a success can't hurry the next. */
  readonly failures: number
  /** When the next round is due, for `resting` and `failing`. */
  readonly dueAt: Instant
}

/**
 * `wake` is new work, a network that came back, or a clerk's hand; `tick` is the timer; the others tell how a
 * step ended.
 */
export type LinkEvent =
  | { readonly kind: 'tick'; readonly now: Instant }
  | { readonly kind: 'wake'; readonly now: Instant }
  | { readonly kind: 'pushed'; readonly now: Instant }
  | { readonly kind: 'pulled'; readonly now: Instant }
  | { readonly kind: 'failed'; readonly now: Instant; readonly chance: number }
  | { readonly kind: 'barred' }

export const REST = 5_000
const FIRST_WAIT = 1_000
/** All outboxes are to be empty within half a minute of the last trouble (sync.md); a wait in vain must fit in. */
const LONGEST_WAIT = 20_000

export const START: LinkState = { phase: 'resting', failures: 0, dueAt: 0 }

/** 1 s, 2 s, 4 s … 20 s, each shortened by up to half by chance (0 … 1), so that a hall's desks don't come at once. */
export function backOff(failures: number, chance: number): number {
  return Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) * (1 - chance / 2)
}

type Next = (state: LinkState, event: never) => LinkState
const stay: Next = (state) => state
const begin: Next = (state) => ({ ...state, phase: 'pushing' })
const beginWhenDue: Next = (state, event: { now: Instant }) =>
  event.now >= state.dueAt ? begin(state, event as never) : state
const pull: Next = (state) => ({ ...state, phase: 'pulling' })
const rest: Next = (_state, event: { now: Instant }) => ({ phase: 'resting', failures: 0, dueAt: event.now + REST })
const bar: Next = (state) => ({ ...state, phase: 'barred' })
const fail: Next = (state, event: { now: Instant; chance: number }) => {
  const failures = state.failures + 1
  return { phase: 'failing', failures, dueAt: event.now + backOff(failures, event.chance) }
}

/** Every phase meets every event; a step's answer that comes when no step runs changes nothing. */
export const TRANSITIONS: Readonly<Record<LinkPhase, Readonly<Record<LinkEvent['kind'], Next>>>> = {
  resting: { tick: beginWhenDue, wake: begin, pushed: stay, pulled: stay, failed: fail, barred: bar },
  pushing: { tick: stay, wake: stay, pushed: pull, pulled: stay, failed: fail, barred: bar },
  pulling: { tick: stay, wake: stay, pushed: stay, pulled: rest, failed: fail, barred: bar },
  failing: { tick: beginWhenDue, wake: begin, pushed: stay, pulled: stay, failed: fail, barred: bar },
  barred: { tick: stay, wake: begin, pushed: stay, pulled: stay, failed: stay, barred: stay },
}

export function step(state: LinkState, event: LinkEvent): LinkState {
  return TRANSITIONS[state.phase][event.kind](state, event as never)
}
