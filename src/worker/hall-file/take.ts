import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { REPLICATED } from '../../storage/rows.ts'
import { faultLine } from '../../sync/fault-line.ts'
import type { Progress } from '../copying.ts'
import { APPLICATION_ID, connect, connectToFill, connectToLook } from '../door/connection.ts'
import { syncFolder } from '../files.ts'
import { hallFile } from './files.ts'

/** What the desk's database says of the file that it was to begin anew with; under the setting `hall-file`. */
export interface TakenFile {
  readonly id: string
  /** The copy that the file is, for the desk to end. */
  readonly copy: Progress
}

type Connection = ReturnType<typeof connect>

/** What a hall's file brings with its rows, or what is made anew from them: nothing of it is any desk's own. */
const OF_THE_HALL = new Set([
  ...Object.keys(REPLICATED),
  ...['person_key', 'entity_key', 'mirror_digest'],
  // Guesses about rows that aren't there any more; the acts they belong to are decided again.
  ...['undo_row', 'copy_page'],
  ...['schema_migration', 'schema_migration_lock'],
])
const WORDS = /^(person|entity)_words/

/** Whether the rows of a table are the desk's, and move with it. */
export const isDesksOwn = (table: string): boolean => !OF_THE_HALL.has(table) && !WORDS.test(table)

/**
 * Puts a hall's file that was fetched in the place of the desk's database, with everything in it that only this desk
 * has. Stopped anywhere, it leaves the one or the other, whole. A file that doesn't fit is dropped, and the hall copied
 * by pages. The caller holds the folder's lock.
 */
export function takeHallFile(directory: string, key: string): void {
  const hall = hallFile(directory)
  if (!existsSync(hall)) return
  const file = join(directory, 'desk.db')
  try {
    if (fillWithOwn(hall, file, key) && hasNoLog(hall)) {
      renameSync(hall, file)
      syncFolder(directory)
    }
  } catch (error) {
    // Whatever is wrong with the database is met again, and told, when it is opened.
    process.stderr.write(`hall file: ${faultLine(error)}\n`)
  }
  dropHallFile(directory)
}

/** Takes away a file that waits to be taken. What can't be removed is tried again at the next start. */
export function dropHallFile(directory: string): void {
  try {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(hallFile(directory) + ending, { force: true })
  } catch (error) {
    process.stderr.write(`hall file: ${faultLine(error)}\n`)
  }
}

/** False, with nothing lost, when the file isn't what this database waits for. */
function fillWithOwn(hall: string, file: string, key: string): boolean {
  if (!existsSync(file)) return false
  const waiting = lookAt(file, key)
  // Opened for writing: what an earlier start left of its filling is taken back by that.
  const connection = connectToFill(hall, key)
  try {
    const offered = describe(connection)
    if (waiting.id === undefined || !isDeepStrictEqual(waiting, offered) || !emptyLog(file, key)) return false
    connection.exec(`attach '${file.replaceAll("'", "''")}' as desk key "x'${key}'"`)
    connection.exec('begin immediate')
    moveOwn(connection)
    connection.exec('commit')
    connection.exec('detach desk')
    // Here and not when it is opened: what ended that in the middle would leave a desk's database with a journal beside
    // it, which nobody who only looks can take back.
    connection.pragma('journal_mode = wal')
    return true
  } finally {
    connection.close()
  }
}

function lookAt(file: string, key: string): Described {
  const connection = connectToLook(file, key)
  try {
    return describe(connection)
  } finally {
    connection.close()
  }
}

interface Described {
  readonly id: string | undefined
  readonly steps: string
}

/** Which file it is or waits for, and the schema it was made with. */
function describe(connection: Connection): Described {
  const steps = connection.prepare('select name from schema_migration order by name').pluck().all()
  return { id: readTaken(connection, 'main')?.id, steps: steps.join() }
}

function readTaken(connection: Connection, schema: 'main' | 'desk'): TakenFile | undefined {
  const value = connection.prepare(`select value from ${schema}.setting where name = 'hall-file'`).pluck().get()
  return typeof value === 'string' ? (JSON.parse(value) as TakenFile) : undefined
}

/** The log goes with the database it belongs to: one that stayed would be read into the file that takes its place. */
function emptyLog(file: string, key: string): boolean {
  const connection = connect(file, key)
  try {
    connection.pragma('wal_checkpoint(truncate)')
  } finally {
    connection.close()
  }
  return hasNoLog(file)
}

const hasNoLog = (file: string): boolean => !existsSync(`${file}-wal`) || statSync(`${file}-wal`).size === 0

function moveOwn(connection: Connection): void {
  const tables = connection
    .prepare("select name from desk.sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'")
    .pluck()
    .all() as string[]
  for (const table of tables.filter(isDesksOwn)) {
    const columns = connection.prepare('select name from pragma_table_info(?)').pluck().all(table) as string[]
    const names = columns.map((name) => `"${name}"`).join(', ')
    // Who was touched by this desk's acts stands beside who was touched by the hall's.
    const isShared = table === 'act_subject'
    if (!isShared) connection.exec(`delete from main.${table}`)
    const insert = isShared ? 'insert or ignore' : 'insert'
    connection.exec(`${insert} into main.${table} (${names}) select ${names} from desk.${table}`)
  }
  const copy = readTaken(connection, 'desk')?.copy
  const put = connection.prepare("insert or replace into main.setting (name, value) values ('copy', ?)")
  put.run(JSON.stringify(copy))
  const count = connection.pragma('desk.user_version', { simple: true })
  connection.pragma(`main.user_version = ${String(count)}`)
  connection.pragma(`main.application_id = ${String(APPLICATION_ID)}`)
}
