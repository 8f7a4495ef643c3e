import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex from 'knex'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../migrations/list.ts'
import { migrate, type Side } from '../../src/storage/migrate.ts'
import { createDatabase } from '../support/postgres.ts'

const FOLDER = new URL('../../migrations/', import.meta.url)

async function inFile<Result>(work: (config: { client: string; connection: { filename: string } }) => Promise<Result>) {
  const directory = await mkdtemp(join(tmpdir(), 'hall-migrate-'))
  try {
    return await work({ client: 'better-sqlite3', connection: { filename: join(directory, 'x.db') } })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The schema as SQLite keeps it, in an order of its own. */
async function schemaOf(config: { client: string; connection: { filename: string } }): Promise<string> {
  const runner = knex({ ...config, useNullAsDefault: true })
  const rows: { sql: string }[] = await runner.raw(
    "select sql from sqlite_schema where sql is not null and name not like 'schema_migration%' and name not like '%_words_%' order by name",
  )
  await runner.destroy()
  return rows.map((row) => row.sql).join('\n')
}

describe('migrations', () => {
  it('lists every file of the folder, in order, in strides of ten, each for a known side', async () => {
    const files = (await readdir(FOLDER)).filter((name) => /^\d{4}_/.test(name)).toSorted()
    expect(migrations.map((migration) => `${migration.name}.ts`)).toEqual(files)
    for (const { name } of migrations) expect(name).toMatch(/^\d{3}0_[a-z_]+\.(both|desk|central)$/)
  })

  it.each<Side>(['desk', 'central'])('gives the %s the same schema in one go and step by step', async (side) => {
    const atOnce = await inFile(async (config) => {
      await migrate(config, side)
      return schemaOf(config)
    })
    const stepwise = await inFile(async (config) => {
      for (let end = 1; end <= migrations.length; end++) await migrate(config, side, migrations.slice(0, end))
      return schemaOf(config)
    })
    expect(stepwise).toBe(atOnce)
    expect(atOnce.length).toBeGreaterThan(1000)
  })

  it('runs on PostgreSQL, step by step', async () => {
    const database = await createDatabase()
    for (let end = 1; end <= migrations.length; end++)
      await migrate({ client: 'pg', connection: database.url }, 'central', migrations.slice(0, end))
    await database.drop()
  }, 60_000)

  it('pins the schema: a changed table is a new migration, and this hash moves with it', async () => {
    const hash = async (side: Side) =>
      inFile(async (config) => {
        await migrate(config, side)
        return createHash('sha256')
          .update(await schemaOf(config))
          .digest('hex')
          .slice(0, 16)
      })
    // After a release: never edit a migration. Write a new one (npm run new:migration), then put the new hashes here.
    expect({ desk: await hash('desk'), central: await hash('central') }).toMatchInlineSnapshot(`
      {
        "central": "5bdd98084a5cbd97",
        "desk": "3ddff585a37128c6",
      }
    `)
  })
})
