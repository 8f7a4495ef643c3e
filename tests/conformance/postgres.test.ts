import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import type { Database } from '../../src/storage/database.ts'
import type { TestCentral } from '../support/central.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'
import { runPack } from './pack.ts'
import { KEYS, servePack } from './serve.ts'

describe('the conformance pack on PostgreSQL', () => {
  let place: TestDatabase
  let database: Database
  let central: TestCentral
  beforeAll(async () => {
    place = await createDatabase()
    database = await openCentralDatabase(place.url)
    central = await servePack('liaoning', database)
  })
  afterAll(async () => {
    await central.close()
    await database.close()
    await place.drop()
  })

  it('passes as it does on SQLite, case by case', { timeout: 900_000 }, async () => {
    const results = await runPack({ baseUrl: central.url, keys: KEYS })
    const failed = results.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ id, title, reason }) => `${id} ${title}: ${String(reason)}`)).toEqual([])
    expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(330)
  })
})
