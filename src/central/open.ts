import { AsyncLocalStorage } from 'node:async_hooks'
import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'
import { newId } from './crypto.ts'
import { sql, type Database } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'
import { postgresDatabase } from '../storage/postgres.ts'
import { sqliteDatabase } from '../storage/sqlite.ts'

/** PostgreSQL's bigint as a number: instants and counters of ours stay far below 2^53. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === 20 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/**
 * Opens the central's database and brings it to the newest schema.
 * @param where a file for the embedded SQLite, or a `postgres://` address.
 */
export async function openCentralDatabase(where: string): Promise<Database> {
  const database = isPostgres(where) ? await openPostgres(where) : await openSqlite(where)
  await database.write(async (db) => {
    await db.run(
      sql("insert into central_state (name, value) values ('feed-epoch', ?) on conflict (name) do nothing", [newId()]),
    )
  })
  return database
}

/** Opens a central's database beside the service that runs on it, which has brought it to its schema. */
export const openToRead = (where: string): Database => (isPostgres(where) ? poolOf(where) : fileOf(where))

const isPostgres = (where: string): boolean => /^postgres(ql)?:\/\//.test(where)

async function openPostgres(connectionString: string): Promise<Database> {
  await migrate({ client: 'pg', connection: connectionString }, 'central')
  return poolOf(connectionString)
}

function poolOf(connectionString: string): Database {
  const pool = new pg.Pool({ connectionString, max: 16, types })
  // A connection that the server ends while it idles is replaced by the next use; unheard, it would end the service.
  pool.on('error', () => undefined)
  return postgresDatabase(pool, new AsyncLocalStorage())
}

async function openSqlite(file: string): Promise<Database> {
  await migrate({ client: 'better-sqlite3', connection: { filename: file } }, 'central')
  return fileOf(file)
}

const fileOf = (file: string): Database => sqliteDatabase(openFile(file), openFile(file), new AsyncLocalStorage())

function openFile(file: string) {
  const connection = new BetterSqlite3(file)
  connection.pragma('journal_mode = wal')
  // The driver's build falls back to NORMAL in WAL mode without a word; only an explicit FULL is durable.
  connection.pragma('synchronous = full')
  connection.pragma('temp_store = memory')
  connection.pragma('busy_timeout = 5000')
  connection.pragma('foreign_keys = on')
  connection.pragma('trusted_schema = off')
  return connection
}
