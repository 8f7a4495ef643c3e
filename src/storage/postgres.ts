import knex, { type Knex } from 'knex'
import type { Database, Query, ReadDb, WriteDb } from './database.ts'
import { keepUnnested, type Following, type Turn } from './nesting.ts'

/** The part of pg's pool that storage uses. Its type parsers must give bigint as number (see `postgresTypes`). */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  end(): Promise<void>
}
interface PostgresClient {
  query(statement: PostgresStatement): Promise<{ rows: unknown[]; rowCount: number | null }>
  release(destroy?: boolean): void
}

/** One with a name is parsed and planned once a connection; one without, every time. */
interface PostgresStatement {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
}

/** Beyond these, statements are made anew each time: some lists give a text of its own to each length. */
const STATEMENTS_KEPT = 1000

/** The fixed statements by their text, as PostgreSQL reads them: `?` marks become `$n`. */
const kept = new Map<string, { readonly name: string; readonly text: string }>()

/** No fixed statement of ours holds a question mark in a literal. */
function translate(text: string): { readonly name?: string; readonly text: string } {
  const known = kept.get(text)
  if (known !== undefined) return known
  let n = 0
  const translated = text.replace(/\?/g, () => `$${String(++n)}`)
  if (kept.size >= STATEMENTS_KEPT) return { text: translated }
  const statement = { name: `s${String(kept.size)}`, text: translated }
  kept.set(text, statement)
  return statement
}

function compile(query: Query): PostgresStatement {
  if ('bindings' in query) return { ...translate(query.sql), values: [...query.bindings] }
  const native = query.toSQL().toNative()
  return { text: native.sql, values: [...native.bindings] }
}

function access(client: PostgresClient, build: Knex): WriteDb {
  const query = (what: Query) => client.query(compile(what))
  return {
    dialect: 'postgres',
    build,
    all: async <Row>(what: Query) => (await query(what)).rows as Row[],
    find: async <Row>(what: Query) => (await query(what)).rows[0] as Row | undefined,
    run: async (what: Query) => (await query(what)).rowCount ?? 0,
  } as WriteDb
}

/** Until the transaction ends, the policies of this hall decide what is there (docs/decisions/0006). */
async function enterHall(client: PostgresClient, hallId: string): Promise<void> {
  await client.query({ text: "select set_config('hall_desk.hall', $1, true)", values: [hallId] })
  await client.query({ text: 'set local role hall_desk_desk' })
}

/** A newer program has changed a table since this connection planned a statement on it; a new connection plans anew. */
const OUTDATED = '0A000'

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code

/**
 * Meeting another transaction asks for the same work again, with the same command id: a serialisation failure, a
 * deadlock, and a unique row that the other one wrote first, on which the work then decides differently.
 */
const RETRIED = new Set(['40001', '40P01', '23505', OUTDATED])
const ATTEMPTS = 5

export function postgresDatabase(pool: PostgresPool, following: Following<Turn>): Database {
  const build = knex({ client: 'pg' })
  const withClient = async <Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect()
    let broken = true
    try {
      const result = await work(client)
      broken = false
      return result
    } catch (error) {
      // A connection that still answers has lost nothing by the error, whether a rule's or the database's.
      const answers = client.query({ text: 'select 1' }).then(
        () => true,
        () => false,
      )
      broken = !(await answers) || codeOf(error) === OUTDATED
      throw error
    } finally {
      client.release(broken)
    }
  }
  const attempt = <Result>(work: (db: WriteDb) => Promise<Result>, hallId?: string) =>
    withClient(async (client) => {
      await client.query({ text: 'begin' })
      try {
        if (hallId !== undefined) await enterHall(client, hallId)
        const result = await work(access(client, build))
        await client.query({ text: 'commit' })
        return result
      } catch (error) {
        await client.query({ text: 'rollback' }).catch(() => undefined)
        throw error
      }
    })
  const insist = async <Result>(work: (db: WriteDb) => Promise<Result>): Promise<Result> => {
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(work)
      } catch (error) {
        const code = codeOf(error)
        if (tried >= ATTEMPTS || code === undefined || !RETRIED.has(code)) throw error
      }
    }
  }
  return {
    dialect: 'postgres',
    read: (work) => withClient((client) => work(access(client, build) as ReadDb)),
    readFor: (hallId, work) => attempt(work, hallId),
    write: (work) => keepUnnested(following, () => insist(work)),
    close: async () => {
      await pool.end()
      await build.destroy()
    },
  }
}
