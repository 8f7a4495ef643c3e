import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../src/contract/command.ts'
import { addProof } from '../../src/central/held.ts'
import { takeBatch } from '../../src/central/intake.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql, type Database } from '../../src/storage/database.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { enrolledDevice, type TestDevice } from '../support/device.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { forEachDatabase, type OpenFresh } from '../support/databases.ts'

const deliver = (commands: readonly Command[]) => commands.map((command) => ({ command, withdrawn: false }))

async function countOf(database: Database, table: string): Promise<number> {
  const row = await database.read((db) => db.find<{ n: number }>(sql(`select count(*) as n from ${table}`)))
  return Number(row?.n)
}

/** A central in which person p1 has the default number f1 and another, f2. */
async function centralWithPhones(open: OpenFresh): Promise<TestCentral> {
  const central = await startCentral({ database: await open() })
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  return central
}

forEachDatabase('intake', (open) => {
  let central: TestCentral
  let device: TestDevice
  beforeAll(async () => {
    central = await centralWithPhones(open)
  })
  afterAll(() => central.close())

  const phone = (id: string) => central.deps.database.read((db) => findRow(db, 'phone', [id]))

  it('[SYNC-UP] gives the same answer and no second effect to a command that comes again', async () => {
    device = await enrolledDevice(central.deps.database)
    const batch = deliver([device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' })])
    const first = await takeBatch(central.deps, device.id, batch)
    expect(first.outcomes).toMatchObject([{ state: 'effective', message: 'R-MSG-07' }])
    const before = await phone('f2')
    expect(await takeBatch(central.deps, device.id, batch)).toEqual(first)
    expect(await phone('f2')).toEqual(before)
    expect(before).toMatchObject({ is_default: 1 })
    expect(await phone('f1')).toMatchObject({ is_default: 0 })
  })

  it('[SYNC-UP] refuses the same id with other content and leaves the first effect', async () => {
    device = await enrolledDevice(central.deps.database)
    const command = device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' })
    await takeBatch(central.deps, device.id, deliver([command]))
    const changed = { ...command, payload: { personId: 'p1', phoneId: 'f2' } }
    expect((await takeBatch(central.deps, device.id, deliver([changed]))).stop).toBe('different-content')
    expect(await phone('f1')).toMatchObject({ is_default: 1 })
  })

  it('[SYNC-UP] takes what a rule refuses as processed, so that it never blocks the next', async () => {
    device = await enrolledDevice(central.deps.database)
    const answer = await takeBatch(
      central.deps,
      device.id,
      deliver([
        device.next('phone.delete', { personId: 'p1', phoneId: 'f1' }),
        device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }),
      ]),
    )
    expect(answer.outcomes.map((outcome) => outcome.state)).toEqual(['returned', 'effective'])
    expect(answer.outcomes[0]?.refusal).toMatchObject({ rule: 'R-PHN-13' })
  })

  it('[SYNC-UP] stops at a gap and says what it has', async () => {
    device = await enrolledDevice(central.deps.database)
    device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    const second = device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' })
    expect(await takeBatch(central.deps, device.id, deliver([second]))).toEqual({
      outcomes: [],
      stop: 'gap',
      lastSeq: 0,
    })
  })

  it('[TRUST-18] quarantines a device whose chain forks, and keeps what it sent', async () => {
    device = await enrolledDevice(central.deps.database)
    const first = device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    await takeBatch(central.deps, device.id, deliver([first]))
    const clone = device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }, { seq: 1, prev: first.prev })
    expect((await takeBatch(central.deps, device.id, deliver([clone]))).stop).toBe('forked')
    expect((await takeBatch(central.deps, device.id, deliver([clone]))).stop).toBe('device-inactive')
    expect(await countOf(central.deps.database, 'quarantine')).toBe(1)
    expect(await phone('f2')).toMatchObject({ is_default: 1 })
  })

  it('[OP-25] refuses forged signatures, unknown commands, malformed payloads and foreign staff', async () => {
    device = await enrolledDevice(central.deps.database)
    const forged = { ...device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }), signature: 'AAAA' }
    expect((await takeBatch(central.deps, device.id, deliver([forged]))).stop).toBe('bad-signature')
    device = await enrolledDevice(central.deps.database)
    const foreign = { staffId: 'clerk-h2', role: 'clerk' as const, hallId: 'h2' }
    const answer = await takeBatch(
      central.deps,
      device.id,
      deliver([
        device.next('phone.conjure', { personId: 'p1' }),
        device.next('session.sign-out', { personId: 'p1' }),
        device.next('phone.set-default', { personId: 'p1', phoneId: 'f1', more: 1 }),
        device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }, { operator: foreign }),
      ]),
    )
    expect(answer.outcomes.map((outcome) => (outcome.refusal as { code: string }).code)).toEqual([
      'command-unknown',
      'command-unknown',
      'command-malformed',
      'operator-foreign-hall',
    ])
  })

  it('[OP-24] holds a new number until its code and the owner are proved, then decides the same command again', async () => {
    device = await enrolledDevice(central.deps.database)
    const command = device.next('phone.add', { personId: 'p1', number: '13900000009' })
    const answer = await takeBatch(central.deps, device.id, deliver([command]))
    expect(answer.outcomes).toEqual([{ commandId: command.id, state: 'held', waitsFor: 'sms-code' }])
    expect(await phone(command.id)).toMatchObject({ state: 'unverified' })
    const target = { commandId: command.id }
    const at = Date.now()
    const after = await addProof(central.deps, target, {
      kind: 'sms-code',
      number: '13900000009',
      purpose: 'phone.add',
      at,
    })
    expect(after).toMatchObject({ state: 'held' })
    const done = await addProof(central.deps, target, { kind: 'face', personId: 'p1', passed: true, at })
    expect(done).toMatchObject({ state: 'effective', message: 'R-MSG-06' })
    expect(await phone(command.id)).toMatchObject({ state: 'bound', is_default: 0 })
    expect(await takeBatch(central.deps, device.id, deliver([command]))).toMatchObject({
      outcomes: [{ state: 'effective' }],
    })
  })

  it('[TRUST-51] keeps an unbroken audit chain over all of it', async () => {
    const { database, sha256 } = central.deps
    expect(await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))).toBeUndefined()
    await database.write((db) => db.run(sql("update audit set action = 'nothing' where chain = 'h1' and seq = 2")))
    expect(await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))).toEqual({
      seq: 2,
      problem: 'altered',
    })
  })
})

describe('a withdrawn command', () => {
  it('[SYNC-WITHDRAW] takes its place in the chain without effect', async () => {
    const central = await startCentral()
    const device = await enrolledDevice(central.deps.database)
    const command = device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    const answer = await takeBatch(central.deps, device.id, [{ command, withdrawn: true }])
    expect(answer).toEqual({ outcomes: [{ commandId: command.id, state: 'withdrawn' }], lastSeq: 1 })
    await central.close()
  })
})
