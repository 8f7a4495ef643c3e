import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sql, type Database } from '../../src/storage/database.ts'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { isDamage } from '../../src/worker/damage.ts'
import { noteDamage } from '../../src/worker/salvage/folder.ts'
import { openOrSalvage } from '../../src/worker/salvage/open-or-salvage.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import {
  copyFolder,
  listPages,
  listRowPages,
  makeDeskFolder,
  PAGE,
  readPossessions,
  type DeskFolder,
  type PagePlace,
  type Possessions,
} from './support/damaged-desk.ts'

const NOW = Date.now()
let under: string
let central: TestCentral
let desk: DeskFolder
let pages: readonly PagePlace[]
let copy: string

beforeAll(async () => {
  under = mkdtempSync(join(tmpdir(), 'hall-salvage-'))
  central = await startCentral()
  desk = await makeDeskFolder(central, under)
  pages = listPages(join(desk.closed, 'desk.db'), desk.key)
})
afterAll(async () => {
  await central.close()
  rmSync(under, { recursive: true, force: true })
})
afterEach(() => {
  rmSync(copy, { recursive: true, force: true })
})

/** Of SQLite's log, in bytes: its header, and a frame with its page. */
const LOG_HEADER = 32
const FRAME = 24 + PAGE

const file = () => join(copy, 'desk.db')
const log = () => `${file()}-wal`
const pageOf = (owner: string, kind: PagePlace['kind'], nth = 0): number =>
  pages.filter((page) => page.owner === owner && page.kind === kind)[nth]?.page ?? 1
const change = (path: string, edit: (bytes: Buffer) => void) => {
  const bytes = readFileSync(path)
  edit(bytes)
  writeFileSync(path, bytes)
}
const zero = (...numbers: number[]) => {
  change(file(), (bytes) => numbers.forEach((page) => bytes.fill(0, (page - 1) * PAGE, page * PAGE)))
}
const flip =
  (at: number, bit = 0) =>
  (bytes: Buffer) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
  }
const swap = (a: number, b: number) => {
  change(file(), (bytes) => {
    const first = Buffer.from(bytes.subarray((a - 1) * PAGE, a * PAGE))
    bytes.copyWithin((a - 1) * PAGE, (b - 1) * PAGE, b * PAGE)
    first.copy(bytes, (b - 1) * PAGE)
  })
}
const ownedBy = (owner: RegExp): number[] => pages.filter((page) => owner.test(page.owner)).map(({ page }) => page)
const sizeOf = (path: string): number => readFileSync(path).length

/** What was done to the closed database, by name; `page 1` holds its header and the root of its schema. */
const IMAGES: Readonly<Record<string, () => void>> = {
  'the first 16 bytes overwritten': () => change(file(), (bytes) => bytes.fill(0x5a, 0, 16)),
  'one bit of page 1': () => change(file(), flip(2000)),
  'page 1 zeroed': () => zero(1),
  'page 1 swapped with page 2': () => swap(1, 2),
  'every other page of the schema zeroed': () => zero(...ownedBy(/^sqlite_schema$/).filter((page) => page > 1)),
  'the root of the outbox zeroed': () => zero(pageOf('outbox', 'internal')),
  'every index of the outbox zeroed': () => zero(...ownedBy(/outbox_.*|sqlite_autoindex_outbox.*/)),
  'one bit of a page of commands': () => change(file(), flip(pageOf('outbox', 'leaf', 3) * PAGE - 100)),
  'two pages of commands zeroed': () => zero(pageOf('outbox', 'leaf', 5), pageOf('outbox', 'leaf', 6)),
  'two pages of commands swapped': () => swap(pageOf('outbox', 'leaf', 2), pageOf('outbox', 'leaf', 9)),
  'the last page of commands zeroed': () =>
    zero(pages.filter(({ owner, kind }) => owner === 'outbox' && kind === 'leaf').at(-1)?.page ?? 1),
  'the middle of a long draft zeroed': () => zero(pageOf('draft', 'overflow', 2)),
  'a page of a picture zeroed': () => zero(pageOf('attachment', 'overflow', 1)),
  'the settings zeroed': () => zero(...ownedBy(/^setting$/)),
  'people zeroed': () => zero(...ownedBy(/^person$/)),
  'pages of the audit zeroed': () => zero(pageOf('audit', 'leaf', 1), pageOf('audit', 'leaf', 4)),
  'cut off at three fifths': () => {
    truncateSync(file(), Math.floor(sizeOf(file()) * 0.6))
  },
  'cut off within a page': () => {
    truncateSync(file(), PAGE * 40 + 1234)
  },
  'cut off to nothing': () => {
    truncateSync(file(), 0)
  },
  '64 KiB of zeros in the middle': () => change(file(), (bytes) => bytes.fill(0, 400_000, 465_536)),
  'page 1 and the copy of the identity gone': () => {
    zero(1)
    rmSync(join(copy, 'desk.identity'))
  },
}

/** Which rows of a table lie on pages that are as they were. */
function listIntact<Row>(rows: readonly Row[], table: string): Row[] {
  const [before, after] = [readFileSync(join(desk.closed, 'desk.db')), readFileSync(file())]
  const isSame = (page: number) => {
    const [a, b] = [before, after].map((bytes) => bytes.subarray((page - 1) * PAGE, page * PAGE))
    return a !== undefined && b !== undefined && a.equals(b)
  }
  const places = listRowPages(pages, table)
  expect(places.length).toBeGreaterThanOrEqual(rows.length)
  return rows.filter((_row, index) => places[index]?.every(isSame))
}

interface Report {
  readonly kind: string
  readonly detail: Readonly<Record<string, number>>
}
const readReports = (database: Database): Promise<Report[]> =>
  database.read(async (db) =>
    (await db.all<{ kind: string; detail: string }>(sql('select kind, detail from store_report'))).map(
      ({ kind, detail }) => ({ kind, detail: JSON.parse(detail) as Report['detail'] }),
    ),
  )
const readHoles = (database: Database) =>
  database.read((db) => db.all<{ from_seq: number; to_seq: number }>(sql('select * from lost_range order by to_seq')))

/** Every row that is shown is one that was written. */
function expectNothingWrong(found: Possessions): void {
  for (const name of Object.keys(found) as (keyof Possessions)[]) {
    const written = new Set(desk.possessions[name].map((row) => JSON.stringify(row)))
    expect(found[name].filter((row) => !written.has(JSON.stringify(row)))).toEqual([])
  }
}

/** What isn't there is told, number by number. */
function expectHolesTold(found: Possessions, holes: readonly { from_seq: number; to_seq: number }[]): void {
  const missing = desk.possessions.commands
    .map(({ seq }) => seq)
    .filter((seq) => !found.commands.some((one) => one.seq === seq))
  const told = holes.flatMap(({ from_seq: from, to_seq: to }) =>
    Array.from({ length: to - from + 1 }, (_, n) => from + n),
  )
  expect(told).toEqual(missing)
}

/** Opens the copy and reads it; damage that shows only then is noted, and the next start salvages, as the desk does. */
async function openWhole(): Promise<Database> {
  const database = await openOrSalvage(copy, desk.key, NOW)
  try {
    await readPossessions(database)
    return database
  } catch (error) {
    await database.close()
    if (!isDamage(error)) throw error
    noteDamage(copy)
    return openOrSalvage(copy, desk.key, NOW)
  }
}

describe('a damaged database', () => {
  it.each(Object.entries(IMAGES))('[TRUST-6] saves all that can be read: %s', async (_name, damage) => {
    copy = copyFolder(desk.closed)
    damage()
    const damaged = existsSync(file()) ? readFileSync(file()) : Buffer.alloc(0)
    const intact = {
      commands: listIntact(desk.possessions.commands, 'outbox'),
      pictures: listIntact(desk.possessions.pictures, 'attachment'),
    }
    const database = await openWhole()
    const found = await readPossessions(database)
    const [reports, holes] = [await readReports(database), await readHoles(database)]
    await database.close()
    expectNothingWrong(found)
    expect(found.commands).toEqual(intact.commands)
    expectHolesTold(found, holes)
    if (reports.length === 0) {
      // Damage among what the central brings again shows only when it is read.
      expect(found).toEqual(desk.possessions)
      return
    }
    expect(found.pictures).toEqual(expect.arrayContaining(intact.pictures))
    expect(reports).toMatchObject([{ kind: 'salvaged', detail: { commands: intact.commands.length } }])
    const [kept = ''] = readdirSync(join(copy, 'damaged'))
    const aside = readFileSync(join(copy, 'damaged', kept, 'desk.db'))
    expect(aside.length).toBe(damaged.length)
    // Nothing is done twice, and nothing is made of nothing.
    const again = await openOrSalvage(copy, desk.key, NOW)
    expect(await readReports(again)).toHaveLength(1)
    expect(await readPossessions(again)).toEqual(found)
    await again.close()
  })
})

describe('another key', () => {
  it.each([true, false])(
    '[TRUST-8] makes nothing of a database that only looks damaged (marks beside it: %s)',
    async (marked) => {
      copy = copyFolder(desk.closed)
      noteDamage(copy)
      if (!marked) for (const name of ['desk.head', 'desk.identity']) rmSync(join(copy, name))
      const before = readFileSync(file())
      await expect(openOrSalvage(copy, '00'.repeat(32), NOW)).rejects.toMatchObject({ problem: 'key-wrong' })
      expect(readFileSync(file()).equals(before)).toBe(true)
      expect(existsSync(join(copy, 'damaged'))).toBe(false)
      const database = await openOrSalvage(copy, desk.key, NOW)
      expect((await readPossessions(database)).commands).toEqual(desk.possessions.commands)
      await database.close()
    },
  )
})

/** Where the newest generation of a log ends; what lies behind it is in the database already. */
function endOfNewest(bytes: Buffer): number {
  const saltAt = (frame: number) => bytes.subarray(frame + 8, frame + 16)
  let end = LOG_HEADER
  while (end + FRAME <= bytes.length && saltAt(end).equals(saltAt(LOG_HEADER))) end += FRAME
  return end
}
const partOfLog = (part: number, edit: (bytes: Buffer, at: number) => void) => {
  change(log(), (bytes) => {
    edit(bytes, Math.floor(endOfNewest(bytes) * part))
  })
}

/** What was done to the log of a desk at work. */
const LOGS: Readonly<Record<string, () => void>> = {
  'one bit in the middle of the log': () => partOfLog(1 / 2, (bytes, at) => flip(at)(bytes)),
  'the header of the log overwritten': () => change(log(), (bytes) => bytes.fill(0x77, 0, LOG_HEADER)),
  '8 KiB of zeros in the log': () => partOfLog(1 / 3, (bytes, at) => bytes.fill(0, at, at + 8192)),
  'page 1 zeroed under a whole log': () => zero(1),
  'page 1 zeroed and a bit of the log': () => {
    zero(1)
    partOfLog(1 / 4, (bytes, at) => flip(at)(bytes))
  },
}

describe('a damaged log', () => {
  it.each(Object.entries(LOGS))('[TRUST-6] saves what lies behind the damaged place too: %s', async (name, damage) => {
    copy = copyFolder(desk.atWork)
    const plain = await countWithout(damage)
    copy = copyFolder(desk.atWork)
    damage()
    const database = await openWhole()
    const found = await readPossessions(database)
    const holes = await readHoles(database)
    await database.close()
    expectNothingNewer(found)
    expectHolesTold(found, holes)
    // The control: SQLite by itself stops reading at the damaged place, and shows less.
    if (name.includes('log') && !name.includes('whole')) expect(plain).toBeLessThan(found.commands.length)
    expect(found.commands.length).toBeGreaterThanOrEqual(Math.max(plain, desk.possessions.commands.length - 8))
  })
})

/** The control: how many commands the door alone finds. */
async function countWithout(damage: () => void): Promise<number> {
  damage()
  try {
    const database = await openDeskDatabase(file(), desk.key)
    const { commands } = await readPossessions(database)
    await database.close()
    return commands.length
  } catch {
    return 0
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** Commands and pictures prove themselves; a setting or a visit may be one that was true earlier. */
function expectNothingNewer(found: Possessions): void {
  for (const name of ['commands', 'drafts', 'pictures', 'verifiers'] as const) {
    const written = new Set(desk.possessions[name].map((row) => JSON.stringify(row)))
    expect(found[name].filter((row) => !written.has(JSON.stringify(row)))).toEqual([])
  }
}
