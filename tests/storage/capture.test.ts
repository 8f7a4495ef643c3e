import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { DecideContext } from '../../src/domain/kernel/context.ts'
import type { CaptureSubmit } from '../../src/domain/capture/types.ts'
import type { Database } from '../../src/storage/database.ts'
import { sql } from '../../src/storage/database.ts'
import { execute, getHandler } from '../../src/storage/execute.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import { captureReads } from '../../src/storage/capture-queries.ts'
import type { ReadContext } from '../../src/storage/queries.ts'
import { getPolicy } from '../../src/domain/policy/profiles.ts'
import {
  atCounter,
  face,
  idCase,
  NOW,
  NUMBER,
  otherCase,
  PHONE,
  sms,
  check,
  withInformation,
} from '../domain/capture/context.ts'
import { writeRow } from '../../src/storage/rows.ts'
import { forEachDatabase } from '../support/databases.ts'
import { personRow } from '../support/rows.ts'

const chain = { chain: 'H', hash: (text: string) => createHash('sha256').update(text).digest('hex') }

/** Decides and saves one command as the central does. */
function submit(database: Database, command: CaptureSubmit, context: DecideContext) {
  const { name, ...payload } = command
  return database.write(async (db) => {
    const log = new FeedLog()
    const decision = await execute({ db, log }, { name, payload, seen: {} }, context, chain)
    await log.flush(db, context.now)
    return decision
  })
}

const rowsOf = (database: Database, table: string) =>
  database.read((db) => db.all<Record<string, unknown>>(sql(`select * from ${table}`)))

const operator = { staffId: 'S', login: 'clerk1', name: '员', role: 'clerk', hallId: 'H' } as const
const reading: ReadContext = { now: NOW, policy: getPolicy('liaoning'), operator }
const standing = (database: Database, documentType: string, documentNumber: string) =>
  database.read((db) => captureReads['capture.standing'](db, { documentType, documentNumber }, reading))

forEachDatabase('capture', (open) => {
  it('[OP-24] a held case leaves its own row and nothing else', async () => {
    const database = await open()
    const decision = await submit(database, idCase(), atCounter())
    expect(decision).toMatchObject({ kind: 'held', waitsFor: 'sms-code' })
    expect(await rowsOf(database, 'capture_case')).toMatchObject([
      { id: 'draft-1', command_id: 'C', hall_id: 'H', state: 'queued', step: 'C4', document_number: NUMBER },
    ])
    expect(await rowsOf(database, 'person')).toEqual([])
    expect(await rowsOf(database, 'phone')).toEqual([])
  })

  it('[R-CAP-08] opens person, document, number and case in one transaction', async () => {
    const database = await open()
    await submit(database, idCase(), atCounter())
    const decision = await submit(database, idCase(), atCounter([sms(), face()]))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-18' })
    expect(await rowsOf(database, 'person')).toMatchObject([
      {
        id: 'C',
        name: '关山月',
        account_state: 'A1',
        credential_state: 'K1',
        level: 4,
        validity_end: '2036-01-01',
        captured_at: NOW,
        captured_phone: PHONE,
        has_scene_photo: 1,
        portrait_id: 'portrait-1',
        residence: '辽宁省沈阳市和平区太原街 1 号',
        version: 1,
      },
    ])
    expect(await rowsOf(database, 'person_document')).toMatchObject([{ person_id: 'C', is_main: 1, added_at: NOW }])
    expect(await rowsOf(database, 'phone')).toMatchObject([{ person_id: 'C', number: PHONE, is_default: 1 }])
    expect(await rowsOf(database, 'capture_case')).toMatchObject([{ state: 'accepted', step: 'C8', version: 2 }])
    const feed = await rowsOf(database, 'feed')
    expect(new Set(feed.map(({ table_name: name }) => name))).toEqual(
      new Set(['capture_case', 'person', 'person_document', 'phone']),
    )
  })

  it('[OP-24] marks a queued case as work when a proof fails, with the rule', async () => {
    const database = await open()
    await submit(database, otherCase(), atCounter([sms()]))
    const decision = await submit(database, otherCase(), atCounter([sms(), check(false)]))
    expect(decision).toMatchObject({ kind: 'refused', refusal: { message: 'R-MSG-19' } })
    const [row] = await rowsOf(database, 'capture_case')
    expect(row).toMatchObject({ state: 'needs-work', step: 'CF' })
    expect(JSON.parse(String(row?.['problem']))).toMatchObject({ code: 'capture-identity-failed' })
    expect(await rowsOf(database, 'person')).toEqual([])
  })

  it('[OP-24] takes the same case back under a new command after work', async () => {
    const database = await open()
    await submit(database, otherCase(), atCounter([sms()]))
    await submit(database, otherCase(), atCounter([sms(), check(false)]))
    const again = await submit(
      database,
      otherCase(),
      atCounter([sms(), check(), face(true, 'C2')], { commandId: 'C2' }),
    )
    expect(again.kind).toBe('accepted')
    expect(await rowsOf(database, 'capture_case')).toMatchObject([
      { command_id: 'C2', state: 'accepted', problem: null },
    ])
    const third = await submit(database, otherCase(), atCounter([], { commandId: 'C3' }))
    expect(third).toMatchObject({ refusal: { code: 'capture-submitted-already' } })
  })

  it('a case refused at once leaves no row', async () => {
    const database = await open()
    const decision = await submit(database, idCase({ consent: undefined }), atCounter())
    expect(decision).toMatchObject({ refusal: { code: 'capture-consent-missing' } })
    expect(await rowsOf(database, 'capture_case')).toEqual([])
    expect(await rowsOf(database, 'audit')).toHaveLength(1)
  })

  it('[R-SUP-02] knows the record again by its number, however it is written', async () => {
    const database = await open()
    await submit(database, idCase(), atCounter([sms(), face()]))
    const written = ` ${NUMBER.slice(0, 6)} ${NUMBER.slice(6)}`
    expect(await standing(database, 'resident-id', written)).toMatchObject({
      personId: 'C',
      name: '关**',
      captured: true,
      gaps: [],
      isMain: true,
    })
    expect(await standing(database, 'resident-id', '')).toBeNull()
    const twice = idCase({ caseId: 'draft-2' })
    expect(await submit(database, twice, atCounter([sms(), face()], { commandId: 'C2' }))).toMatchObject({
      refusal: { code: 'capture-complete-already', message: 'R-MSG-20' },
    })
  })

  it('[R-CHG-03] changes residence and number of a record', async () => {
    const database = await open()
    await submit(database, idCase(), atCounter([sms(), face()]))
    const number = '13800000002'
    const change = withInformation(idCase({ caseId: 'draft-2', kind: 'change', phone: number }), { residence: '新址' })
    const context = atCounter([sms(number), face(true, 'C')], { commandId: 'C2' }, 'C')
    expect(await submit(database, change, context)).toMatchObject({ kind: 'accepted', message: 'R-MSG-25' })
    expect(await rowsOf(database, 'person')).toMatchObject([{ residence: '新址', captured_phone: number, version: 2 }])
    const phones = await rowsOf(database, 'phone')
    expect(new Map(phones.map((row) => [row['number'], row['is_default']]))).toEqual(
      new Map([
        [PHONE, 0],
        [number, 1],
      ]),
    )
  })

  it('[R-DOC-03] links a further document to the one account', async () => {
    const database = await open()
    await submit(database, otherCase(), atCounter([sms(), check(), face()]))
    const card = withInformation(idCase({ caseId: 'draft-2', phone: PHONE }), { name: '陈大文' })
    const context = atCounter([sms(), face(true, 'C')], { commandId: 'C2' }, 'C')
    expect(await submit(database, card, context)).toMatchObject({ kind: 'accepted' })
    expect(await rowsOf(database, 'person')).toMatchObject([{ id: 'C', document_type: 'resident-id' }])
    const documents = await rowsOf(database, 'person_document')
    expect(new Map(documents.map((row) => [row['document_type'], row['is_main']]))).toEqual(
      new Map([
        ['hk-macao-permit', 0],
        ['resident-id', 1],
      ]),
    )
  })

  it('[OP-24] knows what the centre has to ask while the case waits', async () => {
    const database = await open()
    const { name, ...payload } = otherCase()
    const ask = (waitsFor: 'sms-code' | 'identity-check' | 'face' | 'approval') =>
      database.read(async (db) => getHandler(name).seek?.(db, { name, payload, seen: {} }, waitsFor, atCounter()))
    const whom = { name: '陈大文', documentNumber: 'H12345678' }
    expect(await ask('sms-code')).toEqual({ kind: 'sms-code', number: PHONE })
    expect(await ask('identity-check')).toEqual({ kind: 'identity-check', documentType: 'hk-macao-permit', ...whom })
    expect(await ask('face')).toEqual({ kind: 'face', personId: 'C', ...whom, scenePhotoId: 'scene-1' })
    expect(await ask('approval')).toBeUndefined()
  })

  it('[R-RNL-04] raises a level by face', async () => {
    const database = await open()
    await submit(database, idCase(), atCounter([sms(), face()]))
    await database.write((db) => db.run(sql('update person set level = 3')))
    const decision = await database.write((db) =>
      execute(
        { db, log: new FeedLog() },
        { name: 'level.raise', payload: { personId: 'C', sceneAttachmentId: 's' }, seen: {} },
        atCounter([face()], { commandId: 'C2' }, 'C'),
        chain,
      ),
    )
    expect(decision.kind).toBe('accepted')
    expect(await rowsOf(database, 'person')).toMatchObject([{ level: 4 }])
  })

  it('[OP-23] keeps what was typed by hand beside what was edited, and tells it from a reading', async () => {
    const database = await open()
    const fields = { name: '关山月', documentNumber: NUMBER }
    await submit(database, idCase(), atCounter())
    await submit(database, idCase({ caseId: 'draft-2', reading: { source: 'ocr', fields } }), {
      ...atCounter(),
      commandId: 'C2',
    })
    const cases = await rowsOf(database, 'capture_case')
    const typed = Object.fromEntries(cases.map((row) => [row['id'], JSON.parse(String(row['typed'])) as string[]]))
    expect(typed['draft-1']).toEqual([
      'name',
      'documentNumber',
      'residence',
      'issuedBy',
      'validityStart',
      'validityEnd',
    ])
    expect(typed['draft-2']).toEqual(['residence', 'issuedBy', 'validityStart', 'validityEnd'])
  })

  it('[R-TR-ACC-08] takes whoever registered without a hall into the hall that captures them', async () => {
    const database = await open()
    const limited = personRow('A', '', {
      name: '关山月',
      document_type: 'resident-id',
      document_number: NUMBER,
      account_state: 'A3',
      captured_at: null,
    })
    await database.write((db) => writeRow(db, 'person', limited))
    const proofs = [sms(), face(true, 'A')]
    expect(await submit(database, idCase(), atCounter(proofs, {}, 'A'))).toMatchObject({ kind: 'accepted' })
    expect(await rowsOf(database, 'person')).toMatchObject([{ id: 'A', hall_id: 'H', account_state: 'A3' }])
  })
})
