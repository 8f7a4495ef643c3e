import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enterpriseRow, personRow, relationRow } from '../support/rows.ts'

const AGENCY = '91210102MA0UY1QQ89'
const NADIA = { personName: '欧阳娜娜', documentType: 'resident-id', documentNumber: '210102199003071235' } as const
const NEW = { personName: '司马新', documentType: 'resident-id', documentNumber: '210102199103071236' } as const
let central: TestCentral
let desk: TestDesk

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    const identity = { document_type: 'resident-id', document_number: NADIA.documentNumber, name: NADIA.personName }
    await putRow(work, 'person', personRow('N', 'h1', identity))
    await putRow(work, 'person', personRow('M', 'h1', { document_number: 'M' }))
    await putRow(work, 'enterprise', enterpriseRow('C', 'h1', { credit_code: 'CLIENT' }))
    const manager = { identity_type: 'legal-representative' }
    await putRow(work, 'relation', relationRow('manager', 'h1', 'C', 'M', manager))
  })
  desk = await startTestDesk(central)
})
afterAll(async () => {
  await desk.close()
  await central.close()
})

const clients = async () =>
  ((await desk.get('visit.current', {}))?.identities ?? []).filter(({ acting }) => acting.kind === 'agency')

it('[R-HAL-06] receives both forms at a counter without a network, and the central takes them', async () => {
  await desk.get('visit.start', { met: { by: 'person', personId: 'N' } })
  await central.goOffline()
  const basic = { agencyCode: AGENCY, agencyName: '沈阳诚信税务师事务所', people: [NADIA, NEW] }
  // Somebody this desk has no copy of: the central knows whether there is such a person.
  expect(await desk.get('agency.file-basic-form', basic)).toMatchObject({ waitsFor: 'person' })
  const { documentType, documentNumber } = NADIA
  const terms = { agents: [{ documentType, documentNumber }], validFrom: '2020-01-01', validUntil: '2099-12-31' }
  await desk.get('agency.file-agreement', { agencyCode: AGENCY, clientCode: 'CLIENT', ...terms })
  await central.goOnline()
  await desk.settle()
  expect(await desk.get('outbox.counts', {})).toMatchObject({ recorded: 0, held: 0, returned: 0, effective: 2 })
  expect(await clients()).toMatchObject([{ acting: { kind: 'agency', clientId: 'C' }, usable: true }])
  const people = await desk.running.desk.database.read((db) => db.all(sql('select * from agency_person')))
  expect(people).toHaveLength(2)
})

it('[R-TR-AGY-05] ends the agreement when 法定代表人 comes and says so', async () => {
  const row = await desk.running.desk.database.read((db) =>
    db.find<{ id: string; agency_id: string }>(sql('select id, agency_id from agency_agreement')),
  )
  const agreement = { agreementId: row?.id ?? '', agencyId: row?.agency_id ?? '', enterpriseId: 'C' }
  expect(await desk.call('agency.cancel', agreement)).toMatchObject({
    kind: 'refused',
    refusal: { code: 'agency-manager-not-present' },
  })
  await desk.get('visit.end', {})
  await desk.get('visit.start', { met: { by: 'person', personId: 'M' } })
  const acting = { kind: 'enterprise', enterpriseId: 'C', identityType: 'legal-representative' } as const
  await desk.get('visit.set-acting', { acting })
  await desk.get('agency.cancel', agreement)
  await desk.settle()
  await desk.get('visit.end', {})
  await desk.get('visit.start', { met: { by: 'person', personId: 'N' } })
  expect(await clients()).toMatchObject([{ usable: false }])
})
