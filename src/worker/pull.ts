import { feedAnswer, snapshotAnswer, snapshotStart } from '../contract/central.ts'
import type { FeedAnswer, SnapshotAnswer } from '../contract/central.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { forgetBeforeImages, rebase, settleFromResults, type RebaseTools } from '../storage/rebase.ts'
import { isReplicated, REPLICATED, type ReplicatedTable } from '../storage/rows.ts'
import { faultLine } from '../sync/fault-line.ts'
import type { Desk } from './desk.ts'
import { Denied } from './http.ts'
import { contextOf } from './record.ts'
import { onRowsApplied, rebuildSearch } from './search.ts'
import { findSetting, putSetting } from './settings.ts'

/** How far the first copy has come. */
export interface Copying {
  readonly table: string
  readonly rows: number
}

/** Where this desk stands in its hall's feed. */
interface Cursor {
  readonly epoch: string
  readonly seq: number
}

/** A first copy under way; kept with each page, so that a killed desk goes on where it was. */
interface Progress {
  readonly epoch: string
  readonly position: number
  readonly tables: readonly string[]
  readonly table: number
  readonly after: readonly string[] | null
  readonly rows: number
}

const FEED_PAGE = 1000
const SNAPSHOT_PAGE = 5000

/** Takes over everything new: a first copy where there is none, then the feed to its newest number. */
export async function pull(desk: Desk, report: (copying: Copying) => void): Promise<void> {
  for (let copies = 0; ;) {
    const cursor = await desk.database.read((db) => findSetting<Cursor>(db, 'cursor'))
    if (cursor === undefined) {
      // A central that sends a fresh copy away again is broken; asking for a third would wear both out.
      if (copies++ > 1) throw new Denied(410, 'must-refetch', undefined)
      await copy(desk, report)
    } else if (!(await pullPage(desk, cursor))) break
  }
  await desk.database.write((db) => putSetting(db, 'as-of', desk.clock.now()))
}

/** One page of the feed in one transaction with its cursor. True when there is more to do. */
async function pullPage(desk: Desk, cursor: Cursor): Promise<boolean> {
  const page = await askFeed(desk, cursor)
  if (page === undefined) return refetch(desk)
  const last = page.rows.at(-1)
  if (last === undefined) return false
  if (page.rows[0]?.seq !== cursor.seq + 1 || last.seq !== cursor.seq + page.rows.length) return refetch(desk)
  await desk.database.write(async (db) => {
    await rebase(db, page.rows, rebaseTools(desk))
    await putSetting(db, 'cursor', { epoch: page.epoch, seq: last.seq })
  })
  desk.tell('rows-changed', { tables: [...new Set(page.rows.map((row) => row.table)), 'outbox'] })
  return last.seq < page.newest
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

/** The cursor doesn't fit the central any more: the cache is copied anew, the outbox stays as it is. */
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

/** The first copy: position first, then every table page by page, at last the desk's own pending work on top. */
async function copy(desk: Desk, report: (copying: Copying) => void): Promise<void> {
  let progress = (await desk.database.read((db) => findSetting<Progress>(db, 'copy'))) ?? (await beginCopy(desk))
  for (;;) {
    const table = progress.tables[progress.table]
    if (table === undefined) break
    if (isReplicated(table)) progress = await copyPage(desk, progress, table)
    else progress = { ...progress, table: progress.table + 1, after: null }
    report({ table, rows: progress.rows })
  }
  const { epoch, position } = progress
  await desk.database.write(async (db) => {
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
  const progress: Progress = { ...start, table: 0, after: null, rows: 0 }
  await desk.database.write(async (db) => {
    await db.run(sql('delete from undo_row'))
    for (const table of Object.keys(REPLICATED)) await db.run(sql(`delete from ${table}`))
    await putSetting(db, 'copy', progress)
  })
  return progress
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
    await insertPage(db, table, page)
    await putSetting(db, 'copy', next)
  })
  return next
}

/** Pages come as arrays and go in as arrays; a row that a command of this desk made meanwhile gives way. */
async function insertPage(db: WriteDb, table: ReplicatedTable, { columns, rows }: SnapshotAnswer): Promise<void> {
  await forgetBeforeImages(db, table, columns, rows)
  const marks = columns.map(() => '?').join(', ')
  const text = `insert or replace into ${table} (${columns.join(', ')}) values (${marks})`
  for (const values of rows) await db.run(sql(text, values))
}
