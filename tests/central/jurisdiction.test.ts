import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeBatch } from '../../src/central/intake.ts'
import type { Command } from '../../src/contract/command.ts'
import { sql } from '../../src/storage/database.ts'
import { findRow, putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { forEachDatabase } from '../support/databases.ts'
import { enrolledDevice, type TestDevice } from '../support/device.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

forEachDatabase('jurisdiction', (open) => {
  let central: TestCentral
  let device: TestDevice
  beforeAll(async () => {
    central = await startCentral({ database: await open() })
    await central.change(async (work) => {
      for (const [person, hall] of [
        ['p1', 'h1'],
        ['p2', 'h2'],
        ['p3', 'h2'],
      ] as const) {
        await putRow(work, 'person', personRow(person, hall))
        await putRow(work, 'phone', phoneRow(`${person}-a`, person, `138000000${person.slice(1)}1`))
        await putRow(work, 'phone', phoneRow(`${person}-b`, person, `138000000${person.slice(1)}2`, { is_default: 0 }))
      }
      await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
      await putRow(work, 'enterprise', enterpriseRow('e2', 'h2'))
      // p3 lives elsewhere and works here.
      await putRow(work, 'relation', relationRow('r3', 'h1', 'e1', 'p3'))
      await putRow(work, 'relation', relationRow('r2', 'h2', 'e2', 'p2'))
    })
    device = await enrolledDevice(central.deps.database)
  })
  afterAll(() => central.close())

  const send = async (name: string, payload: Command['payload'], changes: Partial<Command> = {}) => {
    const command = device.next(name, payload, changes)
    const answer = await takeBatch(central.deps, device.id, [{ command, withdrawn: false }])
    return { ...answer.outcomes[0], id: command.id }
  }
  const makeDefault = (personId: string) => send('phone.set-default', { personId, phoneId: `${personId}-b` })
  const of = (personId: string) =>
    ({ visitId: 'v', personId, presence: 'card-reader', acting: { kind: 'personal' }, since: 0 }) as const
  const foreign = { state: 'returned', refusal: { code: 'subject-foreign-hall', rule: 'OP-25' } }

  it('[OP-25] takes acts for people of the hall, and for people who work in it', async () => {
    expect(await makeDefault('p1')).toMatchObject({ state: 'effective' })
    expect(await makeDefault('p3')).toMatchObject({ state: 'effective' })
  })

  it('[OP-25] sends back an act about somebody of another hall, without effect and with its audit row', async () => {
    const outcome = await makeDefault('p2')
    expect(outcome).toMatchObject(foreign)
    const row = await central.deps.database.read((db) => findRow(db, 'phone', ['p2-b']))
    expect(row).toMatchObject({ is_default: 0 })
    const audit = await central.deps.database.read((db) =>
      db.find<{ chain: string; detail: string }>(sql('select * from audit where command_id = ?', [outcome.id])),
    )
    expect(audit).toMatchObject({ chain: 'h1' })
    expect(JSON.parse(audit?.detail ?? '{}')).toMatchObject({ outcome: 'returned', code: 'subject-foreign-hall' })
  })

  it('[OP-25] sends back an act on a relation, a visitor or an enterprise of another hall', async () => {
    expect(await send('relation.delete', { relationId: 'r2', enterpriseId: 'e1', personId: 'p1' })).toMatchObject(
      foreign,
    )
    expect(await send('phone.set-default', { personId: 'p1', phoneId: 'p1-a' }, { visit: of('p2') })).toMatchObject(
      foreign,
    )
    const terms = { enterpriseId: 'e2', identityName: '开票', description: '', functions: [] }
    // Someone of the hall beside them doesn't make another hall's enterprise its business; to apply to join it does.
    expect(await send('permission.add-identity', terms, { visit: of('p1') })).toMatchObject(foreign)
  })

  it('[OP-25] lets an enterprise of the hall name somebody from elsewhere', async () => {
    const named = { enterpriseId: 'e1', personId: 'p2', personName: '张三', documentType: 'resident-id' }
    const terms = {
      documentNumber: 'number of p2',
      identityType: 'staff-full',
      functions: [],
      validUntil: '2030-01-01',
    }
    const outcome = await send('relation.add', { ...named, ...terms }, { visit: of('p3') })
    expect(outcome).not.toMatchObject(foreign)
    expect(outcome).not.toMatchObject({ refusal: { code: 'command-malformed' } })
  })

  it('[OP-25] gives the result of a forged operator to the hall of the desk that sent it', async () => {
    const operator = { staffId: 'clerk-h2', role: 'clerk', hallId: 'h2' } as const
    const { id } = await send('phone.set-default', { personId: 'p1', phoneId: 'p1-a' }, { operator })
    expect(await central.deps.database.read((db) => findRow(db, 'command_result', [id]))).toMatchObject({
      hall_id: 'h1',
      state: 'returned',
    })
    expect(
      await central.deps.database.read((db) => db.find(sql('select * from audit where command_id = ?', [id]))),
    ).toMatchObject({
      chain: 'h1',
    })
  })
})
