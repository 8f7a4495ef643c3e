import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { createDatabase, type TestDatabase } from './postgres.ts'

describe('the PostgreSQL that tests share', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase()
  }, 60_000)
  afterAll(() => database.drop())

  it('is a real one that keeps four-byte characters', async () => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query<{ name: string; length: number }>(
      'select $1::text as name, char_length($1) as length',
      ['𠮷䶮'],
    )
    await client.end()
    expect(rows).toEqual([{ name: '𠮷䶮', length: 2 }])
  })

  it('gives every caller an empty database of its own', async () => {
    const other = await createDatabase()
    expect(other.url).not.toBe(database.url)
    await other.drop()
  })
})
