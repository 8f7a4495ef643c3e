import { feedAnswer, snapshotAnswer, snapshotStart } from '../contract/central.ts'
import type { FeedAnswer, SnapshotAnswer } from '../contract/central.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { forgetBeforeImages, rebase, settleFromResults, type RebaseTools } from '../storage/rebase.ts'
import { isReplicated, REPLICATED, type ReplicatedTable } from '../storage/rows.ts'
import { faultLine } from '../sync/fault-line.ts'
import type { Desk } from './desk.ts'
import { Denied } from './http.ts'
import { contextOf } from './record.ts'
import { breathe, onRowsApplied, rebuildSearch } from './search.ts'
import { findSetting, putSetting } from './settings.ts'

/** How far a copy has come. */
export interface Copying {
  readonly table: string
  readonly rows: number
}

/** Where this desk stands in its hall's feed. */
export interface Cursor {
  readonly epoch: string
  readonly seq: number
}

/** A copy under way; kept with each page, so that a killed desk goes on where it was. */
interface Progress {
  /** A whole copy lies here already, and is read until this one is whole. */
  readonly aside: boolean
  readonly epoch: string
  readonly position: number
  readonly tables: readonly string[]
  readonly table: number
  readonly after: readonly string[] | null
  readonly rows: number
}

const FEED_PAGE = 1000
const SNAPSHOT_PAGE = 5000

/**
 * Takes over everything new: a copy where there is none that fits, then the feed to its newest number.
 * @returns since when everything the central had is here
 */
export async function pull(desk: Desk, report: (copying: Copying) => void): Promise<Instant> {
  for (let copies = 0; ;) {
    const cursor = await desk.database.read((db) => findSetting<Cursor>(db, 'cursor'))
    if (cursor === undefined) {
      // A central that sends a fresh copy away again is broken; asking for a third would wear both out.
      if (copies++ > 1) throw new Denied(410, 'must-refetch', undefined)
      await copy(desk, report)
    } else if (!(await pullPage(desk, cursor))) break
  }
  const asOf = desk.clock.now()
  await desk.database.write((db) => putSetting(db, 'as-of', asOf))
  return asOf
}

/** One page of the feed in one transaction with its cursor. True when there is more to do. */
async function pullPage(desk: Desk, cursor: Cursor): Promise<boolean> {
  const page = await askFeed(desk, cursor)
  if (page === undefined) return refetch(desk)
  const last = page.rows.at(-1)
  if (last === undefined) return false
  if (!(await takePage(desk, cursor, page))) return refetch(desk)
  return last.seq < page.newest
}

/** Takes over a page that follows the cursor, however it came here. False, with nothing changed, when it doesn't follow. */
export async function takePage(desk: Desk, cursor: Cursor, page: FeedAnswer): Promise<boolean> {
  const [first, last] = [page.rows[0], page.rows.at(-1)]
  if (page.epoch !== cursor.epoch || first?.seq !== cursor.seq + 1 || last === undefined) return false
  if (last.seq !== cursor.seq + page.rows.length) return false
  await desk.database.write(async (db) => {
    await rebase(db, page.rows, rebaseTools(desk))
    await putSetting(db, 'cursor', { epoch: page.epoch, seq: last.seq })
  })
  desk.tell('rows-changed', { tables: [...new Set(page.rows.map((row) => row.table)), 'outbox'] })
  return true
}

async function askFeed(desk: Desk, { epoch, seq }: Cursor): Promise<FeedAnswer | undefined> {
  const query = new URLSearchParams({ epoch, after: String(seq), limit: String(FEED_PAGE) })
  try {
    return await desk.http.ask(`/v1/desk/feed?${query.toString()}`, feedAnswer)
  } catch (error) {
    if (error instanceof Denied && error.code === 'must-refetch') return undefined
    throw error
  }
}

/** The cursor doesn't fit the central any more: the cache is copied anew beside the old one, the outbox stays as it is. */
async function refetch(desk: Desk): Promise<true> {
  await desk.database.write((db) => db.run(sql("delete from setting where name in ('cursor', 'copy')")))
  return true
}

export const rebaseTools = (desk: Desk): RebaseTools => ({
  contextOf: (command, db) => contextOf(desk, command, db),
  rowApplied: onRowsApplied,
  faulted: (commandId, error) => {
    process.stderr.write(`command ${commandId} can't be decided here: ${faultLine(error)}\n`)
  },
})

/**
 * A copy: position first, then every table page by page, at last the desk's own pending work on top. The first one
 * fills the empty tables as it comes; a later one takes the place of the one before it in the last transaction, so
 * that the desk never reads a part of it.
 */
async function copy(desk: Desk, report: (copying: Copying) => void): Promise<void> {
  let progress = (await desk.database.read((db) => findSetting<Progress>(db, 'copy'))) ?? (await beginCopy(desk))
  for (;;) {
    const table = progress.tables[progress.table]
    if (table === undefined) break
    if (isReplicated(table)) progress = await copyPage(desk, progress, table)
    else progress = { ...progress, table: progress.table + 1, after: null }
    report({ table, rows: progress.rows })
  }
  const { epoch, position, aside } = progress
  await desk.database.write(async (db) => {
    if (aside) await replaceByPages(db)
    await rebuildSearch(db)
    await settleFromResults(db, 'all')
    await rebase(db, [], rebaseTools(desk))
    await db.run(sql("delete from setting where name = 'copy'"))
    await putSetting(db, 'cursor', { epoch, seq: position })
  })
  desk.tell('rows-changed', { tables: Object.keys(REPLICATED) })
}

async function beginCopy(desk: Desk): Promise<Progress> {
  const start = await desk.http.ask('/v1/desk/snapshot', snapshotStart)
  const aside = (await desk.database.read((db) => findSetting(db, 'as-of'))) !== undefined
  const progress: Progress = { ...start, aside, table: 0, after: null, rows: 0 }
  await desk.database.write(async (db) => {
    await db.run(sql('delete from copy_page'))
    if (!aside) await emptyTables(db)
    await putSetting(db, 'copy', progress)
  })
  return progress
}

async function emptyTables(db: WriteDb): Promise<void> {
  await db.run(sql('delete from undo_row'))
  for (const table of Object.keys(REPLICATED)) await db.run(sql(`delete from ${table}`))
}

/** Puts the pages that were kept aside in the place of everything; the outbox is decided on top of them afterwards. */
async function replaceByPages(db: WriteDb): Promise<void> {
  await emptyTables(db)
  for (let number = 0; ;) {
    const page = await db.find<{ number: number; table_name: string; content: string }>(
      sql('select number, table_name, content from copy_page where number > ? order by number limit 1', [number]),
    )
    if (page === undefined) break
    number = page.number
    const rows = JSON.parse(page.content) as Pick<SnapshotAnswer, 'columns' | 'rows'>
    if (isReplicated(page.table_name)) await insertRows(db, page.table_name, rows)
    await breathe()
  }
  await db.run(sql('delete from copy_page'))
}

async function copyPage(desk: Desk, progress: Progress, table: ReplicatedTable): Promise<Progress> {
  const query = new URLSearchParams({ limit: String(SNAPSHOT_PAGE) })
  if (progress.after !== null) query.set('after', JSON.stringify(progress.after))
  const page = await desk.http.ask(`/v1/desk/snapshot/${table}?${query.toString()}`, snapshotAnswer, {
    timeoutMs: 60_000,
  })
  const next: Progress = {
    ...progress,
    rows: progress.rows + page.rows.length,
    table: page.next === null ? progress.table + 1 : progress.table,
    after: page.next,
  }
  await desk.database.write(async (db) => {
    if (progress.aside) await keepPage(db, table, page)
    else await insertPage(db, table, page)
    await putSetting(db, 'copy', next)
  })
  return next
}

const keepPage = (db: WriteDb, table: ReplicatedTable, { columns, rows }: SnapshotAnswer): Promise<number> =>
  db.run(sql('insert into copy_page (table_name, content) values (?, ?)', [table, JSON.stringify({ columns, rows })]))

/** A row that a command of this desk made meanwhile gives way to the page's. */
async function insertPage(db: WriteDb, table: ReplicatedTable, page: SnapshotAnswer): Promise<void> {
  await forgetBeforeImages(db, table, page.columns, page.rows)
  await insertRows(db, table, page)
}

/** Pages come as arrays and go in as arrays. */
async function insertRows(
  db: WriteDb,
  table: ReplicatedTable,
  { columns, rows }: Pick<SnapshotAnswer, 'columns' | 'rows'>,
): Promise<void> {
  const marks = columns.map(() => '?').join(', ')
  const text = `insert or replace into ${table} (${columns.join(', ')}) values (${marks})`
  for (const values of rows) await db.run(sql(text, values))
}
