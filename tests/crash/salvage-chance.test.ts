import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { sql, type Database } from '../../src/storage/database.ts'
import { isDamage } from '../../src/worker/damage.ts'
import { noteDamage } from '../../src/worker/salvage/folder.ts'
import { openOrSalvage } from '../../src/worker/salvage/open-or-salvage.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import { copyFolder, makeDeskFolder, PAGE, readPossessions, type DeskFolder } from './support/damaged-desk.ts'
import { openAndKill } from './support/open-killed.ts'

let under: string
let central: TestCentral
let desk: DeskFolder
let copy = ''

beforeAll(async () => {
  under = mkdtempSync(join(tmpdir(), 'hall-salvage-'))
  central = await startCentral()
  desk = await makeDeskFolder(central, under)
})
afterAll(async () => {
  await central.close()
  rmSync(under, { recursive: true, force: true })
})
afterEach(() => {
  rmSync(copy, { recursive: true, force: true })
})

const file = () => join(copy, 'desk.db')

/** As the desk does: damage that shows only when it is read is noted, and salvaged at the next start. */
async function readWhole() {
  const read = async (database: Database) => {
    try {
      const found = await readPossessions(database)
      const holes = await database.read((db) =>
        db.all<{ from_seq: number; to_seq: number }>(sql('select from_seq, to_seq from lost_range')),
      )
      return { found, declared: holes.reduce((sum, { from_seq: from, to_seq: to }) => sum + to - from + 1, 0) }
    } finally {
      await database.close()
    }
  }
  try {
    return await read(await openOrSalvage(copy, desk.key, Date.now()))
  } catch (error) {
    if (!isDamage(error)) throw error
    noteDamage(copy)
    return read(await openOrSalvage(copy, desk.key, Date.now()))
  }
}

it('[TRUST-5] salvages after any flipped bit, with nothing wrong and nothing missing untold', async () => {
  const seed = chooseSeed('flips and salvage')
  const chance = chanceOf(seed)
  const written = Object.fromEntries(
    Object.entries(desk.possessions).map(([name, rows]) => [
      name,
      new Set((rows as readonly unknown[]).map((row) => JSON.stringify(row))),
    ]),
  )
  const tally = { flips: often(100, 1000), salvaged: 0, actsLost: 0, rowsLost: 0 }
  for (let flip = 0; flip < tally.flips; flip++) {
    rmSync(copy, { recursive: true, force: true })
    copy = copyFolder(desk.closed)
    const bytes = readFileSync(file())
    const at = Math.floor(chance() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(chance() * 8))
    writeFileSync(file(), bytes)
    const { found, declared } = await readWhole()
    for (const [name, rows] of Object.entries(found)) {
      const wrong = (rows as readonly unknown[]).filter((row) => written[name]?.has(JSON.stringify(row)) !== true)
      expect(wrong, `${name} after flip ${String(flip)} at ${String(at)}`).toEqual([])
      tally.rowsLost += (written[name]?.size ?? 0) - (rows as readonly unknown[]).length
    }
    const missing = desk.possessions.commands.length - found.commands.length
    expect(declared).toBe(missing)
    tally.actsLost += missing
    if (existsSync(join(copy, 'damaged'))) tally.salvaged++
  }
  // One bit costs one page at the most, and the control is that some cost any.
  expect(tally.salvaged).toBeGreaterThan(tally.flips / 20)
  expect(tally.actsLost).toBeLessThanOrEqual(tally.salvaged * 8)
  leaveEvidence('flips and salvage', { seed, ...tally, wrong: 0 })
})

it('[TRUST-6] begins again from the damaged file after a kill in the middle of salvage', async () => {
  const seed = chooseSeed('killed salvage')
  const chance = chanceOf(seed)
  const spoil = () => {
    copy = copyFolder(desk.closed)
    const bytes = readFileSync(file())
    writeFileSync(file(), bytes.fill(0, 0, PAGE))
    return bytes
  }
  spoil()
  const usual = await openAndKill(copy, desk.key)
  expect(usual.opened).toBe(true)
  const rounds = often(6, 50)
  let killed = 0
  let tries = 0
  for (; killed < rounds; tries++) {
    // A machine that is now faster than it was may be done before each kill; one that always is proves nothing.
    expect(tries).toBeLessThan(4 * rounds)
    rmSync(copy, { recursive: true, force: true })
    const damaged = spoil()
    for (let kill = 0; kill < 2; kill++)
      if (!(await openAndKill(copy, desk.key, chance() * usual.took)).opened) killed++
    const { found, declared } = await readWhole()
    expect(found).toEqual(desk.possessions)
    expect(declared).toBe(0)
    const kept = readdirSync(join(copy, 'damaged'))
    expect(kept).toHaveLength(1)
    expect(readFileSync(join(copy, 'damaged', kept[0] ?? '', 'desk.db')).equals(damaged)).toBe(true)
    expect(existsSync(join(copy, 'desk.salvage'))).toBe(false)
  }
  leaveEvidence('killed salvage', { seed, tries, killed, lost: 0 })
})
