import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Database } from '../../src/storage/database.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'

export const DESK_KEY = '0f'.repeat(32)

/** Opens fresh, encrypted desk databases; each is closed and removed after the file's tests. */
export function deskDatabases(): () => Promise<{ readonly database: Database; readonly file: string }> {
  const undo: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const step of undo.toReversed()) await step()
  })
  return async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hall-desk-'))
    undo.push(() => rm(directory, { recursive: true, force: true }))
    const file = join(directory, 'desk.db')
    const database = await openDeskDatabase(file, DESK_KEY)
    undo.push(() => database.close())
    return { database, file }
  }
}
