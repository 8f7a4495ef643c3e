import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CardRead } from '../../src/contract/device.ts'
import { openDevices } from '../../src/devices/ports.ts'
import { cardReadingReads, findPresence, READING_COUNTS_FOR } from '../../src/storage/card-reading.ts'
import { sql } from '../../src/storage/database.ts'
import { DeskClock } from '../../src/worker/clock.ts'
import { readContextOf } from '../../src/worker/contexts.ts'
import type { Desk } from '../../src/worker/desk.ts'
import { ENDLESS_DISK } from '../../src/worker/disk.ts'
import { deviceAnswers } from '../../src/worker/devices.ts'
import { CentralHttp } from '../../src/worker/http.ts'
import { deskDatabases } from '../support/desk-database.ts'
import { startReaderSimulator, type ReaderSimulator } from '../support/reader-simulator.ts'

const NUMBER = '219901199003070025'
const open = deskDatabases()
let simulator: ReaderSimulator

beforeAll(async () => {
  simulator = await startReaderSimulator()
})
afterAll(() => simulator.end())

async function deskWithReader() {
  const { database } = await open()
  const clock = new DeskClock(0)
  const desk: Desk = {
    database,
    clock,
    http: new CentralHttp('http://127.0.0.1:9', clock),
    disk: ENDLESS_DISK,
    enrolment: undefined,
    session: {
      operator: { staffId: 'S', login: 'clerk1', name: '员', role: 'clerk', hallId: 'H' },
      locked: false,
      lastTouched: 0,
    },
    tell: () => undefined,
    wake: () => undefined,
  }
  const answers = deviceAnswers(desk, openDevices({ cardReader: simulator.origin }))
  const call = (name: string, input: object = {}) => answers[name]?.(input as never)
  const read = (timeoutMs = 900) => call('device.read-card', { timeoutMs }) as Promise<CardRead>
  const stored = (table: string) =>
    database.read((db) => db.all<Record<string, unknown>>(sql(`select * from ${table}`)))
  return { desk, call, read, stored }
}

describe('the card reader at a desk', () => {
  it('[OP-25] keeps a reading as evidence of presence, and tells it masked', async () => {
    const { desk, read, stored } = await deskWithReader()
    await simulator.control('lay')
    const card = await read()
    expect(card).toMatchObject({
      outcome: 'read',
      name: '样*',
      document: '2199**********0025',
      expired: false,
      personId: null,
    })
    const now = desk.clock.now()
    const presence = (at: number) => desk.database.read((db) => findPresence(db, 'resident-id', NUMBER, at))
    expect(await presence(now)).toMatchObject({ driver: 'huashi', operator_id: 'S', document_number: NUMBER })
    expect(await presence(now + READING_COUNTS_FOR + 1000)).toBeUndefined()
    expect(await stored('attachment')).toMatchObject([{ purpose: 'chip-portrait', media_type: 'image/png' }])
    expect(await stored('audit')).toMatchObject([{ action: 'device.read-card' }])
  })

  it('[R-CAP-04] gives the whole card to the clerk who read it, and to nobody else', async () => {
    const { desk, read } = await deskWithReader()
    await simulator.control('lay', { partyName: '䶮𠮷' })
    const card = await read()
    const readingId = card.outcome === 'read' ? card.readingId : ''
    const form = () =>
      desk.database.read((db) => cardReadingReads['capture.reading'](db, { readingId }, readContextOf(desk)))
    expect(await form()).toMatchObject({ fields: { name: '䶮𠮷', documentNumber: NUMBER, validityEnd: '2036-01-01' } })
    if (desk.session !== undefined)
      desk.session = { ...desk.session, operator: { ...desk.session.operator, staffId: 'T' } }
    expect(await form()).toBeNull()
  })

  it('takes no card whose number breaks the rules', async () => {
    const { read, stored } = await deskWithReader()
    await simulator.control('lay', { certNumber: '219901199003070026' })
    expect(await read()).toEqual({ outcome: 'problem', problem: 'garbled' })
    expect(await stored('card_reading')).toEqual([])
  })

  it('keeps nothing when the desk was locked while it waited', async () => {
    const { desk, read, stored } = await deskWithReader()
    await simulator.control('lift')
    const waiting = read(3_000)
    if (desk.session !== undefined) desk.session.locked = true
    await simulator.control('lay')
    expect(await waiting).toEqual({ outcome: 'problem', problem: 'cancelled' })
    expect(await stored('card_reading')).toEqual([])
  })

  it('can be told to stop waiting', async () => {
    const { call, read } = await deskWithReader()
    await simulator.control('lift')
    const waiting = read(10_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await call('device.cancel-read')).toEqual({ cancelled: true })
    expect(await waiting).toEqual({ outcome: 'problem', problem: 'cancelled' })
    expect(await call('device.cancel-read')).toEqual({ cancelled: false })
  })

  it('says which devices there are, and what is not installed', async () => {
    const { call } = await deskWithReader()
    expect(await call('device.status')).toEqual([
      { kind: 'card-reader', driver: 'huashi', state: 'ready' },
      { kind: 'ocr', driver: 'none', state: 'absent' },
      { kind: 'face', driver: 'none', state: 'absent' },
    ])
    const input = { portraitAttachmentId: 'a', sceneAttachmentId: 'b' }
    expect(await call('device.compare-faces', input)).toEqual({ outcome: 'absent' })
    expect(await call('device.read-picture', { attachmentId: 'a', side: 'front' })).toEqual({ outcome: 'absent' })
  })
})
