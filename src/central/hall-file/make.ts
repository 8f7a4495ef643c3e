import { AsyncLocalStorage } from 'node:async_hooks'
import BetterSqlite3 from 'better-sqlite3'
import type { Instant } from '../../domain/kernel/instant.ts'
import { insertPage } from '../../storage/bulk-rows.ts'
import { unlock } from '../../storage/cipher.ts'
import { sql, type Database } from '../../storage/database.ts'
import { DESK_SCHEMA, migrate } from '../../storage/migrate.ts'
import { countMirror, followMirror } from '../../storage/mirror-digest.ts'
import { toPinyin } from '../../storage/pinyin.ts'
import { REPLICATED, type ReplicatedTable } from '../../storage/rows.ts'
import { rebuildSearch } from '../../storage/search-rebuild.ts'
import { sqliteDatabase } from '../../storage/sqlite.ts'
import { beginSnapshot } from '../feed.ts'
import { readSnapshot, type SnapshotPage } from '../snapshot.ts'

export interface HallFileOrder {
  /** What the file is known by; it says so inside, too. */
  readonly id: string
  readonly hall: string
  /** Where it is to be; nothing lies there yet. */
  readonly file: string
  /** 64 hex digits. */
  readonly key: string
  readonly now: Instant
}

export interface HallFileFacts {
  readonly epoch: string
  /** The hall's newest number before the first row was read: the feed goes on from there. */
  readonly position: number
  readonly rows: number
  readonly schema: string
}

const PAGE = 5_000
const waitForNobody = () => Promise.resolve()

/**
 * Makes a desk's database of a hall's rows: its tables, indexes and search words, and nothing that is any desk's own. It
 * comes of the same pages as a copy, so that what holds for those while others write holds for it.
 */
export async function makeHallFile(source: Database, order: HallFileOrder): Promise<HallFileFacts> {
  const { id, hall, file, key, now } = order
  const start = await source.readFor(hall, (db) => beginSnapshot(db, hall))
  await migrate({ client: 'better-sqlite3', connection: { filename: file }, pool: keyedPool(key) }, 'desk')
  const connection = new BetterSqlite3(file)
  try {
    unlock(connection, key)
    makeHasty(connection)
    followMirror(connection)
    const target = sqliteDatabase(connection, connection, new AsyncLocalStorage())
    await target.write((db) => countMirror(db, waitForNobody))
    for (const table of Object.keys(REPLICATED) as ReplicatedTable[])
      for await (const page of pagesOf(source, hall, table, now))
        await target.write((db) => insertPage(db, table, page, waitForNobody))
    await target.write(async (db) => {
      await rebuildSearch(db, toPinyin, waitForNobody)
      await db.run(sql("insert into setting (name, value) values ('hall-file', ?)", [JSON.stringify({ id })]))
    })
    const rows = await target.read(async (db) => {
      const union = Object.keys(REPLICATED).map((table) => `select count(*) as n from ${table}`)
      return (await db.find<{ n: number }>(sql(`select sum(n) as n from (${union.join(' union all ')})`)))?.n ?? 0
    })
    return { ...start, rows, schema: DESK_SCHEMA }
  } finally {
    connection.close()
  }
}

/** A file that is lost on the way is made anew, so that nothing has to be safe before it is whole. */
function makeHasty(connection: BetterSqlite3.Database): void {
  connection.pragma('journal_mode = off')
  connection.pragma('synchronous = off')
  connection.pragma('locking_mode = exclusive')
  connection.pragma('temp_store = memory')
  connection.pragma('cache_size = -262144')
}

const keyedPool = (key: string) => ({
  min: 1,
  max: 1,
  afterCreate: (connection: BetterSqlite3.Database, done: (error: unknown, connection: unknown) => void) => {
    unlock(connection, key)
    makeHasty(connection)
    done(null, connection)
  },
})

async function* pagesOf(
  source: Database,
  hall: string,
  table: ReplicatedTable,
  now: Instant,
): AsyncGenerator<SnapshotPage> {
  let place: readonly string[] | null = null
  do {
    const from: readonly string[] | null = place
    const page: SnapshotPage = await source.readFor(hall, (db) => readSnapshot(db, hall, table, from, PAGE, now))
    yield page
    place = page.next
  } while (place !== null)
}
