import { afterAll, beforeAll, expect, it } from 'vitest'
import { storeProof } from '../../src/central/held.ts'
import type { DeviceRecord } from '../../src/central/device-record.ts'
import { takeBatch } from '../../src/central/intake.ts'
import { signInStaff } from '../../src/central/staff.ts'
import type { Command } from '../../src/contract/command.ts'
import { findAuditBreak } from '../../src/storage/audit.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enrolledDevice, type TestDevice } from '../support/device.ts'
import { personRow, phoneRow } from '../support/rows.ts'

const ROUNDS = 15

forEachDatabase('desks at the same time', (open) => {
  let central: TestCentral
  let devices: [TestDevice, TestDevice]
  let elsewhere: TestDevice
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    await central.change(async (work) => {
      await putRow(work, 'person', personRow('p1', 'h1'))
      await putRow(work, 'person', personRow('p2', 'h1'))
      await putRow(work, 'person', personRow('p3', 'h2'))
    })
    elsewhere = await enrolledDevice(central.deps.database, 'h2')
    devices = [await enrolledDevice(central.deps.database), await enrolledDevice(central.deps.database)]
  })
  afterAll(() => central.close())

  const send = (device: TestDevice, command: Command) =>
    takeBatch(central.deps, device.id, [{ command, withdrawn: false }])
  const all = <Row>(text: string) => central.deps.database.read((db) => db.all<Row>(sql(text)))

  it('[R-PHN-13] never deletes the number that becomes the default at the same moment', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await central.change(async (work) => {
        await work.db.run(sql("delete from phone where person_id = 'p1'"))
        await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
        await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
      })
      const [makeDefault, remove] = [
        devices[0].next('phone.set-default', { personId: 'p1', phoneId: 'f2' }),
        devices[1].next('phone.delete', { personId: 'p1', phoneId: 'f2' }),
      ]
      await Promise.all([send(devices[0], makeDefault), send(devices[1], remove)])
      expect(await all("select id from phone where person_id = 'p1' and is_default = 1")).toHaveLength(1)
    }
  }, 60_000)

  const takeTogether = async (number: string, takers: readonly (readonly [TestDevice, string])[]) => {
    const commands = takers.map(([device, personId]) => device.next('phone.add', { personId, number }))
    const at = Date.now()
    await central.deps.database.write(async (db) => {
      // Nobody runs into the limit of numbers over the rounds.
      await db.run(sql('delete from phone'))
      for (const { id, payload } of commands) {
        const target = { commandId: id }
        await storeProof(db, `${id}-1`, target, { kind: 'sms-code', number, purpose: 'phone.add', at })
        const personId = String(payload['personId'])
        await storeProof(db, `${id}-2`, target, { kind: 'face', personId, passed: true, at })
      }
    })
    const answers = await Promise.all(takers.map(([device], i) => send(device, commands[i] as Command)))
    expect(answers.map(({ stop }) => stop)).toEqual(takers.map(() => undefined))
    expect(await all(`select id from phone where number = '${number}' and state = 'bound'`)).toHaveLength(1)
  }

  it('[R-PHN-01] gives a number that two people take at the same moment to one of them, and faults nobody', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const number = `1390000${String(1000 + round)}`
      await takeTogether(number, [
        [devices[0], 'p1'],
        [devices[1], 'p2'],
      ])
    }
  }, 60_000)

  it('[R-PHN-01] does so across halls, which take no turns', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const number = `1390001${String(1000 + round)}`
      await takeTogether(number, [
        [devices[0], 'p1'],
        [elsewhere, 'p3'],
      ])
    }
  }, 60_000)

  it('[TRUST-38] counts wrong passwords that come at the same moment one by one', async () => {
    const device = await central.deps.database.read((db) =>
      db.find<DeviceRecord>(sql('select * from device where id = ?', [devices[0].id])),
    )
    if (device === undefined) throw new Error('the device is not there')
    const guess = () =>
      signInStaff(central.deps, device, { login: 'clerk-h1', password: 'wrong' }).catch((error: unknown) => error)
    await Promise.all(Array.from({ length: 8 }, guess))
    const [secret] = await all<{ failures: number; blocked_until: number | null }>(
      "select failures, blocked_until from staff_secret where staff_id = 'clerk-h1'",
    )
    expect(secret?.failures).toBe(5)
    expect(secret?.blocked_until).not.toBeNull()
  }, 60_000)

  it('[SYNC-DOWN] leaves feed and audit without a gap', async () => {
    const rows = await all<{ seq: number }>("select seq from feed where hall_id = 'h1' order by seq")
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, i) => i + 1))
    const { database, sha256 } = central.deps
    expect(await database.read((db) => findAuditBreak(db, { chain: 'h1', hash: sha256 }))).toBeUndefined()
  })
})
