import knex, { type Knex } from 'knex'
import type { Database, Query, ReadDb, WriteDb } from './database.ts'
import { keepUnnested, type Following, type Turn } from './nesting.ts'

/** The part of better-sqlite3 that storage uses; the worker and the central open the file and hand it in. */
export interface SqliteConnection {
  prepare(sql: string): SqliteStatement
  exec(sql: string): unknown
  close(): unknown
  readonly inTransaction: boolean
}
interface SqliteStatement {
  readonly reader: boolean
  all(...bindings: unknown[]): unknown[]
  run(...bindings: unknown[]): { changes: number }
}

const STATEMENTS_KEPT = 400

/** Statements prepared once and kept by their text; the least recently used go first. */
class Statements {
  readonly #kept = new Map<string, SqliteStatement>()
  readonly #connection: SqliteConnection
  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }
  get(text: string): SqliteStatement {
    const kept = this.#kept.get(text)
    const statement = kept ?? this.#connection.prepare(text)
    if (kept !== undefined) this.#kept.delete(text)
    else if (this.#kept.size >= STATEMENTS_KEPT) this.#kept.delete(this.#kept.keys().next().value ?? '')
    this.#kept.set(text, statement)
    return statement
  }
}

function compile(query: Query): { sql: string; bindings: readonly unknown[] } {
  return 'bindings' in query ? query : query.toSQL().toNative()
}

function access(connection: SqliteConnection, build: Knex): WriteDb {
  const statements = new Statements(connection)
  const all = (query: Query) => {
    const { sql, bindings } = compile(query)
    return statements.get(sql).all(...bindings)
  }
  return {
    dialect: 'sqlite',
    build,
    all: <Row>(query: Query) => Promise.resolve(all(query) as Row[]),
    find: <Row>(query: Query) => Promise.resolve(all(query)[0] as Row | undefined),
    run: (query: Query) => {
      const { sql, bindings } = compile(query)
      return Promise.resolve(statements.get(sql).run(...bindings).changes)
    },
  } as WriteDb
}

/** Goes along with one transaction: `sealing` as its last act, `sealed` once it is on the disk and before any answer. */
export interface Witness {
  sealing(db: WriteDb): Promise<void>
  sealed(): void
}
const NOBODY: Witness = { sealing: () => Promise.resolve(), sealed: () => undefined }

export interface SqliteDatabase extends Database {
  /** Brings the log into the file and empties it, between two transactions. A reader at work keeps some of it. */
  checkpoint(): Promise<void>
}

/**
 * One SQLite file through two connections: the writer takes transactions in turn, the reader sees the last
 * committed state and never waits for it (WAL).
 * @param watch gives the witness of each transaction as it begins
 */
export function sqliteDatabase(
  writer: SqliteConnection,
  reader: SqliteConnection,
  following: Following<Turn>,
  watch: () => Witness = () => NOBODY,
): SqliteDatabase {
  const build = knex({ client: 'better-sqlite3', useNullAsDefault: true })
  const write = access(writer, build)
  const read: ReadDb = access(reader, build)
  let last: Promise<unknown> = Promise.resolve()
  return {
    dialect: 'sqlite',
    read: (work) => work(read),
    readFor: (_hall, work) => work(read),
    write: (work) =>
      keepUnnested(following, () => {
        const turn = last.then(() => transact(writer, write, work, watch))
        last = turn.catch(() => undefined)
        return turn
      }),
    checkpoint: () => {
      const turn = last.then(() => {
        writer.exec('pragma wal_checkpoint(truncate)')
      })
      last = turn.catch(() => undefined)
      return turn
    },
    close: async () => {
      await last
      reader.close()
      writer.close()
      await build.destroy()
    },
  }
}

async function transact<Result>(
  connection: SqliteConnection,
  db: WriteDb,
  work: (db: WriteDb) => Promise<Result>,
  watch: () => Witness,
): Promise<Result> {
  // IMMEDIATE, because a deferred transaction that writes late fails at once whatever the busy timeout says.
  connection.exec('begin immediate')
  try {
    const witness = watch()
    const result = await work(db)
    await witness.sealing(db)
    connection.exec('commit')
    witness.sealed()
    return result
  } catch (error) {
    // A full disk has rolled back already; a second rollback would hide the first error.
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  }
}
