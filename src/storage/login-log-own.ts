import type { LoginLogFilters, LoginLogRow } from '../contract/login-log.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { defaultLogRange, instantsOf } from '../domain/login/log-range.ts'
import { findRangeBar } from '../domain/login/log-review.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { ReadDb } from './database.ts'
import { columnsOf, cursorOf, maskLoginLog, type LogPage, type LoginLogRecord } from './login-log-query.ts'
import { Refused } from './refused.ts'

/** Whose log it is: an enterprise's, a person's, or what one person did for one enterprise (OP-21). */
export type LogOwner =
  | { readonly enterpriseId: string; readonly personId?: string }
  | { readonly enterpriseId?: undefined; readonly personId: string }

export type OwnFilters = Omit<LoginLogFilters, 'from' | 'to'> & {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/**
 * One page of a taxpayer's own log, newest first, by the union of both filter sets (R-JRN-01, R-JRN-04, CF-24). Without
 * dates it is the last month (R-JRN-02, OP-03); one date alone goes with the other end of that month. One owner has few
 * rows, so their index leads and the filters thin out what it gives.
 * @throws Refused for impossible dates.
 */
export async function pageOwnLog(
  db: ReadDb,
  owner: LogOwner,
  { from, to, ...filters }: OwnFilters,
  { after, size, now, policy }: LogPage & { readonly now: Instant; readonly policy: Policy },
): Promise<{ from: string; to: string; rows: LoginLogRow[]; next?: string }> {
  const usual = defaultLogRange(now, policy.logDefaultMonths)
  const range = { from: from ?? usual.from, to: to ?? usual.to }
  const bar = findRangeBar(range)
  if (bar !== undefined) throw new Refused(bar)
  const { start, end } = instantsOf(range)
  const query = db.build('login_log').where('at', '>=', start).where('at', '<', end)
  if (owner.enterpriseId !== undefined) void query.where('enterprise_id', owner.enterpriseId)
  if (owner.personId !== undefined) void query.where('person_id', owner.personId)
  // An expression has no index: the planner is left with the owner's.
  for (const filter of columnsOf(filters)) void query.whereRaw("(?? || '') = ?", filter)
  if (after !== undefined) {
    const [at = '', id = ''] = after.split(' ')
    void query.whereRaw('(at, id) < (?, ?)', [Number(at) || 0, id])
  }
  const order = ['at', 'id'].map((column) => ({ column, order: 'desc' }))
  const records = await db.all<LoginLogRecord>(
    query
      .select('*')
      .orderBy(order)
      .limit(size + 1),
  )
  const shown = records.slice(0, size)
  const last = records.length > size ? shown.at(-1) : undefined
  return { ...range, rows: shown.map(maskLoginLog), ...(last === undefined ? {} : { next: cursorOf(last) }) }
}
