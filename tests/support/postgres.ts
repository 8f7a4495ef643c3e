import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** An empty database on the run's PostgreSQL. */
export interface TestDatabase {
  /** `postgres://hall@127.0.0.1:PORT/NAME`, for `pg`, knex and the central's `--database`. */
  readonly url: string
  /** Removes it, cutting off connections that are still open. */
  drop(): Promise<void>
}

/** Runs one statement on the server itself, on a connection of its own. */
async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${serverUrl}/postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/**
 * Makes an empty PostgreSQL database for one test file, starting the run's server if this is the first.
 * @throws when this machine has no PostgreSQL: such a test fails, it isn't left out
 */
export async function createDatabase(): Promise<TestDatabase> {
  const answer = await fetch(inject('postgresDoor'), { headers: { connection: 'close' } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  const name = `test_${randomBytes(6).toString('hex')}`
  await runOnServer(text, `create database ${name}`)
  return { url: `${text}/${name}`, drop: () => runOnServer(text, `drop database ${name} with (force)`) }
}
