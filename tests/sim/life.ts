import { AsyncLocalStorage } from 'node:async_hooks'
import BetterSqlite3 from 'better-sqlite3'
import type { Database, Query, ReadDb, WriteDb } from '../../src/storage/database.ts'
import { sqliteDatabase } from '../../src/storage/sqlite.ts'

const never = <Value>(): Promise<Value> => new Promise(() => undefined)

/**
 * One run of a program between its start and its end. When its plug is pulled, whatever it was about to do never
 * happens: its promises stay open for good, its transaction is rolled back, and its file is as the disk has it.
 */
export class Life {
  readonly name: string
  /** Statements until the plug is pulled; `undefined` while nobody is to pull it. */
  fuse: number | undefined
  #dead = false
  #connections: BetterSqlite3.Database[] = []
  readonly #mourn: (life: Life) => void
  readonly #moved: () => void

  /** @param mourn told when it died; @param moved told of every statement it makes. */
  constructor(name: string, mourn: (life: Life) => void, moved: () => void) {
    this.name = name
    this.#mourn = mourn
    this.#moved = moved
  }

  get dead(): boolean {
    return this.#dead
  }

  die(): void {
    if (this.#dead) return
    this.#dead = true
    for (const connection of this.#connections) {
      if (connection.inTransaction) connection.exec('rollback')
      connection.close()
    }
    this.#mourn(this)
  }

  /** Closes the file in order, when a story is over. */
  end(): void {
    this.#dead = true
    for (const connection of this.#connections) connection.close()
  }

  /** The file as it stands, for looking at and for copying; only between two events. */
  get writer(): BetterSqlite3.Database {
    const [writer] = this.#connections
    if (writer === undefined) throw new Error(`${this.name} has no file`)
    return writer
  }

  /** Opens a file for this life. Every statement counts down the fuse; encryption and fsync are other tests' work. */
  open(file: string): Database {
    this.#connections = [openFile(file), openFile(file)]
    const [writer, reader] = this.#connections as [BetterSqlite3.Database, BetterSqlite3.Database]
    return this.#guard(sqliteDatabase(writer, reader, new AsyncLocalStorage()))
  }

  /** One step; never goes on when the plug was pulled before or by it. */
  #step<Value>(take: () => Promise<Value>): Promise<Value> {
    if (this.#dead) return never()
    this.#moved()
    if (this.fuse !== undefined && --this.fuse <= 0) {
      this.die()
      return never()
    }
    return take()
  }

  #guard(database: Database): Database {
    const ask = (db: ReadDb) => ({
      dialect: db.dialect,
      build: db.build,
      all: <Row>(query: Query) => this.#step(() => db.all<Row>(query)),
      find: <Row>(query: Query) => this.#step(() => db.find<Row>(query)),
    })
    const change = (db: WriteDb) => ({ ...ask(db), run: (query: Query) => this.#step(() => db.run(query)) }) as WriteDb
    // A plug may also be pulled when the commit is on the disk and nobody has heard of it.
    const heard = async <Value>(work: Promise<Value>): Promise<Value> => {
      const value = await work
      return this.#step(() => Promise.resolve(value))
    }
    const alive = <Value>(work: () => Promise<Value>) => (this.#dead ? never<Value>() : work())
    return {
      dialect: database.dialect,
      read: (work) => alive(() => database.read((db) => work(ask(db)))),
      readFor: (hall, work) => alive(() => database.readFor(hall, (db) => work(ask(db)))),
      write: (work) => alive(() => heard(database.write((db) => work(change(db))))),
      close: () => Promise.resolve(),
    }
  }
}

/** The files of a scene are in WAL mode already. */
function openFile(file: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(file)
  connection.exec('pragma synchronous = off; pragma temp_store = memory; pragma foreign_keys = on')
  return connection
}
