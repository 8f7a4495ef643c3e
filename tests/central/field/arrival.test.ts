import { afterAll, beforeAll, expect, it } from 'vitest'
import { REQUEST_WITHIN } from '../../../src/central/app.ts'
import {
  bundleHeader,
  BUNDLE_FILLED_AT,
  BUNDLE_MAGIC,
  headerTextOf,
  readFieldFile,
  writeFieldFile,
} from '../../../src/contract/bundle.ts'
import { openTrip, type Trip } from '../../worker/field/trip.ts'

let trip: Trip

beforeAll(async () => {
  trip = await openTrip()
}, 60_000)
afterAll(() => trip.close())

/** What a line of two megabits carries, in bytes a millisecond. */
const LINE = 2_000_000 / 8 / 1000

it('[FIELD-BUNDLE] is filled with no more than an ordinary line carries in the time a request has', () => {
  expect(BUNDLE_FILLED_AT / LINE).toBeLessThan(REQUEST_WITHIN)
})

it('[FIELD-BUNDLE] is heard to its end at the central when it is full', async () => {
  const personId = await trip.receive()
  await trip.makeDefault(personId, 2)
  const { content } = await trip.field.get('field.export', {})
  const file = readFieldFile(BUNDLE_MAGIC, bundleHeader, content)
  if (typeof file === 'string') throw new Error(file)
  const body = new Uint8Array(BUNDLE_FILLED_AT)
  const headerText = headerTextOf({ ...file.header, bodyBytes: body.length })
  const full = writeFieldFile(BUNDLE_MAGIC, headerText, file.signature, body)
  // Nobody signed this: that the central says so means that it had every byte.
  expect(await trip.hall.call('field.deliver', { content: full })).toMatchObject({
    kind: 'refused',
    refusal: { code: 'bundle-forged' },
  })
})
