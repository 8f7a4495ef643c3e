import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/storage/migrate.ts'

let migrated: Promise<Uint8Array> | undefined

/** A central's SQLite file at the newest schema, with nothing in it: migrated once a worker, and copied from then on. */
export async function makeMigratedFile(file: string): Promise<void> {
  migrated ??= migrateOne()
  await writeFile(file, await migrated)
}

async function migrateOne(): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'hall-migrated-'))
  try {
    const file = join(directory, 'central.db')
    await migrate({ client: 'better-sqlite3', connection: { filename: file } }, 'central')
    return await readFile(file)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
