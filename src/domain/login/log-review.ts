import type { Role } from '../kernel/actor.ts'
import { HOUR, type Instant } from '../kernel/instant.ts'
import { defineRefusals, type Refusal } from '../kernel/refusal.ts'
import { findRangeProblem, type LogRange } from './log-range.ts'

/** Why the log isn't shown, in order of precedence. */
export const logRefusals = defineRefusals({
  'log-review-role': { rule: 'OP-21' },
  'log-review-reason-missing': { rule: 'OP-21', field: 'reason' },
  'log-review-not-open': { rule: 'OP-21', retry: true },
  'log-range-reversed': { rule: 'R-JRN-01', field: 'to' },
  'log-range-too-long': { rule: 'OP-21', field: 'from' },
  'log-visitor-not-present': { rule: 'R-PM-24' },
})

/** A reason holds for one sitting; whoever comes back after that says again what they look for. */
export const REVIEW_HOURS = 4

/** An opened look at the log: who, and until when (OP-21: reason required, viewing is logged itself). */
export interface LogReview {
  readonly id: string
  readonly staffId: string
  readonly until: Instant
}

/** Only the hall's supervisor looks at everybody's log-ins (R-PM-23, R-PM-24, OP-21). */
export function findReviewBar(role: Role | undefined, reason: string): Refusal | undefined {
  if (role !== 'supervisor') return logRefusals.make('log-review-role')
  return [...reason.trim()].length < 2 ? logRefusals.make('log-review-reason-missing') : undefined
}

export function openReview(id: string, staffId: string, now: Instant): LogReview {
  return { id, staffId, until: now + REVIEW_HOURS * HOUR }
}

/** Whether this query belongs to a review that the same person has open, and asks for a sensible range. */
export function findQueryBar(
  review: LogReview | undefined,
  asked: { readonly review: string; readonly staffId: string | undefined; readonly now: Instant },
  range: LogRange,
): Refusal | undefined {
  const open =
    review !== undefined && review.id === asked.review && review.staffId === asked.staffId && review.until > asked.now
  return open ? findRangeBar(range) : logRefusals.make('log-review-not-open')
}

/** What is wrong with the dates, as a refusal. */
export function findRangeBar(range: LogRange): Refusal | undefined {
  const problem = findRangeProblem(range)
  if (problem === undefined) return undefined
  return logRefusals.make(problem === 'reversed' ? 'log-range-reversed' : 'log-range-too-long')
}
