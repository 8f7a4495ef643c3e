import BetterSqlite3 from 'better-sqlite3'
import { AsyncLocalStorage } from 'node:async_hooks'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { Database } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'
import { sqliteDatabase } from '../storage/sqlite.ts'

/** Why the desk's database can't be opened; each is told to the clerk in words, and nothing is written. */
export type OpenProblem = 'key-missing' | 'key-wrong' | 'plaintext' | 'newer-program' | 'in-use'

export class CannotOpen extends Error {
  readonly problem: OpenProblem
  constructor(problem: OpenProblem) {
    super(problem)
    this.name = 'CannotOpen'
    this.problem = problem
  }
}

const PLAINTEXT_HEADER = 'SQLite format 3\0'
const CODE_PROBLEMS: Readonly<Record<string, OpenProblem>> = { SQLITE_NOTADB: 'key-wrong', SQLITE_BUSY: 'in-use' }

/**
 * Opens the desk's encrypted database with its raw key (64 hex digits) and brings it to the newest schema.
 * @throws CannotOpen for a wrong or missing key, a plaintext file, or a file of a newer program.
 */
export async function openDeskDatabase(file: string, key: string): Promise<Database> {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new CannotOpen('key-missing')
  if (existsSync(file) && readHeader(file) === PLAINTEXT_HEADER) throw new CannotOpen('plaintext')
  try {
    const writer = openConnection(file, key)
    await migrate(
      { client: 'better-sqlite3', connection: { filename: file }, pool: { min: 1, max: 1, afterCreate: keyed(key) } },
      'desk',
    )
    if (readHeader(file) === PLAINTEXT_HEADER) throw new CannotOpen('plaintext')
    return sqliteDatabase(writer, openConnection(file, key), new AsyncLocalStorage())
  } catch (error) {
    throw asProblem(error)
  }
}

function openConnection(file: string, key: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(file)
  unlock(connection, key)
  return connection
}

/** For the connection that the migration runner makes itself. */
const keyed =
  (key: string) => (connection: BetterSqlite3.Database, done: (error: unknown, connection: unknown) => void) => {
    try {
      unlock(connection, key)
      done(null, connection)
    } catch (error) {
      done(error, connection)
    }
  }

/** The order matters: cipher, key, a read that proves the key, and only then anything else (trust.md). */
function unlock(connection: BetterSqlite3.Database, key: string): void {
  connection.pragma("cipher = 'aegis'")
  connection.pragma(`key = "x'${key}'"`)
  connection.prepare('select count(*) from sqlite_schema').get()
  connection.pragma('journal_mode = wal')
  // The build's default in WAL mode is NORMAL, which loses acknowledged work at a power cut.
  connection.pragma('synchronous = full')
  connection.pragma('temp_store = memory')
  connection.pragma('foreign_keys = on')
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
  connection.pragma('busy_timeout = 2000')
}

function readHeader(file: string): string {
  const descriptor = openSync(file, 'r')
  try {
    const header = Buffer.alloc(16)
    readSync(descriptor, header, 0, 16, 0)
    return header.toString('latin1')
  } finally {
    closeSync(descriptor)
  }
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // Knex compares what the file has been through with what this program knows.
  if (error.message.includes('migration directory is corrupt')) return new CannotOpen('newer-program')
  const problem = CODE_PROBLEMS[(error as { code?: string }).code ?? '']
  return problem === undefined ? error : new CannotOpen(problem)
}
