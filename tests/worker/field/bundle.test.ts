import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSigningKeys } from '../../../src/central/field/box.ts'
import { newSealingKeys } from '../../../src/central/sealed-box.ts'
import {
  bundleHeader,
  BUNDLE_MAGIC,
  headerTextOf,
  readFieldFile,
  writeFieldFile,
} from '../../../src/contract/bundle.ts'
import { sql } from '../../../src/storage/database.ts'
import { findRow } from '../../../src/storage/rows.ts'
import { exportBundle } from '../../../src/worker/field/export.ts'
import type { TestCentral } from '../../support/central.ts'
import type { TestDesk } from '../../support/desk.ts'
import { jpeg } from '../../support/pictures.ts'
import type { Road } from '../../support/road.ts'
import { chanceOf, chooseSeed, often } from '../../support/soak.ts'
import { makeDefaultAtCentral, openTrip, type Trip } from './trip.ts'

let trip: Trip
let central: TestCentral
let road: Road
let field: TestDesk
let hall: TestDesk

beforeAll(async () => {
  trip = await openTrip()
  ;({ central, road, field, hall } = trip)
}, 60_000)
afterAll(() => trip.close())

const receive = () => trip.receive()
const makeDefault = (personId: string, n: 1 | 2) => trip.makeDefault(personId, n)
const stateOf = (commandId: string) => trip.stateOf(commandId)
const phoneAtCentral = (id: string) => trip.phoneAtCentral(id)
const phoneAt = (desk: TestDesk, id: string) => desk.running.desk.database.read((db) => findRow(db, 'phone', [id]))
const counted = (table: string) =>
  central.deps.database.read((db) => db.find<{ n: number }>(sql(`select count(*) as n from ${table}`)))
const everything = async () => [await counted('intake'), await counted('audit'), await counted('attachment')]
const refusedWith = (code: string) =>
  expect.objectContaining({ kind: 'refused', refusal: expect.objectContaining({ code }) as unknown }) as unknown

describe('an outbox that travels as a file', () => {
  it('[FIELD-BUNDLE] takes effect at the central, and its desk hears so without having seen a network', async () => {
    const personId = await receive()
    const { commandId } = await makeDefault(personId, 2)
    const bundle = await field.get('field.export', {})
    expect(bundle).toMatchObject({ commands: 1, attachments: 0, next: null, bytes: bundle.content.length })
    expect(await stateOf(commandId)).toBe('recorded')
    const receipt = await hall.get('field.deliver', { content: bundle.content })
    expect(receipt.tally).toMatchObject({ commands: 1, effective: 1, returned: 0 })
    expect(await phoneAtCentral(`${personId}-2`)).toMatchObject({ is_default: 1 })
    const before = road.travelled.length
    const taken = await field.get('field.take-receipt', { content: receipt.content })
    expect(taken.rows).toBeGreaterThan(0)
    expect(await stateOf(commandId)).toBe('effective')
    expect(await phoneAt(field, `${personId}-2`)).toEqual(await phoneAtCentral(`${personId}-2`))
    expect(road.travelled.slice(before).filter((one) => one.endsWith('/v1/desk/commands'))).toEqual([])
    expect((await field.get('field.bundles', {}))[0]).toMatchObject({ commands: 1, answeredAt: taken.madeAt })
    // The network agrees: nothing is sent again, nothing counts twice.
    const takenBefore = await counted('intake')
    road.travel()
    await field.settle()
    expect(await counted('intake')).toEqual(takenBefore)
    expect(await stateOf(commandId)).toBe('effective')
  })

  it('[FIELD-ONCE] counts once: carried twice, and sent by its own desk too', async () => {
    const personId = await receive()
    const { commandId } = await makeDefault(personId, 2)
    const bundle = await field.get('field.export', {})
    const first = await hall.get('field.deliver', { content: bundle.content })
    const version = (await phoneAtCentral(`${personId}-2`))?.['version']
    const second = await hall.get('field.deliver', { content: bundle.content })
    expect(second.tally).toEqual(first.tally)
    road.travel()
    await field.settle()
    expect(await stateOf(commandId)).toBe('effective')
    expect((await phoneAtCentral(`${personId}-2`))?.['version']).toBe(version)
    // A receipt that comes after the network knows nothing new and breaks nothing.
    expect((await field.get('field.take-receipt', { content: second.content })).rows).toBe(0)
    expect(await stateOf(commandId)).toBe('effective')
  })

  it('[FIELD-ONCE] refuses a later bundle before the one it follows, in words', async () => {
    const personId = await receive()
    await makeDefault(personId, 2)
    const first = await field.get('field.export', {})
    await makeDefault(personId, 1)
    const second = await field.get('field.export', { from: first.lastSeq + 1 })
    expect(second.firstSeq).toBe(first.lastSeq + 1)
    const before = await everything()
    const answer = await hall.call('field.deliver', { content: second.content })
    expect(answer).toEqual(refusedWith('bundle-gap'))
    expect(await everything()).toEqual(before)
    await hall.get('field.deliver', { content: first.content })
    const receipt = await hall.get('field.deliver', { content: second.content })
    expect(receipt.tally).toMatchObject({ effective: 1 })
    await field.get('field.take-receipt', { content: receipt.content })
    expect(await phoneAt(field, `${personId}-1`)).toEqual(await phoneAtCentral(`${personId}-1`))
  })

  it('[FIELD-BUNDLE] carries the pictures along, and leaves to the next file what doesn’t fit', async () => {
    const personId = await receive()
    const { id } = await field.get('attachment.put', { content: jpeg(600, 400, 900), purpose: 'scene' })
    const number = '13912340001'
    await field.get('phone.add', { personId, number, scenePhotoAttachmentId: id })
    await makeDefault(personId, 2)
    const { desk } = field.running
    const first = await exportBundle(desk, {}, 1)
    expect(first).toMatchObject({ commands: 1, attachments: 1, next: first.lastSeq + 1 })
    const second = await exportBundle(desk, { from: first.lastSeq + 1 }, 1)
    expect(second).toMatchObject({ commands: 1, attachments: 0, next: null })
    for (const { content } of [first, second]) {
      const receipt = await hall.get('field.deliver', { content })
      await field.get('field.take-receipt', { content: receipt.content })
    }
    const picture = (one: TestDesk['running']['desk']['database']) =>
      one.read((db) => db.find<{ sha256: string }>(sql('select sha256 from attachment where id = ?', [id])))
    expect((await picture(central.deps.database))?.sha256).toBe((await picture(desk.database))?.sha256)
    const kept = await desk.database.read((db) =>
      db.find(sql('select delivered_at from attachment where id = ? and delivered_at is not null', [id])),
    )
    expect(kept).toBeDefined()
  })

  it('[FIELD-RECEIPT] tells what was returned as work, and a withdrawal that came too late', async () => {
    const personId = await receive()
    const deleted = await field.get('phone.delete', { personId, phoneId: `${personId}-2` })
    const bundle = await field.get('field.export', {})
    // The clerk takes it back after the file has left; the central has it by then.
    await field.get('outbox.withdraw', { commandId: deleted.commandId })
    // Meanwhile somebody else made the number the default, which can't be deleted (R-PHN-13).
    await makeDefaultAtCentral(central, personId)
    const receipt = await hall.get('field.deliver', { content: bundle.content })
    expect(receipt.tally).toMatchObject({ returned: 1 })
    await field.get('field.take-receipt', { content: receipt.content })
    const detail = await field.get('outbox.detail', { commandId: deleted.commandId })
    expect(detail).toMatchObject({ state: 'returned', refusal: { rule: 'R-PHN-13' }, withdrawnLate: true })
    expect(await phoneAt(field, `${personId}-2`)).toEqual(await phoneAtCentral(`${personId}-2`))
  })

  it('[FIELD-RECEIPT] believes delivered alone, and returned, where the rows can’t come along', async () => {
    const personId = await receive()
    const { commandId } = await makeDefault(personId, 2)
    const bundle = await field.get('field.export', {})
    // The central was restored: the desk's cursor fits its feed no more.
    await trip.restore()
    const receipt = await hall.get('field.deliver', { content: bundle.content })
    const taken = await field.get('field.take-receipt', { content: receipt.content })
    expect(taken.rows).toBe(0)
    expect(await stateOf(commandId)).toBe('delivered')
    expect(await phoneAt(field, `${personId}-2`)).toMatchObject({ is_default: 1 })
    road.travel()
    await field.settle()
    await hall.settle()
    expect(await stateOf(commandId)).toBe('effective')
  })

  it('[FIELD-RECEIPT] refuses a receipt that was used, changed, cut, made for another desk, or by nobody', async () => {
    const personId = await receive()
    await makeDefault(personId, 2)
    const bundle = await field.get('field.export', {})
    const { content } = await hall.get('field.deliver', { content: bundle.content })
    const changed = content.slice()
    changed[changed.length - 3] = (changed.at(-3) ?? 0) ^ 1
    expect(await field.call('field.take-receipt', { content: changed })).toEqual(refusedWith('receipt-forged'))
    const cut = content.slice(0, -1)
    expect(await field.call('field.take-receipt', { content: cut })).toEqual(refusedWith('receipt-cut'))
    expect(await hall.call('field.take-receipt', { content })).toEqual(refusedWith('receipt-other-desk'))
    expect(await field.call('field.take-receipt', { content: bundle.content })).toEqual(refusedWith('receipt-foreign'))
    const { deps } = central
    const stranger = { ...deps, signing: newSigningKeys() }
    const { takeBundle } = await import('../../../src/central/field/take.ts')
    const carrier = await deps.database.read((db) => db.find(sql('select * from device limit 1')))
    const forged = await takeBundle(stranger, carrier as never, Buffer.from(bundle.content))
    const content2 = new Uint8Array(Buffer.from(forged.receipt, 'base64'))
    expect(await field.call('field.take-receipt', { content: content2 })).toEqual(refusedWith('receipt-forged'))
    await field.get('field.take-receipt', { content })
    expect(await field.call('field.take-receipt', { content })).toEqual(refusedWith('receipt-used'))
  })
})

describe('a bundle that isn’t as its desk made it', () => {
  it('[FIELD-BUNDLE] is refused with every byte changed or cut that chance picks, and changes nothing', async () => {
    const chance = chanceOf(chooseSeed('changed bundles'))
    const personId = await receive()
    await makeDefault(personId, 2)
    const { content } = await field.get('field.export', {})
    const before = await everything()
    const codes = new Set<string>()
    for (let n = 0; n < often(60, 1000); n++) {
      const spoiled = n % 3 === 0 ? content.slice(0, Math.floor(chance() * content.length)) : content.slice()
      const place = Math.floor(chance() * spoiled.length)
      if (n % 3 !== 0) spoiled[place] = (spoiled[place] ?? 0) ^ (1 << Math.floor(chance() * 8))
      const answer = await hall.call('field.deliver', { content: spoiled })
      expect(answer.kind, `byte ${String(place)} of ${String(spoiled.length)}`).toBe('refused')
      if (answer.kind === 'refused') codes.add(answer.refusal.code)
    }
    expect(await everything()).toEqual(before)
    expect(codes).toContain('bundle-cut')
    expect(codes).toContain('bundle-forged')
    // The control: unchanged, the very same bytes are taken.
    expect((await hall.get('field.deliver', { content })).tally).toMatchObject({ effective: 1 })
  })

  it('[FIELD-BUNDLE] is refused from a stranger, from a barred desk, and by another central', async () => {
    const personId = await receive()
    await makeDefault(personId, 2)
    const { content } = await field.get('field.export', {})
    const file = readFieldFile(BUNDLE_MAGIC, bundleHeader, content)
    if (typeof file === 'string') throw new Error(file)
    const claimed = headerTextOf({ ...file.header, device: hall.running.desk.enrolment?.deviceId ?? '' })
    const stolen = writeFieldFile(BUNDLE_MAGIC, claimed, file.signature, file.body)
    expect(await hall.call('field.deliver', { content: stolen })).toEqual(refusedWith('bundle-forged'))
    const nobody = headerTextOf({ ...file.header, device: 'nobody' })
    const unknown = writeFieldFile(BUNDLE_MAGIC, nobody, file.signature, file.body)
    expect(await hall.call('field.deliver', { content: unknown })).toEqual(refusedWith('bundle-device-unknown'))
    const setState = (state: string) =>
      central.deps.database.write((db) =>
        db.run(sql('update device set state = ? where id = ?', [state, file.header.device])),
      )
    await setState('revoked')
    expect(await hall.call('field.deliver', { content })).toEqual(refusedWith('bundle-device-inactive'))
    await setState('active')
    const own = central.deps.sealing
    Object.assign(central.deps, { sealing: newSealingKeys() })
    expect(await hall.call('field.deliver', { content })).toEqual(refusedWith('bundle-other-central'))
    Object.assign(central.deps, { sealing: own })
    const newer = writeFieldFile(
      BUNDLE_MAGIC,
      file.headerText.replace('"format":1', '"format":2'),
      file.signature,
      file.body,
    )
    expect(await hall.call('field.deliver', { content: newer })).toEqual(refusedWith('bundle-newer'))
    await central.goOffline()
    expect(await hall.call('field.deliver', { content })).toMatchObject({ kind: 'fault', fault: { code: 'offline' } })
    await central.goOnline()
    await hall.get('field.deliver', { content })
  })

  it('[FIELD-BUNDLE] shows whoever carries it nobody’s name, number or picture', async () => {
    const personId = await receive()
    await makeDefault(personId, 2)
    const { content } = await field.get('field.export', {})
    const receipt = await hall.get('field.deliver', { content })
    for (const file of [content, receipt.content]) {
      const clear = Buffer.from(file).toString('latin1')
      for (const secret of [personId, '张三', 'phone.set-default', `number of ${personId}`])
        expect(clear.includes(Buffer.from(secret).toString('latin1'))).toBe(false)
    }
    road.travel()
    await field.settle()
  })
})
