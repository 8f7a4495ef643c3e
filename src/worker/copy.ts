import { snapshotAnswer, type SnapshotAnswer, type SnapshotStart } from '../contract/central.ts'
import { insertPage, type PageRows } from '../storage/bulk-rows.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { forgetMissing } from '../storage/leaving.ts'
import { forgetBeforeImages, rebase, settleFromResults } from '../storage/rebase.ts'
import { isReplicated, REPLICATED, type ReplicatedTable } from '../storage/rows.ts'
import { Pace, type Copying, type Progress } from './copying.ts'
import type { Desk } from './desk.ts'
import { askForStart, copyWhole } from './hall-file/copy-whole.ts'
import { Denied } from './http.ts'
import { emptyMirror, forgetHall } from './mirror.ts'
import { rebaseTools } from './rebase-tools.ts'
import { breathe, rebuildSearch } from './search.ts'
import { askForOutcomes, sendWhatIsMissing } from './send-again.ts'
import { findSetting, putSetting } from './settings.ts'

const SNAPSHOT_PAGE = 5000

/**
 * A copy: position first, then every table page by page, at last the desk's own pending work on top. The first one
 * fills the empty tables as it comes; a later one takes the place of the one before it in the last transaction, so
 * that the desk never reads a part of it. The next page is asked for while this one is written.
 */
export async function copy(desk: Desk, report: (copying: Copying) => void): Promise<void> {
  try {
    await goOn(desk, report)
  } catch (error) {
    // What came spoilt lies here by now, and would be met again each time.
    if (isSpoilt(error)) await desk.database.write((db) => db.run(sql("delete from setting where name = 'copy'")))
    throw error
  }
}

/** Pages that can't be written whatever the disk does, or a place that no central gave. */
function isSpoilt(error: unknown): boolean {
  if (error instanceof Denied) return error.code === 'malformed'
  const code = (error as { code?: unknown }).code
  const isUnbindable = error instanceof TypeError || error instanceof RangeError
  return isUnbindable || (typeof code === 'string' && /^SQLITE_(ERROR|CONSTRAINT|MISMATCH)/.test(code))
}

async function goOn(desk: Desk, report: (copying: Copying) => void): Promise<void> {
  const begun = await desk.database.read((db) => findSetting<Progress>(db, 'copy'))
  if (begun === undefined) await copyWhole(desk, report)
  const start = await askForStart(desk)
  // What was begun of another hall, or before the central was restored, is no part of this one.
  let progress = begun?.epoch === start.epoch ? begun : await beginCopy(desk, start)
  const pace = new Pace(desk, progress)
  report(pace.at(progress))
  let coming = askPage(desk, progress)
  for (;;) {
    const arrived = await coming
    if (arrived === undefined) break
    const next = advance(progress, arrived)
    coming = askPage(desk, next)
    // Whoever waits for it hears of its failure, after this page is safe.
    coming.catch(() => undefined)
    await keepPage(desk, progress, arrived, next)
    progress = next
    report(pace.at(progress))
  }
  await finishCopy(desk, progress)
  desk.tell('rows-changed', { tables: Object.keys(REPLICATED) })
}

async function beginCopy(desk: Desk, start: SnapshotStart): Promise<Progress> {
  const { hall, counts, lastSeq, head, epoch, position, tables } = start
  const { enrolment } = desk
  const moved = enrolment !== undefined && enrolment.hall.id !== hall.id
  const aside = !moved && (await desk.database.read((db) => findSetting(db, 'as-of'))) !== undefined
  const rowsInAll = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const place = { table: 0, after: null, rows: 0, rowsInAll, bytes: 0 }
  const progress: Progress = { aside, epoch, position, tables, ...place }
  await desk.database.write(async (db) => {
    // What the former hall's desks may see isn't this desk's to show for one moment longer.
    if (moved) {
      await forgetHall(db)
      await putSetting(db, 'enrolment', { ...enrolment, hall })
      await askForOutcomes(db)
    }
    await db.run(sql('delete from copy_page'))
    if (!aside) await emptyMirror(db)
    await sendWhatIsMissing(db, lastSeq, head)
    await db.run(sql("delete from setting where name = 'hall-file'"))
    await putSetting(db, 'epoch', epoch)
    await putSetting(db, 'copy', progress)
  })
  if (moved) {
    desk.enrolment = { ...enrolment, hall }
    desk.tell('rows-changed', { tables: Object.keys(REPLICATED) })
  }
  return progress
}

interface Arrived {
  readonly table: ReplicatedTable
  readonly page: SnapshotAnswer
  readonly bytes: number
}

/** The page that comes next, or nothing when every table is here. */
async function askPage(desk: Desk, { epoch, tables, table: place, after }: Progress): Promise<Arrived | undefined> {
  // A central that is newer may have tables that this desk has no use for.
  const table = tables.slice(place).find(isReplicated)
  if (table === undefined) return undefined
  const query = new URLSearchParams({ epoch, limit: String(SNAPSHOT_PAGE) })
  if (after !== null) query.set('after', JSON.stringify(after))
  let bytes = 0
  const page = await desk.http.ask(`/v1/desk/snapshot/${table}?${query.toString()}`, snapshotAnswer, {
    timeoutMs: 60_000,
    heard: (length) => {
      bytes = length
    },
  })
  return { table, page, bytes }
}

function advance(progress: Progress, { table, page, bytes }: Arrived): Progress {
  const place = progress.tables.indexOf(table)
  return {
    ...progress,
    rows: progress.rows + page.rows.length,
    bytes: progress.bytes + bytes,
    table: page.next === null ? place + 1 : place,
    after: page.next,
  }
}

async function keepPage(desk: Desk, { aside }: Progress, { table, page }: Arrived, next: Progress): Promise<void> {
  const { columns, rows } = page
  await desk.database.write(async (db) => {
    if (aside)
      await db.run(
        sql('insert into copy_page (table_name, content) values (?, ?)', [table, JSON.stringify({ columns, rows })]),
      )
    else {
      // A row that a command of this desk made meanwhile gives way to the page's.
      await forgetBeforeImages(db, table, columns, rows)
      await insertPage(db, table, page, breathe)
    }
    await putSetting(db, 'copy', next)
  })
}

async function finishCopy(desk: Desk, { epoch, position, aside, searchable }: Progress): Promise<void> {
  await desk.database.write(async (db) => {
    if (aside) await replaceByPages(db)
    if (searchable === true) await putSetting(db, 'to-forget', true)
    else {
      await forgetMissing(db)
      await rebuildSearch(db)
    }
    await settleFromResults(db, 'all')
    await rebase(db, [], rebaseTools(desk), 'all')
    await db.run(sql("delete from setting where name in ('copy', 'hall-file')"))
    await putSetting(db, 'cursor', { epoch, seq: position })
  })
}

/** Puts the pages that were kept aside in the place of everything; the outbox is decided on top of them afterwards. */
async function replaceByPages(db: WriteDb): Promise<void> {
  await emptyMirror(db)
  for (let number = 0; ;) {
    const page = await db.find<{ number: number; table_name: string; content: string }>(
      sql('select number, table_name, content from copy_page where number > ? order by number limit 1', [number]),
    )
    if (page === undefined) break
    number = page.number
    const rows = JSON.parse(page.content) as PageRows
    if (isReplicated(page.table_name)) await insertPage(db, page.table_name, rows, breathe)
    await breathe()
  }
  await db.run(sql('delete from copy_page'))
}
