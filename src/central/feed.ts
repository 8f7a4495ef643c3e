import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { MIRROR_SCHEMA } from '../storage/mirror-schema.ts'
import { addDigest } from '../storage/row-digest.ts'
import { REPLICATED, type Row } from '../storage/rows.ts'
import { estimateSnapshot } from './snapshot-size.ts'

/** A page of the feed: rows in order, without gaps; a desk that sees a missing number refetches. */
export interface FeedPage {
  readonly epoch: string
  readonly rows: readonly { seq: number; table: string; key: string[]; content: Row | null }[]
  /** The hall's newest number when the page was read. */
  readonly newest: number
  /** What the hall's rows add up to at `newest`, once they were counted. */
  readonly digest?: FeedDigest
}

export interface FeedDigest {
  readonly value: number
  /** How often the rows were counted: a desk that doubts one count waits for the next. */
  readonly counted: number
  /** What it was counted over (storage/mirror-schema.ts). */
  readonly columns: string
}

export class MustRefetch extends Error {}

interface Counter {
  readonly seq: number
  readonly digest: number
  readonly digest_base: number | null
  readonly digest_columns: string | null
  readonly counted: number
}

export async function getEpoch(db: ReadDb): Promise<string> {
  const row = await db.find<{ value: string }>(sql("select value from central_state where name = 'feed-epoch'"))
  if (row === undefined) throw new Error('the feed has no epoch; the central was not initialised')
  return row.value
}

async function findCounter(db: ReadDb, hall: string): Promise<Counter | undefined> {
  return db.find<Counter>(
    sql('select seq, digest, digest_base, digest_columns, counted from feed_counter where hall_id = ?', [hall]),
  )
}

/** The hall belongs to it: a desk that was moved must not go on in another hall's feed where it was in its own. */
const hallEpoch = async (db: ReadDb, hall: string): Promise<string> => `${await getEpoch(db)}.${hall}`

/** @throws MustRefetch when what a desk of this hall reads isn't this central's feed, or not since it was restored */
export async function requireEpoch(db: ReadDb, hall: string, epoch: string): Promise<void> {
  if (epoch !== (await hallEpoch(db, hall))) throw new MustRefetch('feed')
}

/** Begins the feed anew: a central that was restored has forgotten what desks have seen, and each must copy its hall. */
export async function beginEpoch(db: WriteDb, epoch: string): Promise<void> {
  await db.run(sql("update central_state set value = ? where name = 'feed-epoch'", [epoch]))
}

/**
 * A page of the hall's feed, never beyond what `newest` and `digest` speak of.
 * @throws MustRefetch when the cursor is of another epoch or hall, beyond what this central has given out, or older
 * than what the feed is kept for
 */
export async function readFeed(
  db: ReadDb,
  hall: string,
  epoch: string,
  after: number,
  limit: number,
): Promise<FeedPage> {
  const counter = await findCounter(db, hall)
  const newest = counter?.seq ?? 0
  await requireEpoch(db, hall, epoch)
  if (after > newest) throw new MustRefetch('feed')
  const rows = await db.all<{ seq: number; table_name: string; row_key: string; content: string | null }>(
    sql(
      'select seq, table_name, row_key, content from feed where hall_id = ? and seq > ? and seq <= ? order by seq limit ?',
      [hall, after, newest, limit],
    ),
  )
  // Pruned rows are missing at the front, or altogether; either way the desk has missed something for good.
  if (after < newest && rows[0]?.seq !== after + 1) throw new MustRefetch('feed')
  const digest = digestOf(counter)
  return {
    epoch,
    newest,
    rows: rows.map((row) => ({
      seq: row.seq,
      table: row.table_name,
      key: JSON.parse(row.row_key) as string[],
      content: row.content === null ? null : (JSON.parse(row.content) as Row),
    })),
    ...(digest === undefined ? {} : { digest }),
  }
}

function digestOf(counter: Counter | undefined): FeedDigest | undefined {
  if (counter === undefined || counter.digest_base === null || counter.digest_columns !== MIRROR_SCHEMA)
    return undefined
  const value = addDigest(counter.digest, counter.digest_base)
  return { value, counted: counter.counted, columns: MIRROR_SCHEMA }
}

/** Where a copy of a hall begins: whoever has read its tables reads the feed from this position on. */
export async function beginSnapshot(db: ReadDb, hall: string): Promise<{ epoch: string; position: number }> {
  const position = (await findCounter(db, hall))?.seq ?? 0
  return { epoch: await hallEpoch(db, hall), position }
}

/** The same for a desk, with what it is to copy and about how much that is. */
export async function startSnapshot(db: ReadDb, hall: string, now: Instant) {
  const begun = await beginSnapshot(db, hall)
  const counts = await estimateSnapshot(db, hall, now)
  return { ...begun, tables: Object.keys(REPLICATED), hall: await getHall(db, hall), counts }
}

async function getHall(db: ReadDb, id: string) {
  const hall = await db.find<{ name: string; tax_authority: string; division: string }>(
    sql('select name, tax_authority, division from hall where id = ?', [id]),
  )
  // Rows may be of a hall that nobody has written down; its desk works all the same.
  return { id, name: hall?.name ?? '', taxAuthority: hall?.tax_authority ?? '', division: hall?.division ?? '' }
}
