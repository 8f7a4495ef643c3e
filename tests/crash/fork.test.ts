import { cpSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../src/contract/command.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startDesk, type RunningDesk } from '../../src/worker/start.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { chanceOf, chooseSeed, leaveEvidence, often } from '../support/soak.ts'

const CASES = often(6, 20)

let central: TestCentral
beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1', { name: '张三', document_number: '210102199001011234' }))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
})
afterAll(() => central.close())

const get = async (desk: RunningDesk, name: string, input: unknown): Promise<unknown> => {
  const envelope = await desk.server.answer(name, input)
  if (envelope.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(envelope)}`)
  return envelope.value
}

/** Somebody works at this copy of the desk, whatever the other copy does. */
async function work(desk: RunningDesk, acts: number): Promise<string[]> {
  await get(desk, 'session.sign-in', { login: 'clerk-h1', password: PASSWORD })
  await get(desk, 'visit.start', { met: { by: 'person', personId: 'p1' } }).catch(() => undefined)
  const ids: string[] = []
  for (let n = 0; n < acts; n++) {
    const act = await get(desk, 'phone.set-default', { personId: 'p1', phoneId: n % 2 === 0 ? 'f2' : 'f1' })
    ids.push((act as { commandId: string }).commandId)
  }
  return ids
}

const isQuarantined = async (device: string) => {
  const row = await central.deps.database.read((db) =>
    db.find<{ state: string }>(sql('select state from device where id = ?', [device])),
  )
  return row?.state === 'quarantined'
}

/** Every act of the device that the central holds: taken, or put aside for people. */
async function idsAtCentral(device: string): Promise<Set<string>> {
  const { database } = central.deps
  const taken = await database.read((db) =>
    db.all<{ command_id: string }>(sql('select command_id from intake where device_id = ?', [device])),
  )
  const aside = await database.read((db) =>
    db.all<{ envelope: string }>(sql('select envelope from quarantine where device_id = ?', [device])),
  )
  return new Set([
    ...taken.map((row) => row.command_id),
    ...aside.map((row) => (JSON.parse(row.envelope) as { command: Command }).command.id),
  ])
}

const idsWaiting = async (desk: RunningDesk) => {
  const rows = await desk.desk.database.read((db) =>
    db.all<{ command_id: string }>(sql("select command_id from outbox where state = 'recorded'")),
  )
  return rows.map((row) => row.command_id)
}

/** A profile is copied when it was switched off, both copies are used, and both meet the central in some order. */
async function playCase(chance: () => number): Promise<void> {
  const desk = await startTestDesk(central, 'h1', null)
  const before = Math.floor(chance() * 3)
  await work(desk.running, before)
  await desk.settle()
  const device = desk.running.desk.enrolment?.deviceId ?? ''
  const copy = `${desk.directory}-copy`
  await desk.restart(() => {
    cpSync(desk.directory, copy, { recursive: true })
  })
  const data = { directory: copy, databaseKey: desk.key, centralUrl: central.url }
  const other = await startDesk(data, () => undefined)
  const both = chance() < 0.5 ? [desk.running, other] : [other, desk.running]
  try {
    const done = new Set<string>()
    for (const one of both) for (const id of await work(one, 1 + Math.floor(chance() * 3))) done.add(id)
    const wakeUntil = async () => {
      for (const one of both) one.link.wake()
      return isQuarantined(device)
    }
    await expect.poll(wakeUntil, { timeout: 20_000, interval: 50 }).toBe(true)
    const known = await idsAtCentral(device)
    for (const one of both) for (const id of await idsWaiting(one)) known.add(id)
    expect(
      [...done].filter((id) => !known.has(id)),
      'dropped',
    ).toEqual([])
    // The later history is kept whole enough to judge: its first act at the central, all of them at its desk.
    const aside = await central.deps.database.read((db) =>
      db.all(sql('select id from quarantine where device_id = ?', [device])),
    )
    expect(aside.length).toBeGreaterThan(0)
  } finally {
    await other.close()
    await desk.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

describe('a copied desk', () => {
  it('[TRUST-18] is noticed whenever both copies are used, and nothing of either is dropped', async () => {
    const seed = chooseSeed('copied desks')
    const chance = chanceOf(seed)
    for (let n = 0; n < CASES; n++) await playCase(chance)
    leaveEvidence('copied desks', { seed, cases: CASES, noticed: CASES, dropped: 0 })
  })
})
