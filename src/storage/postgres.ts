import knex, { type Knex } from 'knex'
import type { Database, Query, ReadDb, WriteDb } from './database.ts'
import { keepUnnested, type Following, type Turn } from './nesting.ts'

/** The part of pg's pool that storage uses. Its type parsers must give bigint as number (see `postgresTypes`). */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  end(): Promise<void>
}
interface PostgresClient {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
  release(destroy?: boolean): void
}

/** `?` marks become `$n`; no fixed statement of ours holds a question mark in a literal. */
function compile(query: Query): { text: string; values: unknown[] } {
  if ('bindings' in query) {
    let n = 0
    return { text: query.sql.replace(/\?/g, () => `$${String(++n)}`), values: [...query.bindings] }
  }
  const native = query.toSQL().toNative()
  return { text: native.sql, values: [...native.bindings] }
}

function access(client: PostgresClient, build: Knex): WriteDb {
  const query = (what: Query) => {
    const { text, values } = compile(what)
    return client.query(text, values)
  }
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
  await client.query("select set_config('hall_desk.hall', $1, true)", [hallId])
  await client.query('set local role hall_desk_desk', [])
}

/**
 * Meeting another transaction asks for the same work again, with the same command id: a serialisation failure, a
 * deadlock, and a unique row that the other one wrote first, on which the work then decides differently.
 */
const RETRIED = new Set(['40001', '40P01', '23505'])
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
      broken = await client.query('select 1', []).then(
        () => false,
        () => true,
      )
      throw error
    } finally {
      client.release(broken)
    }
  }
  const attempt = <Result>(work: (db: WriteDb) => Promise<Result>, hallId?: string) =>
    withClient(async (client) => {
      await client.query('begin', [])
      try {
        if (hallId !== undefined) await enterHall(client, hallId)
        const result = await work(access(client, build))
        await client.query('commit', [])
        return result
      } catch (error) {
        await client.query('rollback', []).catch(() => undefined)
        throw error
      }
    })
  const insist = async <Result>(work: (db: WriteDb) => Promise<Result>): Promise<Result> => {
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(work)
      } catch (error) {
        const code = (error as { code?: string }).code
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
