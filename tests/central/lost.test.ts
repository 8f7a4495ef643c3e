import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Command } from '../../src/contract/command.ts'
import { takeBatch } from '../../src/central/intake.ts'
import { takeLost } from '../../src/central/lost.ts'
import { listReports, putReport } from '../../src/central/store-reports.ts'
import type { DeviceRecord } from '../../src/central/device-record.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { enrolledDevice, type TestDevice } from '../support/device.ts'
import { forEachDatabase } from '../support/databases.ts'
import { personRow, phoneRow } from '../support/rows.ts'

forEachDatabase('acts that a desk has lost', (open) => {
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

  const act = (device: TestDevice, phoneId = 'f1') => device.next('phone.set-default', { personId: 'p1', phoneId })
  const send = (device: TestDevice, ...commands: Command[]) =>
    takeBatch(
      central.deps,
      device.id,
      commands.map((command) => ({ command, withdrawn: false })),
    )
  const deviceRow = async (id: string) =>
    central.deps.database.read((db) =>
      db.find<DeviceRecord>(
        sql('select id, hall_id, name, public_key, state, last_seq, chain_head from device where id = ?', [id]),
      ),
    )
  const reportsOf = async (device: TestDevice) => {
    const kept = await central.deps.database.read((db) =>
      db.all<{ id: string }>(sql('select id from store_report where device_id = ?', [device.id])),
    )
    const shown = await listReports(central.deps, 'h1')
    return shown.filter(({ id }) => kept.some((one) => one.id === id))
  }

  it('[SYNC-LOST] moves the chain on over what never came, tells the hall how many, and takes what follows', async () => {
    const device = await enrolledDevice(central.deps.database)
    await send(device, act(device))
    const lost = [act(device), act(device), act(device)]
    const declaration = device.lose(lost[0] as Command)
    const after = act(device, 'f2')
    expect(await send(device, after), 'the control: undeclared, the hole is a gap').toMatchObject({ stop: 'gap' })
    expect(await takeLost(central.deps, device.id, declaration)).toEqual({ lastSeq: 4, missing: 3 })
    expect(await send(device, after)).toMatchObject({ outcomes: [{ state: 'effective' }], lastSeq: 5 })
    expect(await reportsOf(device)).toMatchObject([{ kind: 'acts-lost', detail: { from: 2, to: 4, missing: 3 } }])
    const [audited] = await central.deps.database.read((db) =>
      db.all<{ detail: string }>(
        sql("select detail from audit where action = 'store.acts-lost' and subjects = ?", [
          JSON.stringify([device.id]),
        ]),
      ),
    )
    expect(JSON.parse(audited?.detail ?? '')).toMatchObject({ missing: 3 })
  })

  it('[SYNC-LOST] takes a declaration as often as it comes, once', async () => {
    const device = await enrolledDevice(central.deps.database)
    const declaration = device.lose(act(device))
    const first = await takeLost(central.deps, device.id, declaration)
    const after = act(device)
    await send(device, after)
    expect(await takeLost(central.deps, device.id, declaration)).toEqual({ ...first, lastSeq: 2 })
    expect(await reportsOf(device)).toHaveLength(1)
    expect(await deviceRow(device.id)).toMatchObject({ state: 'active', last_seq: 2 })
  })

  it('[SYNC-LOST] calls nothing lost that came here before it was', async () => {
    const device = await enrolledDevice(central.deps.database)
    const commands = [act(device), act(device), act(device)]
    await send(device, ...commands)
    const before = await deviceRow(device.id)
    const declaration = device.lose(commands[1] as Command)
    expect(await takeLost(central.deps, device.id, declaration)).toEqual({ lastSeq: 3, missing: 0 })
    expect(await deviceRow(device.id)).toEqual(before)
    expect(await reportsOf(device)).toEqual([])
    expect(await send(device, act(device))).toMatchObject({ outcomes: [{ state: 'effective' }] })
  })

  it('[SYNC-LOST] counts only those that never came where some did', async () => {
    const device = await enrolledDevice(central.deps.database)
    const commands = [act(device), act(device), act(device), act(device)]
    await send(device, ...commands.slice(0, 2))
    expect(await takeLost(central.deps, device.id, device.lose(commands[0] as Command))).toEqual({
      lastSeq: 4,
      missing: 2,
    })
    expect(await reportsOf(device)).toMatchObject([{ detail: { from: 3, to: 4, missing: 2 } }])
    expect(await send(device, act(device))).toMatchObject({ outcomes: [{ state: 'effective' }], lastSeq: 5 })
  })

  it('[SYNC-LOST] believes no other signature, range or device', async () => {
    const device = await enrolledDevice(central.deps.database)
    const other = await enrolledDevice(central.deps.database)
    const declaration = device.lose(act(device))
    const before = await deviceRow(device.id)
    for (const [spoilt, stop] of [
      [{ ...declaration, to: 9 }, 'bad-signature'],
      [{ ...declaration, head: 'e'.repeat(64) }, 'bad-signature'],
      [other.lose(declaration.from === 1 ? { seq: 1, prev: declaration.prev } : act(other)), 'bad-signature'],
      [device.lose({ seq: 2, prev: declaration.head }, { to: 1 }), 'bad-signature'],
      [device.lose({ seq: 3, prev: declaration.head }, { to: 5 }), 'gap'],
    ] as const)
      expect(await takeLost(central.deps, device.id, spoilt)).toMatchObject({ stop, missing: 0 })
    expect(await deviceRow(device.id)).toEqual(before)
  })

  it('[TRUST-18] takes a hole that doesn’t fit the chain for another history, and keeps it for people', async () => {
    const device = await enrolledDevice(central.deps.database)
    const commands = [act(device), act(device)]
    await send(device, ...commands)
    const forked = device.lose({ seq: 2, prev: 'd'.repeat(64) })
    expect(await takeLost(central.deps, device.id, forked)).toMatchObject({ stop: 'forked' })
    expect(await deviceRow(device.id)).toMatchObject({ state: 'quarantined', last_seq: 2 })
    const kept = await central.deps.database.read((db) =>
      db.all<{ envelope: string }>(sql('select envelope from quarantine where device_id = ?', [device.id])),
    )
    expect(kept.map(({ envelope }) => JSON.parse(envelope) as unknown)).toEqual([forked])
  })

  it('[TRUST-7] keeps what a desk’s storage had to say, once, for its own hall', async () => {
    const device = await enrolledDevice(central.deps.database)
    const record = (await deviceRow(device.id)) as DeviceRecord
    const report = { id: `r-${device.id}`, kind: 'tail-lost' as const, foundAt: 5, detail: { transactions: 4 } }
    for (let time = 0; time < 2; time++)
      await central.deps.database.write((db) => putReport(central.deps, db, record, report))
    expect(await reportsOf(device)).toMatchObject([{ ...report, device: '1号窗口' }])
    expect((await listReports(central.deps, 'h2')).filter(({ id }) => id === report.id)).toEqual([])
    // Lost acts stay on the list of the hall they were recorded in, wherever the desk works by now.
    await central.deps.database.write((db) => db.run(sql("update device set hall_id = 'h2' where id = ?", [device.id])))
    expect((await listReports(central.deps, 'h1')).map(({ id }) => id)).toContain(report.id)
  })
})
