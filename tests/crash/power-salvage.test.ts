import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { openOrSalvage } from '../../src/worker/salvage/open-or-salvage.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import { startTold } from './support/child.ts'
import { cutPower, isReplayed, type DiskStory } from './support/cut.ts'
import { copyFolder, makeDeskFolder, PAGE, readPossessions, type DeskFolder } from './support/damaged-desk.ts'
import { layOut, readFolder } from './support/image.ts'
import { traceProcess } from './support/trace.ts'

const PROGRAM = path.join(import.meta.dirname, 'support/open-child.ts')
const PATIENCE = often(120_000, 1_200_000)

let under: string
let central: TestCentral
let desk: DeskFolder
/** What the disk was asked for while the damaged desk was salvaged, once. */
let story: DiskStory
let damaged: Buffer

beforeAll(async () => {
  under = mkdtempSync(path.join(tmpdir(), 'hall-salvage-cut-'))
  central = await startCentral()
  desk = await makeDeskFolder(central, under)
  if (isReplayed()) story = await recordSalvage()
}, 120_000)
afterAll(async () => {
  await central.close()
  rmSync(under, { recursive: true, force: true })
})

/** Its first page is gone, so that nothing of the database can be read but page by page. */
async function recordSalvage(): Promise<DiskStory> {
  const directory = copyFolder(desk.closed)
  try {
    const file = path.join(directory, 'desk.db')
    damaged = readFileSync(file).fill(0, 0, PAGE)
    writeFileSync(file, damaged)
    const files = await readFolder(directory)
    const told = [PROGRAM, directory, desk.key]
    return { files, events: await traceProcess(directory, (watching) => startTold(told, watching)) }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The next start has everything, declares nothing lost, and keeps the damaged file as it was. */
async function judgeSalvage(folder: string): Promise<string[]> {
  const database = await openOrSalvage(folder, desk.key, Date.now())
  try {
    const found = await readPossessions(database)
    const holes = await database.read((db) => db.all(sql('select 1 from lost_range')))
    const names = Object.keys(desk.possessions) as (keyof typeof desk.possessions)[]
    const wrong = names
      .filter((name) => !isDeepStrictEqual(found[name], desk.possessions[name]))
      .map((name) => `lost: ${name}`)
    if (holes.length > 0) wrong.push('alarm: given up')
    const kept = readdirSync(path.join(folder, 'damaged')).map((name) =>
      readFileSync(path.join(folder, 'damaged', name, 'desk.db')),
    )
    if (kept.length !== 1 || kept[0]?.equals(damaged) !== true) wrong.push('lost: the damaged file')
    return wrong
  } finally {
    await database.close()
  }
}

/** Cuts the power while salvage is at work, and while it puts what it has declared whole in its place. */
async function play(what: string, { files, events }: DiskStory, atWork: number, putting: number): Promise<string[]> {
  const seed = chooseSeed(what)
  const chance = chanceOf(seed)
  const judge = (found: ReadonlyMap<string, Buffer>) => layOut(found, judgeSalvage)
  const whole = events.findIndex(({ kind }) => kind === 'rename')
  expect(whole).toBeGreaterThan(0)
  const broken = [
    ...(await cutPower({ files, events }, atWork, chance, judge)),
    ...(await cutPower({ files, events }, putting, chance, judge, whole)),
  ]
  leaveEvidence(what, { seed, cuts: atWork + putting, writes: events.length, 'cuts that broke': broken.length })
  return broken
}

it(
  '[TRUST-6] salvages whole after a power cut in the middle of salvage',
  async () => {
    if (isReplayed()) expect(await play('power cuts in salvage', story, often(15, 200), often(25, 200))).toEqual([])
  },
  PATIENCE,
)

it(
  '[TRUST-6] would lose if nothing of it were synced: the test of salvage can fail',
  async () => {
    if (!isReplayed()) return
    const unsynced = { ...story, events: story.events.filter(({ kind }) => kind !== 'sync-ends') }
    const broken = await play('power cuts in salvage, control without a sync', unsynced, 0, often(50, 200))
    expect(broken.length).toBeGreaterThan(0)
  },
  PATIENCE,
)
