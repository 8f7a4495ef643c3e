import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { DAY } from '../../../src/domain/kernel/instant.ts'
import { sql } from '../../../src/storage/database.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { agencyRow, agreementRow } from '../../support/agency-rows.ts'
import { startCentral, type TestCentral } from '../../support/central.ts'
import { startTestDesk, type TestDesk } from '../../support/desk.ts'
import { enterpriseRow, personRow, phoneRow, relationRow } from '../../support/rows.ts'

let central: TestCentral
let desk: TestDesk
const today = beijingDate(Date.now())
const day = (n: number) => addDays(today, n)

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(work, 'enterprise', enterpriseRow('e1', 'h1'))
    await putRow(work, 'enterprise', enterpriseRow('e2', 'h1'))
    await putRow(work, 'enterprise', enterpriseRow('e9', 'h2'))
    const ends = { validity_kind: 'custom', validity_end: day(2) }
    await putRow(work, 'person', personRow('p1', 'h1', ends))
    await putRow(work, 'person', personRow('p2', 'h1', { validity_kind: 'custom', validity_end: day(-1) }))
    await putRow(work, 'person', personRow('p3', 'h1', { credential_void_at: Date.now() + DAY }))
    await putRow(work, 'person', personRow('p4', 'h1'))
    await putRow(work, 'phone', phoneRow('f1', 'p1', '13800000001'))
    await putRow(work, 'phone', phoneRow('f2', 'p1', '13800000002', { is_default: 0 }))
    await putRow(work, 'relation', relationRow('r1', 'h1', 'e1', 'p1', { valid_until: day(1) }))
    await putRow(work, 'relation', relationRow('r2', 'h1', 'e1', 'p2', { valid_until: day(9) }))
    await putRow(work, 'relation', relationRow('r3', 'h1', 'e2', 'p3'))
    await putRow(work, 'relation', relationRow('r4', 'h1', 'e2', 'p4', { state: 'R6' }))
    await putRow(work, 'agency', agencyRow('a1', 'h1'))
    await putRow(work, 'agency_agreement', agreementRow('g1', 'a1', 'e2', ['p3'], { valid_until: day(2) }))
  })
  desk = await startTestDesk(central, 'h1', 'field-officer-h1')
  await desk.settle()
  await central.goOffline()
}, 60_000)
afterAll(async () => {
  await desk.close()
  await central.goOnline()
  await central.close()
})

const code = (reasons: readonly { code: string }[]) => reasons.map((reason) => reason.code)

describe('a list of enterprises for a trip', () => {
  it('[FIELD-PACK] says who is there, how much, how fresh, and what ends before the return, without a network', async () => {
    const pack = await desk.get('field.judge-pack', { enterpriseIds: ['e1', 'e2'], returnOn: day(3) })
    expect(pack).toMatchObject({ people: 3, go: true, returnOn: day(3) })
    expect(pack.enterprises.map(({ id, known, people }) => [id, known, people])).toEqual([
      ['e1', true, 2],
      ['e2', true, 1],
    ])
    // Two enterprises, three live relations, three people, one agreement, two numbers.
    expect(pack.rows).toBe(11)
    expect(pack.bytes).toBeGreaterThan(1000)
    expect(pack.asOf).toBeGreaterThan(Date.now() - 60_000)
    expect(pack.expiring.map(({ kind, on }) => [kind, on])).toEqual(
      expect.arrayContaining([
        ['relation', day(1)],
        ['initial-password', day(1)],
        ['document', day(2)],
        ['agreement', day(2)],
      ]),
    )
    expect(pack.expiring).toHaveLength(4)
    expect(JSON.stringify(pack)).not.toContain('张三')
    expect(code(pack.reasons)).toEqual([
      'documents-expired',
      'documents-expire',
      'relations-expire',
      'agreements-expire',
      'initial-passwords-lapse',
    ])
  })

  it('[FIELD-PACK] keeps it when it is a go, and judges it anew whenever it is looked at', async () => {
    expect(await desk.get('field.pack', {})).toBeNull()
    await desk.get('field.keep-pack', { enterpriseIds: ['e2'], returnOn: day(1) })
    expect(await desk.get('field.pack', {})).toMatchObject({ go: true, people: 1 })
    await desk.running.desk.database.write((db) =>
      db.run(sql('update offline_verifier set verified_online_at = ?', [Date.now() - 8 * DAY])),
    )
    const later = await desk.get('field.pack', {})
    expect(later).toMatchObject({ go: false })
    expect(code(later?.reasons ?? [])).toContain('lease-ends-before-return')
    await desk.running.desk.database.write((db) =>
      db.run(sql('update offline_verifier set verified_online_at = ?', [Date.now()])),
    )
    await desk.get('field.end-trip', {})
    expect(await desk.get('field.pack', {})).toBeNull()
  })

  it('[FIELD-PACK] refuses a trip that can’t be made, and keeps nothing of it', async () => {
    const refused = (refusal: string) => ({ kind: 'refused', refusal: { code: refusal } })
    const far = { enterpriseIds: ['e1'], returnOn: day(8) }
    expect(await desk.call('field.keep-pack', far)).toMatchObject(refused('pack-no-go'))
    const elsewhere = { enterpriseIds: ['e1', 'e9'], returnOn: day(1) }
    expect(await desk.call('field.keep-pack', elsewhere)).toMatchObject(refused('pack-no-go'))
    const past = { enterpriseIds: ['e1'], returnOn: day(-1) }
    expect(await desk.call('field.keep-pack', past)).toMatchObject(refused('pack-return-past'))
    expect(await desk.get('field.pack', {})).toBeNull()
  })

  it('[FIELD-GAUGE] shows how far lease, acts and passwords are used up', async () => {
    const gauges = async () =>
      Object.fromEntries((await desk.get('field.gauges', {})).map(({ kind, used, most }) => [kind, { used, most }]))
    expect(await gauges()).toMatchObject({
      lease: { used: 1, most: 7 },
      commands: { used: 0, most: null },
      'resets-of-person': { used: 0, most: null },
    })
    for (const personId of ['p1', 'p3', 'p1']) {
      if ((await desk.get('visit.current', {})) !== null) await desk.get('visit.end', {})
      await desk.get('visit.start', { met: { by: 'person', personId } })
      await desk.get('credential.reset', { personId, fallback: 'initial' })
    }
    await desk.get('phone.set-default', { personId: 'p1', phoneId: 'f2' })
    const used = await gauges()
    expect(used).toMatchObject({
      commands: { used: 4 },
      'resets-by-clerk': { used: 3, most: null },
      'resets-of-person': { used: 2, most: null },
    })
    expect(used['bytes']?.used).toBeGreaterThan(1000)
  })
})
