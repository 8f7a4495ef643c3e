import { oneMonthBefore } from '../domain/kernel/calendar.ts'
import type { ReadDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../storage/rows.ts'
import { SNAPSHOT_SCOPE } from '../storage/scope.ts'

/** A page of the feed: rows in order, without gaps; a desk that sees a missing number refetches. */
export interface FeedPage {
  readonly epoch: string
  readonly rows: readonly { seq: number; table: string; key: string[]; content: Row | null }[]
  /** The hall's newest number when the page was read. */
  readonly newest: number
}

export class MustRefetch extends Error {}

export async function getEpoch(db: ReadDb): Promise<string> {
  const row = await db.find<{ value: string }>(sql("select value from central_state where name = 'feed-epoch'"))
  if (row === undefined) throw new Error('the feed has no epoch; the central was not initialised')
  return row.value
}

async function newestSeq(db: ReadDb, hall: string): Promise<number> {
  const row = await db.find<{ seq: number }>(sql('select seq from feed_counter where hall_id = ?', [hall]))
  return row?.seq ?? 0
}

/** @throws MustRefetch when the cursor is of another epoch or beyond what this central has given out. */
export async function readFeed(
  db: ReadDb,
  hall: string,
  epoch: string,
  after: number,
  limit: number,
): Promise<FeedPage> {
  const newest = await newestSeq(db, hall)
  if (epoch !== (await getEpoch(db)) || after > newest) throw new MustRefetch('feed')
  const rows = await db.all<{ seq: number; table_name: string; row_key: string; content: string | null }>(
    sql('select seq, table_name, row_key, content from feed where hall_id = ? and seq > ? order by seq limit ?', [
      hall,
      after,
      limit,
    ]),
  )
  if (rows.length > 0 && rows[0]?.seq !== after + 1) throw new MustRefetch('feed')
  return {
    epoch,
    newest,
    rows: rows.map((row) => ({
      seq: row.seq,
      table: row.table_name,
      key: JSON.parse(row.row_key) as string[],
      content: row.content === null ? null : (JSON.parse(row.content) as Row),
    })),
  }
}

/** Where a snapshot starts: the desk copies the tables, then reads the feed from this position on. */
export async function startSnapshot(db: ReadDb, hall: string) {
  return { epoch: await getEpoch(db), position: await newestSeq(db, hall), tables: Object.keys(REPLICATED) }
}

/** A page of one table in key order: column names once, rows as arrays. */
export interface SnapshotPage {
  readonly columns: readonly string[]
  readonly rows: readonly unknown[][]
  /** The last row's key, when there may be more. */
  readonly next: readonly string[] | null
}

/** Log-ins older than this stay at the central and are asked for when wanted (API-LOG). */
const LOG_MONTHS_ON_DESK = 3

export async function readSnapshot(
  db: ReadDb,
  hall: string,
  table: ReplicatedTable,
  after: readonly string[] | null,
  limit: number,
  now: number,
): Promise<SnapshotPage> {
  const key = REPLICATED[table]
  const scope = SNAPSHOT_SCOPE[table]
  const bindings: unknown[] = Array.from(scope.matchAll(/\?/g), () => hall)
  const conditions = [scope]
  if (table === 'login_log') {
    let since = now
    for (let month = 0; month < LOG_MONTHS_ON_DESK; month++) since = oneMonthBefore(since)
    conditions.push('at >= ?')
    bindings.push(since)
  }
  if (after !== null) {
    conditions.push(`(${key.join(', ')}) > (${key.map(() => '?').join(', ')})`)
    bindings.push(...after)
  }
  const rows = await db.all<Row>(
    sql(`select * from ${table} where ${conditions.join(' and ')} order by ${key.join(', ')} limit ?`, [
      ...bindings,
      limit,
    ]),
  )
  const last = rows.length === limit ? rows.at(-1) : undefined
  return {
    columns: Object.keys(rows[0] ?? {}),
    rows: rows.map((row) => Object.values(row)),
    next: last === undefined ? null : key.map((column) => String(last[column])),
  }
}
