import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { FAULTS_MOST } from '../../src/central/command-faults.ts'
import { addProof, storeProof } from '../../src/central/held.ts'
import { takeBatch } from '../../src/central/intake.ts'
import { retryRound } from '../../src/central/retry-held.ts'
import type { Command } from '../../src/contract/command.ts'
import { commandHandlers } from '../../src/storage/commands.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql } from '../../src/storage/database.ts'
import type { CommandHandler } from '../../src/storage/feature.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enrolledDevice } from '../support/device.ts'
import { personRow, phoneRow } from '../support/rows.ts'

const deliver = (...commands: Command[]) => commands.map((command) => ({ command, withdrawn: false }))
const handlers = commandHandlers as Record<string, CommandHandler>
const setDefault = handlers['phone.set-default'] as CommandHandler

/** A defect of a feature: its rule can't be asked about phone f2. */
function breakPhoneF2(): void {
  handlers['phone.set-default'] = {
    ...setDefault,
    judge: (db, command, context) => {
      if (command.payload['phoneId'] === 'f2') throw new Error('a defect that tells of 张三 13800000002')
      return setDefault.judge(db, command, context)
    },
  }
}
afterEach(() => {
  handlers['phone.set-default'] = setDefault
})

forEachDatabase('a command whose deciding fails', (open) => {
  let central: TestCentral
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    await central.change(async (work) => {
      await putRow(work, 'person', personRow('p1', 'h1'))
      await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
      await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    })
  })
  afterAll(() => central.close())

  const count = async (table: string, where = '1 = 1') =>
    Number(
      (
        await central.deps.database.read((db) =>
          db.find<{ n: number }>(sql(`select count(*) as n from ${table} where ${where}`)),
        )
      )?.n,
    )

  it('[SYNC-UP] stops its batch with what came before it acknowledged, and is given back when it always fails', async () => {
    const device = await enrolledDevice(central.deps.database)
    const [first, poison, last] = [
      device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }),
      device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' }),
      device.next('phone.set-default', { personId: 'p1', phoneId: 'f1' }),
    ]
    breakPhoneF2()
    for (let fault = 1; fault < FAULTS_MOST; fault++) {
      const answer = await takeBatch(central.deps, device.id, deliver(first, poison, last))
      expect(answer).toMatchObject({ outcomes: [{ state: 'effective' }], stop: 'faulted', lastSeq: 1 })
    }
    const answer = await takeBatch(central.deps, device.id, deliver(first, poison, last))
    expect(answer.outcomes.map(({ state }) => state)).toEqual(['effective', 'returned', 'effective'])
    expect(answer.outcomes[1]?.refusal).toMatchObject({ code: 'command-faulted' })
    expect(await count('intake', `command_id = '${poison.id}'`)).toBe(1)
    expect(await central.deps.database.read((db) => findRow(db, 'phone', ['f2']))).toMatchObject({ is_default: 0 })
    const { database, sha256 } = central.deps
    expect(await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))).toBeUndefined()
  })

  it('[SYNC-UP] takes it as if nothing had been once the defect is mended', async () => {
    const device = await enrolledDevice(central.deps.database)
    const poison = device.next('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    breakPhoneF2()
    expect((await takeBatch(central.deps, device.id, deliver(poison))).stop).toBe('faulted')
    handlers['phone.set-default'] = setDefault
    expect((await takeBatch(central.deps, device.id, deliver(poison))).outcomes).toMatchObject([{ state: 'effective' }])
  })

  it('[OP-24] decides a held command with a proof that was stored just before the service went down', async () => {
    const device = await enrolledDevice(central.deps.database)
    const command = device.next('phone.add', { personId: 'p1', number: '13900000001' })
    expect((await takeBatch(central.deps, device.id, deliver(command))).outcomes).toMatchObject([{ state: 'held' }])
    const at = Date.now() + 1
    await addProof(central.deps, { commandId: command.id }, { kind: 'face', personId: 'p1', passed: true, at })
    const sms = { kind: 'sms-code', number: '13900000001', purpose: 'phone.add', at: Date.now() + 1000 } as const
    await central.deps.database.write((db) => storeProof(db, 'proof-1', { commandId: command.id }, sms))
    await retryRound(central.deps)
    expect(await central.deps.database.read((db) => findRow(db, 'command_result', [command.id]))).toMatchObject({
      state: 'effective',
    })
  })

  it('[SYNC-DOWN] writes nothing about held commands while their services are busy', async () => {
    const device = await enrolledDevice(central.deps.database)
    const photo = { personId: 'p1', sceneAttachmentId: 'none-yet' }
    await takeBatch(central.deps, device.id, deliver(device.next('level.raise', photo)))
    const before = [await count('audit'), await count('feed')]
    for (let round = 0; round < 3; round++) await retryRound(central.deps)
    expect([await count('audit'), await count('feed')]).toEqual(before)
  })

  it('[OP-24] goes on with the other held commands when one of them always fails, and gives that one back', async () => {
    const device = await enrolledDevice(central.deps.database)
    const [bad, good] = [
      device.next('phone.add', { personId: 'p1', number: '13900000002' }),
      device.next('phone.add', { personId: 'p1', number: '13900000003' }),
    ]
    await takeBatch(central.deps, device.id, deliver(bad, good))
    const add = handlers['phone.add'] as CommandHandler
    handlers['phone.add'] = {
      ...add,
      judge: (db, command, context) => {
        if (command.payload['number'] === '13900000002') throw new Error('a defect')
        return add.judge(db, command, context)
      },
    }
    try {
      for (const { id, payload } of [bad, good]) {
        const at = Date.now() + 1000
        const number = String(payload['number'])
        await central.deps.database.write(async (db) => {
          await storeProof(db, `${id}-1`, { commandId: id }, { kind: 'sms-code', number, purpose: 'phone.add', at })
          await storeProof(db, `${id}-2`, { commandId: id }, { kind: 'face', personId: 'p1', passed: true, at })
        })
      }
      for (let round = 0; round < FAULTS_MOST; round++) await retryRound(central.deps)
    } finally {
      handlers['phone.add'] = add
    }
    const result = (id: string) => central.deps.database.read((db) => findRow(db, 'command_result', [id]))
    expect(await result(good.id)).toMatchObject({ state: 'effective' })
    expect(await result(bad.id)).toMatchObject({ state: 'returned' })
  })
})
