import type { LoginLogFilters, LoginLogRow } from '../contract/login-log.ts'
import { maskCreditCode, maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { instantsOf } from '../domain/login/log-range.ts'
import { maskAddress } from '../domain/login/mask-address.ts'
import { normaliseName } from '../domain/person/name.ts'
import type { ReadDb } from './database.ts'

/** A row of the log as the database holds it. */
export interface LoginLogRecord {
  readonly id: string
  readonly hall_id: string
  readonly at: number
  readonly login_type: LoginLogRow['type']
  readonly method: LoginLogRow['method']
  readonly channel: LoginLogRow['channel']
  readonly result: LoginLogRow['result']
  readonly reason: LoginLogRow['reason']
  readonly person_id: string | null
  readonly name: string | null
  readonly identity_type: string | null
  readonly enterprise_id: string | null
  readonly taxpayer_name: string | null
  readonly credit_code: string | null
  readonly address: string | null
  readonly place: string | null
}

const masked = (value: string | null, mask: (text: string) => string): string | null =>
  value === null ? null : mask(value)

/** As it may leave the data thread or the central: masked field by field (OP-13). */
export function maskLoginLog(row: LoginLogRecord): LoginLogRow {
  return {
    id: row.id,
    at: row.at,
    type: row.login_type,
    method: row.method,
    channel: row.channel,
    result: row.result,
    reason: row.reason,
    personId: row.person_id,
    name: masked(row.name, maskName),
    identityType: row.identity_type,
    enterpriseId: row.enterprise_id,
    taxpayerName: masked(row.taxpayer_name, maskEnterpriseName),
    creditCode: masked(row.credit_code, maskCreditCode),
    address: masked(row.address, maskAddress),
    place: row.place,
  }
}

/** Filters by column, the one that leaves the fewest rows first: its index is the one to read in order. */
export function columnsOf(filters: Omit<LoginLogFilters, 'from' | 'to'>): [column: string, value: string][] {
  const columns = {
    credit_code: filters.creditCode && normaliseIdentifier(filters.creditCode),
    taxpayer_name: filters.taxpayerName?.trim(),
    name: filters.name && normaliseName(filters.name),
    identity_type: filters.identityType,
    result: filters.result,
    login_type: filters.type,
  }
  return Object.entries(columns).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
}

/**
 * The rows of a hall that the filters leave, as a query to go on with. Each filter has an index that ends with time
 * and id; the range is written on the leading filter and the time together, because a planner without statistics would
 * otherwise walk the whole range by time and look for a rare name in it.
 */
function filtered(db: ReadDb, hallId: string, filters: LoginLogFilters) {
  const { start, end } = instantsOf(filters)
  const [lead, ...others] = columnsOf(filters)
  const query = db.build('login_log').where({ hall_id: hallId })
  // An expression has no index: the planner is left with the leading one.
  for (const other of others) void query.whereRaw("(?? || '') = ?", other)
  if (lead === undefined) void query.where('at', '>=', start).where('at', '<', end)
  else {
    const [column, value] = lead
    void query.where(column, value)
    void query.whereRaw('(??, at) >= (?, ?)', [column, value, start])
    void query.whereRaw('(??, at) < (?, ?)', [column, value, end])
  }
  return { query, lead }
}

export interface LogPage {
  readonly after?: string | undefined
  readonly size: number
}

export const cursorOf = ({ at, id }: LoginLogRecord): string => `${String(at)} ${id}`

/** One page of a hall's log, newest first; a page deep down costs what the first one does (R-JRN-01 … R-JRN-04). */
export async function pageLoginLog(
  db: ReadDb,
  hallId: string,
  filters: LoginLogFilters,
  { after, size }: LogPage,
): Promise<{ rows: LoginLogRow[]; next?: string }> {
  const { query, lead } = filtered(db, hallId, filters)
  if (after !== undefined) {
    const [at = '', id = ''] = after.split(' ')
    const place = [Number(at) || 0, id]
    if (lead === undefined) void query.whereRaw('(at, id) < (?, ?)', place)
    else void query.whereRaw('(??, at, id) < (?, ?, ?)', [...lead, ...place])
  }
  const records = await db.all<LoginLogRecord>(
    query
      .select('*')
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(size),
  )
  const last = records.length === size ? records.at(-1) : undefined
  return { rows: records.map(maskLoginLog), ...(last === undefined ? {} : { next: cursorOf(last) }) }
}

/** Above this nobody reads on by counting; the screen says so instead. */
const COUNTED = 10_000

/** How many rows the filters leave, or null for more than ten thousand. */
export async function countLoginLog(db: ReadDb, hallId: string, filters: LoginLogFilters): Promise<number | null> {
  const some = filtered(db, hallId, filters)
    .query.select('id')
    .limit(COUNTED + 1)
  const row = await db.find<{ n: number }>(db.build.count({ n: '*' }).from(some.as('some')))
  const count = Number(row?.n ?? 0)
  return count > COUNTED ? null : count
}
