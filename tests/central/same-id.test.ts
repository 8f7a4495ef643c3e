import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeBatch } from '../../src/central/intake.ts'
import { OLDEST_PROTOCOL, PROTOCOL_VERSION } from '../../src/contract/protocol.ts'
import { sql } from '../../src/storage/database.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { enrolledDevice } from '../support/device.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { chanceOf, chooseSeed, leaveEvidence } from '../support/soak.ts'

let central: TestCentral
beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
  })
})
afterAll(() => central.close())

const CASES = 200

/** The command with one character of one text of it changed; its id stays. */
function spoil<Command extends { readonly payload: Record<string, unknown> }>(command: Command, chance: () => number) {
  const number = String(command.payload['number'])
  const at = Math.floor(chance() * number.length)
  const digit = String((Number(number[at]) + 1 + Math.floor(chance() * 8)) % 10)
  return { ...command, payload: { ...command.payload, number: number.slice(0, at) + digit + number.slice(at + 1) } }
}

it('[SYNC-UP] [TRUST-16] refuses the same id with one character changed, and the first effect stays', async () => {
  const seed = chooseSeed('same id, other content')
  const chance = chanceOf(seed)
  const device = await enrolledDevice(central.deps.database)
  const command = device.next('phone.add', { personId: 'p1', number: '13900000001' })
  const batch = (delivered: typeof command) => [{ command: delivered, withdrawn: false }]
  const first = await takeBatch(central.deps, device.id, batch(command))
  const phones = () => central.deps.database.read((db) => db.all(sql('select * from phone order by id')))
  const before = await phones()
  let refused = 0
  for (let i = 0; i < CASES; i++) {
    const { stop, outcomes } = await takeBatch(central.deps, device.id, batch(spoil(command, chance)))
    if (stop === 'different-content' && outcomes.length === 0) refused++
  }
  leaveEvidence('same id, other content', { seed, cases: CASES, refused })
  expect(refused).toBe(CASES)
  expect(await phones()).toEqual(before)
  expect(await takeBatch(central.deps, device.id, batch(command))).toEqual(first)
  expect(await central.deps.database.read((db) => findRow(db, 'phone', ['f1']))).toBeDefined()
})

it.each([
  [OLDEST_PROTOCOL - 1, 426, 'program-too-old'],
  [PROTOCOL_VERSION + 1, 426, 'program-too-new'],
  ['x', 426, 'program-too-old'],
  [PROTOCOL_VERSION, 401, 'device-unknown'],
  [OLDEST_PROTOCOL, 401, 'device-unknown'],
])('[SYNC-UP] tells a desk that speaks version %s whose program is to be upgraded', async (version, status, code) => {
  const answer = await fetch(`${central.url}/v1/desk/feed?epoch=x&after=0`, {
    headers: { 'x-device': 'nobody', 'x-protocol': String(version) },
  })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({ code })
})
