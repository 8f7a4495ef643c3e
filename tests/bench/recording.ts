import { randomBytes } from 'node:crypto'
import { putRow } from '../../src/storage/rows.ts'
import { sql } from '../../src/storage/database.ts'
import { startCentral } from '../support/central.ts'
import { startTestDesk } from '../support/desk.ts'
import { personRow, phoneRow } from '../support/rows.ts'
import { compare, timed } from './measure.ts'

const PICTURE_BYTES = 60 * 1024

/** Durable captures, each with a portrait, against bare commits of the same bytes to the same encrypted file. */
export async function benchRecording(count: number, rounds: number): Promise<number> {
  const central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'person', personRow('p1', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
  })
  const desk = await startTestDesk(central)
  await desk.get('visit.start', { met: { by: 'person', personId: 'p1' } })
  await central.goOffline()
  const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(PICTURE_BYTES)])
  const { database } = desk.running.desk
  const product = () =>
    timed(async () => {
      for (let i = 0; i < count; i++) {
        await desk.running.server.answer('attachment.put', { content: new Uint8Array(picture), purpose: 'scene' })
        await desk.get('phone.set-default', { personId: 'p1', phoneId: i % 2 === 0 ? 'f2' : 'f1' })
      }
    })
  await database.write((db) => db.run(sql('create table if not exists bare (content blob)')))
  const row = JSON.stringify({ envelope: 'x'.repeat(1500) })
  const limit = () =>
    timed(async () => {
      for (let i = 0; i < count; i++) {
        await database.write((db) => db.run(sql('insert into bare (content) values (?)', [picture])))
        await database.write((db) => db.run(sql('insert into bare (content) values (?)', [row])))
      }
    })
  const what = {
    name: `${count.toLocaleString('en')} durable captures: picture stored, act decided, signed, audited, queued`,
    against: 'two bare durable commits of the same bytes',
    units: count,
    unit: 'captures',
    rounds,
  }
  const ratio = await compare(what, product, limit)
  await central.goOnline()
  await desk.close()
  await central.close()
  return ratio
}
