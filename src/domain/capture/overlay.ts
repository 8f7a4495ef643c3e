import type { Refusal } from '../kernel/refusal.ts'
import { isBeyondMending } from './refusals.ts'

/** What the counter makes of a case (rules §4.6, the desk's overlay): the draft, its way, and what came of it. */
export const OVERLAY_STATES = ['draft', 'queued', 'sent', 'accepted', 'refused', 'needs-work'] as const
export type OverlayState = (typeof OVERLAY_STATES)[number]

export const OVERLAY_EVENTS = [
  'saved',
  'submitted',
  'delivered',
  'waits',
  'accepted',
  'returned-for-work',
  'returned-for-good',
  'withdrawn',
  'reopened',
] as const
export type OverlayEvent = (typeof OVERLAY_EVENTS)[number]

type OverlayCell = OverlayState | 'impossible'
type Columns<Events extends readonly string[]> = { readonly [Column in keyof Events]: OverlayCell }
type OverlayRow = Columns<typeof OVERLAY_EVENTS>

const x = 'impossible'

/** Columns in the order of `OVERLAY_EVENTS`. A case that was accepted or refused for good is never touched again. */
const TABLE: Readonly<Record<OverlayState, OverlayRow>> = {
  draft: ['draft', 'queued', x, x, x, x, x, x, x],
  queued: [x, x, 'sent', x, x, x, x, 'draft', x],
  sent: [x, x, x, 'sent', 'accepted', 'needs-work', 'refused', x, x],
  accepted: [x, x, x, x, x, x, x, x, x],
  refused: [x, x, x, x, x, x, x, x, x],
  'needs-work': [x, x, x, x, x, x, x, x, 'draft'],
}

/** What an event makes of the case, or `impossible`. */
export function nextOverlay(state: OverlayState, event: OverlayEvent): OverlayCell {
  return TABLE[state][OVERLAY_EVENTS.indexOf(event)] ?? x
}

/** The states of a command in the outbox (sync.md), as the domain needs them. */
export type SentState = 'recorded' | 'delivered' | 'effective' | 'held' | 'returned' | 'withdrawn'

/** The overlay of a case whose command stands so; a returned one is work unless nothing in the form could mend it. */
export function overlayOf(state: SentState, refusal: Pick<Refusal, 'code'> | undefined): OverlayState {
  switch (state) {
    case 'recorded':
      return 'queued'
    case 'delivered':
    case 'held':
      return 'sent'
    case 'effective':
      return 'accepted'
    case 'withdrawn':
      return 'draft'
    case 'returned':
      return refusal !== undefined && isBeyondMending(refusal.code) ? 'refused' : 'needs-work'
  }
}
