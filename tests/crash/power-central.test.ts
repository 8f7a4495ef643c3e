import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sha256 } from '../../src/central/crypto.ts'
import { openCentralDatabase } from '../../src/central/open.ts'
import type { Command } from '../../src/contract/command.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { commandText } from '../../src/sync/chain.ts'
import { startCentral } from '../support/central.ts'
import { enrolledDevice } from '../support/device.ts'
import { makeMigratedFile } from '../support/migrated.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import type { CentralOrder } from './support/central-child.ts'
import { startTold } from './support/child.ts'
import { cutPower, isReplayed, saidBy, type DiskStory } from './support/cut.ts'
import { layOut, readFolder } from './support/image.ts'
import { traceProcess } from './support/trace.ts'

const PROGRAM = path.join(import.meta.dirname, 'support/central-child.ts')
const CARELESS = new URL('support/careless.ts', import.meta.url).href
const PATIENCE = often(120_000, 1_200_000)
const BATCHES = 8
const BATCH = 50

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hall-central-cut-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Writes a central's database with somebody who has two numbers, and what a device has to say about them. */
async function writeOrder(file: string, order: string): Promise<void> {
  await makeMigratedFile(file)
  const database = await openCentralDatabase(file)
  const central = await startCentral({ database })
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  const device = await enrolledDevice(database)
  const batches = Array.from({ length: BATCHES }, () =>
    Array.from({ length: BATCH }, (_, place) => {
      const payload = { personId: 'p1', phoneId: place % 2 === 0 ? 'f2' : 'f1' }
      return { command: device.next('phone.set-default', payload), withdrawn: false }
    }),
  )
  await writeFile(order, JSON.stringify({ device: device.id, batches } satisfies CentralOrder))
  await central.close()
  await database.close()
}

/** A central that takes four hundred acts of a device, and answers after each fifty. */
async function record(preload: readonly string[]): Promise<DiskStory> {
  const directory = path.join(folder, 'central')
  await mkdir(directory)
  const file = path.join(directory, 'central.db')
  const order = path.join(folder, 'order.json')
  await writeOrder(file, order)
  const files = await readFolder(directory)
  const told = [...preload.flatMap((module) => ['--import', module]), PROGRAM, file, order]
  return { files, events: await traceProcess(directory, (watching) => startTold(told, watching)) }
}

interface Taken {
  readonly command_id: string
  readonly seq: number
  readonly envelope: string
}

/** What was answered is there, and whatever is there is there whole. */
async function judgeCentral(folder: string, said: readonly string[]): Promise<string[]> {
  const database = await openCentralDatabase(path.join(folder, 'central.db'))
  try {
    const wrong = await findWrong(database, saidBy<string[]>(said, 'taken').flat())
    // A central that opens and takes nothing more would be no central.
    await database.write((db) => db.run(sql("insert into central_state (name, value) values ('after the cut', '1')")))
    return wrong
  } finally {
    await database.close()
  }
}

async function findWrong(database: Database, answered: readonly string[]): Promise<string[]> {
  const all = <Row>(text: string) => database.read((db) => db.all<Row>(sql(text)))
  const taken = await all<Taken>('select command_id, seq, envelope from intake order by seq')
  const ids = new Set(taken.map(({ command_id: id }) => id))
  const wrong = answered.filter((id) => !ids.has(id)).map((id) => `lost: ${id}`)
  const last = taken.at(-1)
  const command = last && (JSON.parse(last.envelope) as Command)
  const [device] = await all<{ last_seq: number; chain_head: string }>('select last_seq, chain_head from device')
  if (taken.some(({ seq }, place) => seq !== place + 1)) wrong.push('half: a number without its act')
  if (device?.last_seq !== taken.length) wrong.push(`half: the chain ends at ${String(device?.last_seq)}`)
  if (command !== undefined && device?.chain_head !== sha256(commandText(command))) wrong.push('half: the chain’s head')
  for (const [what, text] of Object.entries(HALVES))
    for (const { id } of await all<{ id: string }>(text)) wrong.push(`half: ${what}: ${id}`)
  const [number] = await all<{ id: string }>("select id from phone where is_default = 1 and person_id = 'p1'")
  const expected = command === undefined ? 'f1' : command.payload['phoneId']
  if (number?.id !== expected) wrong.push(`half: ${String(number?.id)} where the last act says otherwise`)
  const fed = await all<{ seq: number }>("select seq from feed where hall_id = 'h1' order by seq")
  const [counter] = await all<{ seq: number }>("select seq from feed_counter where hall_id = 'h1'")
  if (fed.some(({ seq }, place) => seq !== place + 1) || counter?.seq !== fed.length) wrong.push('half: the feed')
  const torn = await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))
  if (torn !== undefined) wrong.push(`audit: ${torn.problem} at ${String(torn.seq)}`)
  const integrity = JSON.stringify(await all('pragma integrity_check'))
  if (integrity !== '[{"integrity_check":"ok"}]') wrong.push(`integrity: ${integrity}`)
  return wrong
}

/** Each as one row that must not exist. */
const HALVES = {
  'an act without its result': `select command_id as id from intake i
    where not exists (select 1 from command_result r where r.command_id = i.command_id)`,
  'a result without its act': `select command_id as id from command_result r
    where not exists (select 1 from intake i where i.command_id = r.command_id)`,
  'an act without its audit row': `select command_id as id from intake i
    where (select count(*) from audit a where a.command_id = i.command_id) <> 1`,
} as const

async function play(what: string, cuts: number, preload: readonly string[] = []): Promise<string[]> {
  const seed = chooseSeed(what)
  const story = await record(preload)
  const answers = story.events.filter((event) => event.kind === 'said').length
  const syncs = story.events.filter(({ kind }) => kind === 'sync-ends').length
  expect(answers).toBe(BATCHES)
  const broken = await cutPower(story, cuts, chanceOf(seed), (files, said) =>
    layOut(files, (laidOut) => judgeCentral(laidOut, said)),
  )
  const lost = broken.filter((line) => line.includes('lost: ')).length
  leaveEvidence(what, { seed, cuts, acts: BATCHES * BATCH, syncs, 'cuts that broke': broken.length, lost })
  return broken
}

it(
  '[TRUST-2] a central whose power is cut has every act it answered, each whole, though several share a transaction',
  async () => {
    if (isReplayed()) expect(await play('power cuts at the central', often(40, 400))).toEqual([])
  },
  PATIENCE,
)

it(
  '[TRUST-2] would lose with synchronous NORMAL: the test of the central can fail',
  async () => {
    if (!isReplayed()) return
    const broken = await play('power cuts at the central, control with NORMAL', often(15, 60), [CARELESS])
    expect(broken.filter((line) => line.includes('lost: ')).length).toBeGreaterThan(0)
  },
  PATIENCE,
)
