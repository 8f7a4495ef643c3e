import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import type { Database } from '../../src/storage/database.ts'
import { makeMigratedFile } from './migrated.ts'
import { createMigratedDatabase } from './postgres.ts'

/** Opens a fresh, migrated central database; it is closed and removed after the describing block. */
export type OpenFresh = () => Promise<Database>

/** Runs the same tests on SQLite and on a real PostgreSQL: `forEachDatabase('phone', (open) => { it(…) })`. */
export function forEachDatabase(what: string, tests: (open: OpenFresh) => void): void {
  describe(`${what} on SQLite`, () => {
    tests(
      opener(async () => {
        const directory = await mkdtemp(join(tmpdir(), 'hall-desk-'))
        const remove = () => rm(directory, { recursive: true, force: true })
        const where = join(directory, 'central.db')
        await makeMigratedFile(where)
        return { where, remove }
      }),
    )
  })
  describe(`${what} on PostgreSQL`, () => {
    tests(
      opener(async () => {
        const { url, drop } = await createMigratedDatabase()
        return { where: url, remove: drop }
      }),
    )
  })
}

function opener(place: () => Promise<{ where: string; remove: () => Promise<void> }>): OpenFresh {
  const undo: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const step of undo.toReversed()) await step()
  })
  return async () => {
    const { where, remove } = await place()
    undo.push(remove)
    const database = await openCentralDatabase(where)
    undo.push(() => database.close())
    return database
  }
}
