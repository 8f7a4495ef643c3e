import { hashRaw } from '@node-rs/argon2'
import { createDecipheriv } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { sql } from '../../../src/storage/database.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { PASSPHRASE } from './desk.ts'

/** Opens the key of a closed desk as its owner could, with the passphrase. */
async function openKey(folder: string): Promise<string> {
  const kept = JSON.parse(readFileSync(path.join(folder, 'desk.key'), 'utf8')) as Record<string, string>
  const bytes = (name: string) => Buffer.from(kept[name] ?? '', 'base64')
  const cost = { algorithm: 2, memoryCost: 64 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 }
  const key = await hashRaw(PASSPHRASE, { ...cost, salt: bytes('salt') })
  const decipher = createDecipheriv('aes-256-gcm', key, bytes('iv'))
  decipher.setAuthTag(bytes('tag'))
  return Buffer.concat([decipher.update(bytes('wrapped')), decipher.final()]).toString('utf8')
}

/** Everything that a closed desk keeps in its database, table by table, in clear. */
export async function readDesk(folder: string): Promise<Map<string, Record<string, unknown>[]>> {
  const database = await openDeskDatabase(path.join(folder, 'desk.db'), await openKey(folder))
  try {
    return await database.read(async (db) => {
      const names = await db.all<{ name: string }>(
        sql("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'"),
      )
      const tables = new Map<string, Record<string, unknown>[]>()
      for (const { name } of names) tables.set(name, await db.all(sql(`select * from ${name}`)))
      return tables
    })
  } finally {
    await database.close()
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file) && statSync(file).isFile())
}

/** The ways in which a careless program writes a text down. */
const formsOf = (text: string): Buffer[] => [
  Buffer.from(text, 'utf8'),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('base64')),
  Buffer.from(encodeURIComponent(text)),
]

/** The files of a folder that hold a text in clear. */
export function filesThatHold(folder: string, text: string): string[] {
  const forms = formsOf(text)
  return listFiles(folder).filter((file) => {
    const content = readFileSync(file)
    return forms.some((form) => content.includes(form))
  })
}

/** The tables of a closed desk, opened with its key, that hold a text in clear. */
export async function tablesThatHold(folder: string, text: string): Promise<string[]> {
  const forms = formsOf(text)
  const holds = (value: unknown) =>
    value instanceof Uint8Array
      ? forms.some((form) => Buffer.from(value).includes(form))
      : forms.some((form) => Buffer.from(JSON.stringify(value) ?? '').includes(form))
  const tables = await readDesk(folder)
  return [...tables].filter(([, rows]) => rows.some((row) => Object.values(row).some(holds))).map(([name]) => name)
}
