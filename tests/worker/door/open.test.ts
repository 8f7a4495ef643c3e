import BetterSqlite3 from 'better-sqlite3'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { assertPromised, connect, connectToLook } from '../../../src/worker/door/connection.ts'
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

/** Leaves the file as a power cut does in the middle of a transaction with a rollback journal, after these statements. */
function leaveUncommitted(committed: readonly string[]): void {
  const made = join(directory, 'made.db')
  const connection = new BetterSqlite3(made)
  for (const pragma of ["cipher = 'aegis'", `key = "x'${KEY}'"`, 'journal_mode = delete', 'cache_size = 1'])
    connection.pragma(pragma)
  for (const statement of committed) connection.exec(statement)
  connection.exec('begin; create table lost (content blob)')
  const insert = connection.prepare('insert into lost (content) values (randomblob(9000))')
  for (let row = 0; row < 50; row++) insert.run()
  for (const part of ['', '-journal']) copyFileSync(`${made}${part}`, `${file()}${part}`)
  connection.close()
  rmSync(made)
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
    await plant()
    await expectUntouched('key-missing', key)
    expect(everything()).not.toContain('SQLite format 3')
  })

  it.each<[string, string, (file: string) => void]>([
    ['another key', 'key-wrong', otherKey],
    ['plain text', 'plaintext', plainFile],
    ['another cipher', 'key-wrong', otherCipher],
    ['another program', 'foreign', otherProgram],
    ['another program that says nothing of itself', 'foreign', anonymousFile],
  ])('[TRUST-8] refuses a file of %s as %s and leaves it as it was', async (_, problem, make) => {
    await plant()
    make(file())
    await expectUntouched(problem)
  })

  it('[TRUST-12] refuses a file of a newer program without changing it', async () => {
    await plant()
    const connection = connect(file(), KEY)
    connection.exec("insert into schema_migration (name, batch, migration_time) values ('9990_future.desk', 99, 0)")
    // It was killed: what it wrote lies in its log, and a checkpoint would be a change, too.
    const log = readFileSync(`${file()}-wal`)
    const before = readFileSync(file())
    connection.close()
    writeFileSync(file(), before)
    writeFileSync(`${file()}-wal`, log)
    await expectUntouched('newer-program')
    expect(readFileSync(`${file()}-wal`).equals(log)).toBe(true)
  })

  it('[TRUST-5] tells a damaged first page from a wrong key by what lies beside it', async () => {
    await plant()
    const content = readFileSync(file())
    writeFileSync(file(), content.fill(1, 0, 4096))
    await expectUntouched('damaged')
    expect(await problemOf('cd'.repeat(32))).toBe('key-wrong')
  })

  it('[TRUST-6] leaves no file open where opening ends halfway, so that they can be moved aside', async () => {
    await plant()
    rmSync(join(directory, 'desk.head'))
    symlinkSync(join(directory, 'unplugged', 'desk.head'), join(directory, 'desk.head'))
    expect(await problemOf(KEY)).toContain('ENOENT')
    expect(listOpen()).toEqual([])
    rmSync(join(directory, 'desk.head'))
    expect(await problemOf(KEY)).toBe('opened')
  })

  it('[TRUST-2] begins again where the power went while its file was being made', async () => {
    leaveUncommitted([])
    expect(statSync(file()).size).toBeGreaterThan(0)
    expect(await problemOf(KEY)).toBe('opened')
    expect(await problemOf(KEY)).toBe('opened')
  })

  it('[TRUST-5] leaves a file as it is in which something was committed before such a cut', async () => {
    leaveUncommitted(['create table committed (content text)'])
    const [content, journal] = [readFileSync(file()), readFileSync(`${file()}-journal`)]
    expect(await problemOf(KEY)).toContain('fault')
    expect(readFileSync(file()).equals(content)).toBe(true)
    expect(readFileSync(`${file()}-journal`).equals(journal)).toBe(true)
  })

  it('[TRUST-2] keeps a database that somebody put beside what is left of such a cut', async () => {
    await plant()
    const whole = readFileSync(file())
    leaveUncommitted([])
    writeFileSync(file(), whole)
    expect(await problemOf(KEY)).not.toBe('opened')
    expect(readFileSync(file()).equals(whole)).toBe(true)
    rmSync(`${file()}-journal`)
    expect(await problemOf(KEY)).toBe('opened')
  })

  it('[TRUST-13] is copied by VACUUM INTO alone, which stays encrypted and takes the log along', async () => {
    const database = await openDeskDatabase(file(), KEY)
    await database.write((db) => db.run(sql("insert into setting (name, value) values ('planted', ?)", [PLANTED])))
    const beside = connectToLook(file(), KEY)
    beside.exec(`vacuum into '${join(directory, 'copy.db')}'`)
    beside.close()
    await database.close()
    expect(everything()).not.toContain(PLANTED)
    const copy = connectToLook(join(directory, 'copy.db'), KEY)
    expect(copy.prepare("select value from setting where name = 'planted'").pluck().get()).toBe(PLANTED)
    copy.close()
  })

  it('[TRUST-1] keeps every promise of its settings on every open, read back after the first write', async () => {
    for (let open = 0; open < 2; open++) await (await openDeskDatabase(file(), KEY)).close()
    const connection = connect(file(), KEY)
    connection.exec("insert into setting (name, value) values ('written', '1')")
    assertPromised(connection)
    // The control: the driver's own default, which comes back by itself, isn't what was promised.
    connection.pragma('synchronous = normal')
    expect(() => assertPromised(connection)).toThrow('synchronous is 1, not 2')
    connection.close()
  })
})

/** Files of the folder that this process has open, as far as the system tells. */
const listOpen = () =>
  (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd') : []).flatMap((name) => {
    try {
      const path = readlinkSync(join('/proc/self/fd', name))
      return path.startsWith(directory) ? [path] : []
    } catch {
      return []
    }
  })

/** Refused, and not a byte or a time of the file is another than before. */
async function expectUntouched(problem: string, key = KEY): Promise<void> {
  const [before, then] = [readFileSync(file()), statSync(file()).mtimeMs]
  expect(await problemOf(key)).toBe(problem)
  expect(readFileSync(file()).equals(before)).toBe(true)
  expect(statSync(file()).mtimeMs).toBe(then)
}

function otherKey(path: string): void {
  // Whoever put this file here put its mark beside it, too.
  for (const name of [path, join(directory, 'desk.head')]) rmSync(name)
  connect(path, 'cd'.repeat(32)).exec('create table t (a)').close()
}

function otherProgram(path: string): void {
  const connection = connect(path, KEY)
  connection.pragma('application_id = 7')
  connection.close()
}

function plainFile(path: string): void {
  rmSync(path)
  const plain = new BetterSqlite3(path)
  plain.exec('create table t (a)')
  plain.close()
}

function otherCipher(path: string): void {
  for (const name of [path, join(directory, 'desk.head')]) rmSync(name)
  const other = new BetterSqlite3(path)
  other.pragma("cipher = 'sqlcipher'")
  other.pragma(`key = "x'${KEY}'"`)
  other.exec('create table t (a)')
  other.close()
}

function anonymousFile(path: string): void {
  rmSync(path)
  const anonymous = connect(path, KEY)
  anonymous.exec('create table t (a)')
  anonymous.close()
}
