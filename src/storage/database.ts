import type { Knex } from 'knex'

/** A statement ready to run: `?` marks its bindings in every dialect. */
export interface Statement {
  readonly sql: string
  readonly bindings: readonly unknown[]
}

/** Fixed statements are written with `sql`; those that depend on a screen's filters are built with knex. */
export type Query = Statement | Knex.QueryBuilder

/** Writes a fixed statement; its text is the key under which the prepared form is kept. */
export const sql = (text: string, bindings: readonly unknown[] = []): Statement => ({ sql: text, bindings })

/** What may only look. Rows come back as the columns are: flags 0/1, instants as numbers, JSON as text. */
export interface ReadDb {
  readonly dialect: 'sqlite' | 'postgres'
  /** Builds queries; it never runs them. */
  readonly build: Knex
  all<Row>(query: Query): Promise<Row[]>
  find<Row>(query: Query): Promise<Row | undefined>
}

declare const writing: unique symbol

/** What may change rows; handed out only inside `Database.write`. */
export interface WriteDb extends ReadDb {
  readonly [writing]: true
  /** Runs a statement and says how many rows it changed. */
  run(query: Query): Promise<number>
}

/** One writer at a time on SQLite; on PostgreSQL each `write` is its own transaction. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres'
  read<Result>(work: (db: ReadDb) => Promise<Result>): Promise<Result>
  /**
   * Reads for the desks of a hall. On PostgreSQL the database itself then shows no row of another hall, whatever the
   * statement asks for; SQLite has no such thing, and reads as `read` does.
   */
  readFor<Result>(hallId: string, work: (db: ReadDb) => Promise<Result>): Promise<Result>
  /**
   * Commits when `work` resolves, rolls back when it throws; nothing outside may wait inside it.
   * @throws when it is called inside another `write`, which it would wait for
   */
  write<Result>(work: (db: WriteDb) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}
