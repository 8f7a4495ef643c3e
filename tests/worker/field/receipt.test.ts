import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { exportBundle } from '../../../src/worker/field/export.ts'
import { makeDefaultAtCentral, openTrip, type Trip } from './trip.ts'

let trip: Trip

beforeAll(async () => {
  trip = await openTrip()
}, 60_000)
afterAll(() => trip.close())

/** Takes a receipt on a disk that has no room for this one change, and then with room. */
async function takeTwice(
  content: Uint8Array<ArrayBuffer>,
  change: string,
  between: () => Promise<void>,
): Promise<void> {
  const { field } = trip
  const { database } = field.running.desk
  const full = `create trigger full before ${change} begin select raise(abort, 'no room'); end`
  await database.write((db) => db.run(sql(full)))
  expect(await field.call('field.take-receipt', { content })).toMatchObject({ kind: 'fault' })
  await database.write((db) => db.run(sql('drop trigger full')))
  await between()
  await field.get('field.take-receipt', { content })
}

/** Which receipts the desk says it has taken, by its audit. */
const countTaken = async () => {
  const found = await trip.field.running.desk.database.read((db) =>
    db.find<{ n: number }>(sql("select count(*) as n from audit where action = 'field.take-receipt'")),
  )
  return found?.n
}

it('[FIELD-RECEIPT] is taken again when there was no room for the rows that follow what was delivered', async () => {
  const { field, hall } = trip
  const personId = await trip.receive()
  const { commandId } = await trip.makeDefault(personId, 2)
  const bundle = await field.get('field.export', {})
  const { content } = await hall.get('field.deliver', { content: bundle.content })
  await takeTwice(content, "update on outbox when new.state = 'effective'", async () => {
    expect(await trip.stateOf(commandId)).toBe('delivered')
    expect((await field.get('field.bundles', {}))[0]).toMatchObject({ answeredAt: null })
    expect(await countTaken()).toBe(0)
  })
  expect(await trip.stateOf(commandId)).toBe('effective')
  expect((await field.get('field.bundles', {}))[0]?.answeredAt).not.toBeNull()
  expect(await countTaken()).toBe(1)
})

it('[FIELD-RECEIPT] is taken again when there was no room for what came back', async () => {
  const { central, field, hall, road } = trip
  const personId = await trip.receive()
  const { commandId } = await field.get('phone.delete', { personId, phoneId: `${personId}-2` })
  const bundle = await field.get('field.export', {})
  await makeDefaultAtCentral(central, personId)
  // No rows come along, so that what came back is believed by itself.
  await trip.restore()
  const { content } = await hall.get('field.deliver', { content: bundle.content })
  await takeTwice(content, "update on outbox when new.state = 'returned'", async () => {
    expect(await trip.stateOf(commandId)).toBe('delivered')
  })
  expect(await field.get('outbox.detail', { commandId })).toMatchObject({
    state: 'returned',
    refusal: { rule: 'R-PHN-13' },
  })
  road.travel()
  await field.settle()
})

it('[FIELD-RECEIPT] is taken again, and nothing counts twice, when it could not be noted as used', async () => {
  const { central, field, hall } = trip
  const personId = await trip.receive()
  const made = await trip.makeDefault(personId, 2)
  const withdrawn = await field.get('phone.delete', { personId, phoneId: `${personId}-1` })
  const bundle = await field.get('field.export', {})
  await field.get('outbox.withdraw', { commandId: withdrawn.commandId })
  const { content } = await hall.get('field.deliver', { content: bundle.content })
  const rows = () =>
    field.running.desk.database.read(async (db) => [
      await db.all(sql('select * from phone order by id')),
      await db.all(sql('select command_id, state, tries, refusal, withdrawn_late from outbox order by seq')),
      await db.all(sql('select * from undo_row')),
    ])
  let before: unknown
  await takeTwice(content, 'update on field_bundle', async () => {
    before = await rows()
  })
  expect(await rows()).toEqual(before)
  expect(await trip.stateOf(made.commandId)).toBe('effective')
  expect(await field.get('outbox.detail', { commandId: withdrawn.commandId })).toMatchObject({
    state: 'held',
    withdrawnLate: true,
  })
  const atCentral = await central.deps.database.read((db) => db.all(sql('select id, version from phone order by id')))
  expect(((await rows())[0] as { id: string; version: number }[]).map(({ id, version }) => ({ id, version }))).toEqual(
    atCentral,
  )
})

it('[FIELD-RECEIPT] of the second of two files that left together brings its rows too', async () => {
  const { field, hall } = trip
  const personId = await trip.receive()
  const acts = [await trip.makeDefault(personId, 2), await trip.makeDefault(personId, 1)]
  const { desk } = field.running
  const first = await exportBundle(desk, {}, 1)
  const second = await exportBundle(desk, { from: first.lastSeq + 1 }, 1)
  for (const { content } of [first, second]) {
    const receipt = await hall.get('field.deliver', { content })
    expect((await field.get('field.take-receipt', { content: receipt.content })).rows).toBeGreaterThan(0)
  }
  for (const { commandId } of acts) expect(await trip.stateOf(commandId)).toBe('effective')
})
