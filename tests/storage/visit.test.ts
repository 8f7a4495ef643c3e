import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/domain/kernel/instant.ts'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { VISIT_IDLE_AFTER } from '../../src/storage/visit.ts'
import { PASSWORD, startCentral, type TestCentral } from '../support/central.ts'
import { readCard } from '../support/counter.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../support/rows.ts'

const NUMBER = '210102199003070011'
let central: TestCentral
let desk: TestDesk

beforeEach(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    const document = { document_type: 'resident-id', document_number: '21010219900307123X' }
    await putRow(work, 'person', personRow('p1', 'h1', { name: '张三丰', ...document }))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
    await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'p1', { identity_type: 'legal-representative' }))
    await putRow(work, 'relation', relationRow('r2', 'h1', 'e1', 'p1', { identity_type: 'staff', state: 'R5' }))
    await putRow(work, 'relation', relationRow('r3', 'h1', 'e1', 'p1', { identity_type: 'staff-full', state: 'R1' }))
  })
  desk = await startTestDesk(central)
})
afterEach(async () => {
  await desk.close()
  await central.close()
})

const start = (personId = 'p1') => desk.get('visit.start', { met: { by: 'person', personId } })
const act = () => desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
const local = (of: TestDesk) => of.running.desk.database

describe('a visit', () => {
  it('[OP-25] [OP-13] knows who stands there, how they were met, and shows them masked', async () => {
    const seen = await start()
    expect(seen).toMatchObject({ known: true, name: '张**', document: '2101**********123X', presence: 'document-seen' })
    expect(JSON.stringify(seen)).not.toContain('张三丰')
    await desk.get('visit.end', {})
    await readCard(desk, 'p1')
    expect(await desk.get('visit.current', {})).toMatchObject({ presence: 'card-reader' })
  })

  it('[OP-25] takes presence by card from a fresh reading of this clerk only', async () => {
    const stale = (changes: string) =>
      local(desk).write((db) =>
        db.run(
          sql(
            `insert into card_reading (id, document_type, document_number, name, fields, serial, driver, evidence, operator_id, read_at) values ('${changes}', 'resident-id', ?, '张三丰', '{}', 'S', 'd', '{}', ?, ?)`,
            [
              '21010219900307123X',
              changes === 'other' ? 'clerk-x' : 'clerk-h1',
              changes === 'old' ? Date.now() - 11 * MINUTE : Date.now(),
            ],
          ),
        ),
      )
    for (const readingId of ['old', 'other']) {
      await stale(readingId)
      expect(await desk.call('visit.start', { met: { by: 'reading', readingId } })).toMatchObject({
        refusal: { code: 'visit-reading-stale' },
      })
    }
    expect(await desk.call('visit.start', { met: { by: 'reading', readingId: 'none' } })).toMatchObject({
      refusal: { code: 'visit-reading-stale' },
    })
  })

  it('[OP-25] is one at a time', async () => {
    await start()
    expect(await desk.call('visit.start', { met: { by: 'person', personId: 'p1' } })).toMatchObject({
      refusal: { code: 'visit-open-already' },
    })
  })

  it('[OP-25] survives a restart of the desk', async () => {
    const { visitId } = await start()
    await desk.restart()
    await desk.get('session.sign-in', { login: 'clerk-h1', password: PASSWORD })
    expect(await desk.get('visit.resume', {})).toMatchObject({ visitId })
  })

  it('[OP-25] ends when a colleague sits down, or when nothing happened for long', async () => {
    await start()
    await desk.get('session.sign-out', {})
    await desk.get('session.sign-in', { login: 'field-officer-h1', password: PASSWORD })
    expect(await desk.get('visit.resume', {})).toBeNull()
    await start()
    await local(desk).write((db) =>
      db.run(sql('update visit set started_at = started_at - ? where ended_at is null', [VISIT_IDLE_AFTER + MINUTE])),
    )
    expect(await desk.get('visit.resume', {})).toBeNull()
    const audited = await local(desk).read((db) =>
      db.all<{ detail: string }>(sql("select detail from audit where action = 'visit.end' order by seq")),
    )
    expect(audited.map((row) => (JSON.parse(row.detail) as { reason: string }).reason)).toEqual([
      'operator-changed',
      'idle',
    ])
  })

  it('[R-PM-25] of somebody the desk doesn’t know offers a capture and nothing else', async () => {
    const met = {
      by: 'document',
      documentType: 'resident-id',
      number: '２１０１０２１９９００３０７００１１',
      name: ' 王五 ',
    } as const
    const valid = NUMBER.slice(0, 17) + checksum(NUMBER.slice(0, 17))
    const visit = await desk.get('visit.start', { met: { ...met, number: valid } })
    expect(visit).toMatchObject({ known: false, name: '王*' })
    expect(visit.offers.filter((offer) => offer.allowed).map((offer) => offer.act)).toEqual(['capture'])
    expect(visit.personId).toBe(visit.visitId)
    // Once captured, the document leads to the person.
    await central.change((work) =>
      putRow(
        work,
        'person',
        personRow('p7', 'h1', { document_type: 'resident-id', document_number: valid, name: '王五' }),
      ),
    )
    await desk.settle()
    expect(await desk.get('visit.current', {})).toMatchObject({ known: true, personId: 'p7' })
  })

  it('[OP-25] refuses a document that can not be', async () => {
    const met = { by: 'document', documentType: 'resident-id', number: '210102199002307123', name: '王五' } as const
    expect(await desk.call('visit.start', { met })).toMatchObject({ refusal: { code: 'visit-document-wrong' } })
  })

  it('[R-PLT-02] [R-SWT-04] lets the visitor take an identity that is theirs and enabled', async () => {
    const { identities } = await start()
    expect(identities).toMatchObject([
      { identityType: 'legal-representative', usable: true, label: '沈阳*****公司' },
      { identityType: 'staff', usable: false },
    ])
    const as = (identityType: string) =>
      desk.call('visit.set-acting', { acting: { kind: 'enterprise', enterpriseId: 'e1', identityType } })
    expect(await as('legal-representative')).toMatchObject({ kind: 'ok', value: { acting: { kind: 'enterprise' } } })
    expect(await as('staff')).toMatchObject({ refusal: { code: 'visit-identity-disabled' } })
    expect(await as('staff-full')).toMatchObject({ refusal: { code: 'visit-identity-not-held', rule: 'R-PLT-02' } })
  })

  it('[OP-25] goes with every command recorded in it', async () => {
    const { visitId } = await start()
    await act()
    const row = await local(desk).read((db) => db.find<{ envelope: string }>(sql('select envelope from outbox')))
    expect((JSON.parse(row?.envelope ?? '') as { visit: object }).visit).toMatchObject({
      visitId,
      personId: 'p1',
      presence: 'document-seen',
      acting: { kind: 'personal' },
    })
    expect((await desk.get('visit.current', {}))?.acts).toMatchObject([
      { name: 'phone.set-default', state: 'recorded' },
    ])
  })
})

describe('the receipt', () => {
  it('[OP-25] [OP-13] lists everything done, once the visit is over, masked and numbered', async () => {
    const { visitId } = await start()
    await act()
    expect(await desk.get('receipt.get', { visitId })).toBeNull()
    const { receiptNumber } = await desk.get('visit.end', {})
    expect(receiptNumber).toMatch(/^H1-\d{8}-[0-9A-F]{4}-0001$/)
    const receipt = await desk.get('receipt.get', { visitId })
    expect(receipt).toMatchObject({
      number: receiptNumber,
      kind: 'receipt',
      hall: 'h1 办税服务厅',
      device: '1号窗口',
      operator: '王窗口',
      visitor: '张**',
      acts: [{ name: 'phone.set-default', state: expect.stringMatching(/recorded|effective/) as string }],
    })
    expect(JSON.stringify(receipt)).not.toContain('张三丰')
  })

  it('[OP-13] carries nobody’s name, number or document in full, whatever was done', async () => {
    const { visitId } = await start()
    await central.goOffline()
    await desk.get('phone.add', { personId: 'p1', number: '13900000009' })
    const acting = { kind: 'enterprise', enterpriseId: 'e1', identityType: 'legal-representative' } as const
    await desk.get('visit.set-acting', { acting })
    const documentNumber = NUMBER.slice(0, 17) + checksum(NUMBER.slice(0, 17))
    await desk.get('relation.add', {
      ...{ enterpriseId: 'e1', personName: '李时珍', documentType: 'resident-id', documentNumber },
      ...{ identityType: 'staff-full', functions: ['invoicing.issue'], validUntil: '2099-01-01' },
    })
    await desk.get('visit.end', {})
    const receipt = await desk.get('receipt.get', { visitId })
    expect(receipt?.acts).toHaveLength(2)
    expect(receipt).toMatchObject({ visitor: '张**', document: '2101**********123X' })
    const printed = JSON.stringify(receipt)
    const secrets = ['张三丰', '21010219900307123X', '13900000009', '13800000001', '李时珍', documentNumber]
    for (const secret of [...secrets, '沈阳甲贸易有限公司', 'code of e1'])
      expect([secret, printed.includes(secret)]).toEqual([secret, false])
  })

  it('[OP-25] is not numbered for a visit in which nothing was done', async () => {
    await start()
    expect(await desk.get('visit.end', {})).toMatchObject({ receiptNumber: null })
    await start()
    await act()
    expect((await desk.get('visit.end', {})).receiptNumber).toMatch(/-0001$/)
    const { rows } = await desk.get('visit.list', {})
    expect(rows).toMatchObject([{ acts: 1 }, { acts: 0, receiptNumber: null }])
  })

  it('[OP-24] becomes a second notice when the central returned what it promised', async () => {
    const { visitId } = await start()
    await central.goOffline()
    await act()
    await desk.get('visit.end', {})
    expect(await desk.get('receipt.get', { visitId })).toMatchObject({ kind: 'receipt' })
    await central.goOnline()
    await central.change((work) =>
      putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0, state: 'emptied' })),
    )
    await desk.settle()
    expect(await desk.get('receipt.get', { visitId })).toMatchObject({
      kind: 'second-notice',
      acts: [{ state: 'returned', refusal: { code: 'phone-not-held' } }],
    })
    expect((await desk.get('visit.list', {})).rows).toMatchObject([{ returned: 1 }])
  })
})

/** GB 11643: the eighteenth character of a number. */
function checksum(first: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = [...first].reduce((total, digit, index) => total + Number(digit) * (weights[index] ?? 0), 0)
  return '10X98765432'[sum % 11] ?? ''
}
