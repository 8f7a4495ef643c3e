import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { sql } from '../../../src/storage/database.ts'
import { jpeg } from '../../support/pictures.ts'
import { openTrip, type Trip } from './trip.ts'

let trip: Trip

beforeAll(async () => {
  trip = await openTrip()
}, 60_000)
afterAll(() => trip.close())

it('[FIELD-BUNDLE] carries the pictures that a central had before it was restored, and the act counts with them', async () => {
  const { central, field, hall, road } = trip
  const personId = await trip.receive()
  const { id } = await field.get('attachment.put', { content: jpeg(600, 400, 900), purpose: 'scene' })
  const number = '13912340001'
  const { commandId } = await field.get('phone.add', { personId, number, scenePhotoAttachmentId: id })
  const findPicture = () =>
    central.deps.database.read((db) => db.find(sql('select sha256 from attachment where id = ?', [id])))
  // The line lasts for the picture and breaks before its act.
  road.travel((_method, path) => (path === '/v1/desk/commands' ? 'drop' : 'none'))
  field.running.link.wake()
  await vi.waitFor(async () => {
    expect(await findPicture()).toBeDefined()
  })
  road.travel(() => 'drop')
  await trip.restore()
  await central.deps.database.write((db) => db.run(sql('delete from attachment where id = ?', [id])))

  const bundle = await field.get('field.export', {})
  expect(bundle).toMatchObject({ commands: 1, attachments: 1 })
  const receipt = await hall.get('field.deliver', { content: bundle.content })
  expect(await findPicture()).toBeDefined()
  await field.get('field.take-receipt', { content: receipt.content })
  road.travel()
  await field.settle()
  expect(await trip.stateOf(commandId)).not.toBe('recorded')
  expect(await findPicture()).toBeDefined()
})
