import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { commandHandlers } from '../../../src/storage/commands.ts'
import type { CommandHandler } from '../../../src/storage/feature.ts'
import { openTrip, type Trip } from './trip.ts'

let trip: Trip
const handlers = commandHandlers as Record<string, CommandHandler>
const setDefault = handlers['phone.set-default'] as CommandHandler

beforeAll(async () => {
  trip = await openTrip()
}, 60_000)
afterEach(() => {
  handlers['phone.set-default'] = setDefault
})
afterAll(() => trip.close())

/** What the central noted last about a bundle, in the audit of its hall. */
const lastNote = async () => {
  const row = await trip.central.deps.database.read((db) =>
    db.find<{ detail: string }>(
      sql("select detail from audit where action = 'field.bundle' order by seq desc limit 1"),
    ),
  )
  return JSON.parse(row?.detail ?? '{}') as unknown
}

it('[FIELD-ONCE] says why it stopped halfway, to whoever carried it and to its desk', async () => {
  const { field, hall } = trip
  const personId = await trip.receive()
  const first = await trip.makeDefault(personId, 2)
  const second = await trip.makeDefault(personId, 1)
  const { content } = await field.get('field.export', {})
  // A defect of the central's: it can't be asked about the second act.
  handlers['phone.set-default'] = {
    ...setDefault,
    judge: (db, command, context) => {
      if (command.payload['phoneId'] === `${personId}-1`) throw new Error('a defect')
      return setDefault.judge(db, command, context)
    },
  }
  const stopped = await hall.get('field.deliver', { content })
  handlers['phone.set-default'] = setDefault
  expect(stopped).toMatchObject({ stop: 'faulted', tally: { commands: 1, effective: 1 } })
  expect(await lastNote()).toMatchObject({ stop: 'faulted', commands: 1 })
  const taken = await field.get('field.take-receipt', { content: stopped.content })
  expect(taken).toMatchObject({ stop: 'faulted', tally: { commands: 1 } })
  expect(taken.rows).toBeGreaterThan(0)
  expect(await trip.stateOf(first.commandId)).toBe('effective')
  expect(await trip.stateOf(second.commandId)).toBe('recorded')

  // The same file once more goes to its end, and says nothing of a stop.
  const whole = await hall.get('field.deliver', { content })
  expect(whole).toMatchObject({ tally: { commands: 2, effective: 2 } })
  expect(whole).not.toHaveProperty('stop')
  expect(await lastNote()).not.toHaveProperty('stop')
  expect(await field.get('field.take-receipt', { content: whole.content })).not.toHaveProperty('stop')
  expect(await trip.stateOf(second.commandId)).toBe('effective')
})

it('[FIELD-RECEIPT] brings a desk that is put in quarantine nothing new of its hall', async () => {
  const { central, field, hall } = trip
  const personId = await trip.receive()
  const first = await trip.makeDefault(personId, 2)
  const ahead = await field.get('field.export', {})
  await hall.get('field.deliver', { content: ahead.content })
  // Another history of the same desk has come here since.
  const device = field.running.desk.enrolment?.deviceId
  await central.deps.database.write((db) =>
    db.run(sql('update device set chain_head = ? where id = ?', ['f'.repeat(64), device])),
  )
  const second = await trip.makeDefault(personId, 1)
  const { content } = await field.get('field.export', {})
  const stopped = await hall.get('field.deliver', { content })
  expect(stopped).toMatchObject({ stop: 'forked', tally: { commands: 1, effective: 1 } })
  const taken = await field.get('field.take-receipt', { content: stopped.content })
  expect(taken).toMatchObject({ stop: 'forked', rows: 0 })
  expect(await trip.stateOf(first.commandId)).toBe('delivered')
  expect(await trip.stateOf(second.commandId)).toBe('recorded')
  expect(await hall.call('field.deliver', { content })).toMatchObject({
    kind: 'refused',
    refusal: { code: 'bundle-device-inactive' },
  })
})
