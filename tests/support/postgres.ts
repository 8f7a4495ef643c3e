import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '../../src/storage/migrate.ts'

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

/** The run's server, which starts when the first test asks for it. @throws when this machine has no PostgreSQL */
async function findServer(): Promise<string> {
  const answer = await fetch(inject('postgresDoor'), { headers: { connection: 'close' } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}

async function createFrom(template: string): Promise<TestDatabase> {
  const server = await findServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  await runOnServer(server, `create database ${name} template ${template}`)
  return { url: `${server}/${name}`, drop: () => runOnServer(server, `drop database ${name} with (force)`) }
}

/**
 * Makes an empty PostgreSQL database for one test file, starting the run's server if this is the first.
 * @throws when this machine has no PostgreSQL: such a test fails, it isn't left out
 */
export const createDatabase = (): Promise<TestDatabase> => createFrom('template1')

let migrated: Promise<string> | undefined

/** As `createDatabase`, at the newest schema of the central: migrated once a worker, and copied from then on. */
export async function createMigratedDatabase(): Promise<TestDatabase> {
  migrated ??= createDatabase().then(async ({ url }) => {
    await migrate({ client: 'pg', connection: url }, 'central')
    return url.slice(url.lastIndexOf('/') + 1)
  })
  return createFrom(await migrated)
}
