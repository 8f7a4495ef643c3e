import type BetterSqlite3 from 'better-sqlite3'
import { AsyncLocalStorage } from 'node:async_hooks'
import { dirname } from 'node:path'
import { isKey } from '../../storage/cipher.ts'
import { sql, type Database, type ReadDb } from '../../storage/database.ts'
import { putLostRange } from '../../storage/lost-range.ts'
import { migrate } from '../../storage/migrate.ts'
import { followMirror } from '../../storage/mirror-digest.ts'
import { sqliteDatabase, type SqliteDatabase } from '../../storage/sqlite.ts'
import { putStoreReport } from '../../storage/store-report.ts'
import { judgeHead, newestHead, type HeadFinding, type OwnHead, type Slot } from '../../sync/head.ts'
import { newId } from '../crypto.ts'
import { putSetting } from '../settings.ts'
import { APPLICATION_ID, assertPromised, connect, keyed } from './connection.ts'
import { HeadFile, readSlots } from './head-file.ts'
import { HeadKeeper, readChain, readCount } from './head-keeper.ts'
import { takeFolder } from './lock.ts'
import { asProblem, probe, refusePlaintext } from './probe.ts'
import { CannotOpen } from './problems.ts'

/**
 * The one door to the desk's encrypted database: takes its folder for this process, looks at the file before anything
 * is written, brings it to the newest schema, and compares it with the mark beside it. What it finds wrong there is
 * noted in a store report, and lost commands in `lost_range`, by the first transaction.
 * @param key 64 hex digits
 * @throws CannotOpen for a wrong or missing key, and for a file that is not, or not any more, this program's to open
 */
export async function openDeskDatabase(file: string, key: string): Promise<SqliteDatabase> {
  if (!isKey(key)) throw new CannotOpen('key-missing')
  const directory = dirname(file)
  const letGo = takeFolder(directory)
  try {
    probe(file, key)
    await migrate(
      { client: 'better-sqlite3', connection: { filename: file }, pool: { min: 1, max: 1, afterCreate: keyed(key) } },
      'desk',
    )
    refusePlaintext(file)
    return await openMarked(file, key, letGo)
  } catch (error) {
    letGo()
    throw asProblem(error, directory, key)
  }
}

async function openMarked(file: string, key: string, letGo: () => void): Promise<SqliteDatabase> {
  const slots = readSlots(dirname(file), key)
  const { writer, reader, mark, own } = openFiles(file, key)
  const keeper = new HeadKeeper(writer, mark, Math.max(own, newestHead(slots ?? [])?.count ?? 0))
  const database = sqliteDatabase(writer, reader, new AsyncLocalStorage(), keeper.watch)
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    try {
      await database.close()
    } finally {
      mark.close()
      letGo()
    }
  }
  try {
    await begin(database, slots, own)
    if (slots?.every((slot) => typeof slot === 'object') !== true) keeper.heal()
    claim(writer)
    for (const connection of [writer, reader]) assertPromised(connection)
    return { ...database, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens everything or leaves nothing open: salvage moves these files aside, which some systems refuse meanwhile. */
function openFiles(file: string, key: string) {
  const opened: { close(): unknown }[] = []
  const keep = <One extends { close(): unknown }>(one: One): One => {
    opened.push(one)
    return one
  }
  try {
    const [writer, reader] = [keep(connect(file, key)), keep(connect(file, key))]
    // What a first copy puts its indexes into: in the build's 16 MiB it reads and writes half of them again each page.
    writer.pragma('cache_size = -65536')
    followMirror(writer)
    const mark = keep(new HeadFile(dirname(file), key))
    return { writer, reader, mark, own: readCount(writer) }
  } catch (error) {
    for (const one of opened) one.close()
    throw error
  }
}

/** The first transaction of every run: compares with the mark, and writes down what that says. */
async function begin(database: Database, slots: readonly Slot[] | undefined, count: number): Promise<void> {
  await database.write(async (db) => {
    const finding = judgeHead(slots, await readOwnHead(db, slots, count))
    const now = Date.now()
    await putSetting(db, 'opened-at', now)
    if (finding === undefined) return
    if (finding.lost !== undefined) await putLostRange(db, finding.lost, now)
    await putStoreReport(db, { id: newId(), kind: finding.kind, at: now, detail: await describe(db, finding) })
  })
}

async function readOwnHead(db: ReadDb, slots: readonly Slot[] | undefined, count: number): Promise<OwnHead> {
  const marked = newestHead(slots ?? [])
  const kept = await db.find<{ hash: string }>(sql('select hash from outbox where seq = ?', [marked?.seq ?? 0]))
  return { count, ...(await readChain(db)), hashAt: (seq) => (seq === marked?.seq ? kept?.hash : undefined) }
}

/** What is left is dated by its newest audit row, what is gone by the mark. */
async function describe(db: ReadDb, { transactions, lost, until }: HeadFinding): Promise<Record<string, number>> {
  const last = await db.find<{ at: number | null }>(sql('select max(at) as at from audit'))
  return {
    transactions,
    ...(lost === undefined ? {} : { from: lost.from, to: lost.to }),
    ...(typeof last?.at === 'number' ? { since: last.at } : {}),
    ...(until === undefined ? {} : { until }),
  }
}

function claim(writer: BetterSqlite3.Database): void {
  if (writer.pragma('application_id', { simple: true }) === APPLICATION_ID) return
  writer.pragma(`application_id = ${String(APPLICATION_ID)}`)
}
