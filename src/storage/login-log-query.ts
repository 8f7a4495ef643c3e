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

/** Filters by column; each single one has an index that ends with time and id, so a page is read in order. */
function filtered(db: ReadDb, hallId: string, filters: LoginLogFilters) {
  const { start, end } = instantsOf(filters)
  const columns = {
    login_type: filters.type,
    name: filters.name && normaliseName(filters.name),
    identity_type: filters.identityType,
    taxpayer_name: filters.taxpayerName?.trim(),
    credit_code: filters.creditCode && normaliseIdentifier(filters.creditCode),
    result: filters.result,
  }
  const query = db.build('login_log').where({ hall_id: hallId }).where('at', '>=', start).where('at', '<', end)
  for (const [column, value] of Object.entries(columns)) {
    if (value !== undefined && value !== '') void query.where(column, value)
  }
  return query
}

export interface LogPage {
  readonly after?: string | undefined
  readonly size: number
}

const cursorOf = ({ at, id }: LoginLogRecord): string => `${String(at)} ${id}`

/** One page of a hall's log, newest first; a page deep down costs what the first one does (R-JRN-01 … R-JRN-04). */
export async function pageLoginLog(
  db: ReadDb,
  hallId: string,
  filters: LoginLogFilters,
  { after, size }: LogPage,
): Promise<{ rows: LoginLogRow[]; next?: string }> {
  const query = filtered(db, hallId, filters)
  if (after !== undefined) {
    const [at = '', id = ''] = after.split(' ')
    void query.whereRaw('(at, id) < (?, ?)', [Number(at) || 0, id])
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
    .select('id')
    .limit(COUNTED + 1)
  const row = await db.find<{ n: number }>(db.build.count({ n: '*' }).from(some.as('some')))
  const count = Number(row?.n ?? 0)
  return count > COUNTED ? null : count
}
