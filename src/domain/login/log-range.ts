import { addMonthsClamped, beijingDate, beijingMidnight, addDays } from '../kernel/calendar.ts'
import type { CivilDate, Instant } from '../kernel/instant.ts'

/** Both days belong to the range. */
export interface LogRange {
  readonly from: CivilDate
  readonly to: CivilDate
}

/** Longest range asked for at once: the six months that are kept online for certain (OP-21). */
export const LONGEST_RANGE_MONTHS = 6

/** What is listed when nobody chose dates: the same day last month to today, Beijing time (R-JRN-02, OP-03). */
export function defaultLogRange(now: Instant, months: number): LogRange {
  const to = beijingDate(now)
  return { from: addMonthsClamped(to, -months), to }
}

export type LogRangeProblem = 'reversed' | 'too-long'

/** What is wrong with a chosen range, if anything. */
export function findRangeProblem({ from, to }: LogRange): LogRangeProblem | undefined {
  if (from > to) return 'reversed'
  return addMonthsClamped(from, LONGEST_RANGE_MONTHS) < to ? 'too-long' : undefined
}

/** The instants a range covers: from its first midnight to just before the midnight after its last day. */
export function instantsOf({ from, to }: LogRange): { readonly start: Instant; readonly end: Instant } {
  return { start: beijingMidnight(from), end: beijingMidnight(addDays(to, 1)) }
}
