import BetterSqlite3 from 'better-sqlite3'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { openDeskDatabase } from '../../../src/worker/door/open.ts'
import { CannotOpen } from '../../../src/worker/door/problems.ts'

const KEY = 'ab'.repeat(32)
const PLANTED = '210102199003071234'

let directory: string
const file = () => join(directory, 'desk.db')
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-open-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** Makes a database with one planted ID number in it, and closes it. */
async function plant(): Promise<void> {
  const database = await openDeskDatabase(file(), KEY)
  await database.write((db) => db.run(sql("insert into setting (name, value) values ('planted', ?)", [PLANTED])))
  await database.close()
}

const everything = () =>
  readdirSync(directory)
    .map((name) => readFileSync(join(directory, name)).toString('latin1'))
    .join()
const problemOf = (key: string) =>
  openDeskDatabase(file(), key).then(
    async (database) => {
      await database.close()
      return 'opened'
    },
    (error: unknown) => (error instanceof CannotOpen ? error.problem : `fault ${String(error)}`),
  )

describe('the desk’s database', () => {
  it('[TRUST-8] never lies in clear on the disk', async () => {
    await plant()
    expect(everything()).not.toContain(PLANTED)
    expect(everything()).not.toContain('SQLite format 3')
  })

  it.each(['', 'ab', 'xyz'.repeat(30)])('[TRUST-8] refuses the key %j before touching anything', async (key) => {
    expect(await problemOf(key)).toBe('key-missing')
    expect(readdirSync(directory)).toEqual([])
  })

  it('[TRUST-8] refuses another key and leaves the file as it was', async () => {
    await plant()
    const before = readFileSync(file())
    expect(await problemOf('cd'.repeat(32))).toBe('key-wrong')
    expect(readFileSync(file()).equals(before)).toBe(true)
    expect(await problemOf(KEY)).toBe('opened')
  })

  it('[TRUST-8] refuses a plaintext database', async () => {
    const plain = new BetterSqlite3(file())
    plain.exec('create table t (a)')
    plain.close()
    expect(await problemOf(KEY)).toBe('plaintext')
  })

  it('[TRUST-12] refuses a file of a newer program without changing it', async () => {
    await plant()
    const database = await openDeskDatabase(file(), KEY)
    await database.write((db) =>
      db.run(sql("insert into schema_migration (name, batch, migration_time) values ('9990_future.desk', 99, 0)")),
    )
    await database.close()
    const before = readFileSync(file())
    expect(await problemOf(KEY)).toBe('newer-program')
    expect(readFileSync(file()).equals(before)).toBe(true)
  })

  it('[TRUST-1] is durable in fact: FULL after the first write, on every open', async () => {
    for (let open = 0; open < 2; open++) {
      const database = await openDeskDatabase(file(), KEY)
      const pragmas = await database.write(async (db) => {
        await db.run(sql("insert into setting (name, value) values (?, '1')", [`open ${String(open)}`]))
        const read = async (name: string) =>
          Object.values((await db.find<Record<string, unknown>>(sql(`pragma ${name}`))) ?? {})[0]
        return [
          await read('synchronous'),
          await read('journal_mode'),
          await read('temp_store'),
          await read('trusted_schema'),
        ]
      })
      expect(pragmas).toEqual([2, 'wal', 2, 0])
      await database.close()
    }
  })

  it('[TRUST-5] shows no wrong value after a flipped bit: an error, or what was written', async () => {
    const database = await openDeskDatabase(file(), KEY)
    await database.write(async (db) => {
      for (let i = 0; i < 2000; i++)
        await db.run(
          sql('insert into setting (name, value) values (?, ?)', [`row ${String(i)}`, `value ${String(i * 7)}`]),
        )
    })
    await database.close()
    const whole = readFileSync(file())
    let refused = 0
    for (let flip = 0; flip < 40; flip++) {
      const damaged = Buffer.from(whole)
      const at = Math.floor(((flip + 0.5) / 40) * damaged.length)
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (flip % 8))
      writeFileSync(file(), damaged)
      for (const name of ['desk.db-wal', 'desk.db-shm']) rmSync(join(directory, name), { force: true })
      const rows = await readAll().catch(() => undefined)
      if (rows === undefined) refused++
      else expect(rows.every((row) => row.value === `value ${String(Number(row.name.slice(4)) * 7)}`)).toBe(true)
    }
    // The control: a harness in which nothing is ever noticed proves nothing.
    expect(refused).toBeGreaterThan(20)
  }, 60_000)
})

async function readAll() {
  const database = await openDeskDatabase(file(), KEY)
  try {
    return await database.read((db) =>
      db.all<{ name: string; value: string }>(sql("select name, value from setting where name like 'row %'")),
    )
  } finally {
    await database.close()
  }
}
