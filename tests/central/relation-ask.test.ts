import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/storage/database.ts'
import { putRow } from '../../src/storage/rows.ts'
import { startCentral, type TestCentral } from '../support/central.ts'
import { startTestDesk, type TestDesk } from '../support/desk.ts'
import { enterpriseRow, personRow } from '../support/rows.ts'

const DOCUMENT = 'E12345678'
const CODE = '91210102MA0ABCDE12'
let central: TestCentral
let clerk: TestDesk
let supervisor: TestDesk

beforeAll(async () => {
  central = await startCentral()
  await central.change(async (work) => {
    await putRow(
      work,
      'person',
      personRow('p2', 'h2', { document_type: 'chinese-passport', document_number: DOCUMENT }),
    )
    await putRow(work, 'enterprise', enterpriseRow('e2', 'h2', { credit_code: CODE }))
  })
  clerk = await startTestDesk(central)
  supervisor = await startTestDesk(central, 'h1', 'supervisor-h1')
})
afterAll(async () => {
  await clerk.close()
  await supervisor.close()
  await central.close()
})

const person = { documentType: 'chinese-passport', documentNumber: DOCUMENT, personName: '张三' } as const
const enterprise = { enterpriseCode: CODE }
const asked = (action: string) =>
  central.deps.database.read((db) =>
    db.all<{ chain: string; actor: string; subjects: string; detail: string }>(
      sql('select chain, actor, subjects, detail from audit where action = ? order by seq', [action]),
    ),
  )

it('[R-PM-09] answers nobody who records no relations', async () => {
  const role = { kind: 'refused', refusal: { code: 'relation-role-not-allowed', rule: 'R-PM-09' } }
  expect(await supervisor.call('relation.ask-person', person)).toMatchObject(role)
  expect(await supervisor.call('relation.ask-enterprise', enterprise)).toMatchObject(role)
})

it('[TRUST-51] writes down who looked whom up beyond their hall, by ids alone', async () => {
  expect(await clerk.get('relation.ask-person', person)).toMatchObject({ personId: 'p2', nameMatches: true })
  expect(await clerk.get('relation.ask-person', { ...person, documentNumber: 'E00000000' })).toBeNull()
  expect(await clerk.get('relation.ask-enterprise', enterprise)).toMatchObject({ enterpriseId: 'e2' })
  const people = await asked('relation.ask-person')
  expect(people.map(({ chain, subjects }) => [chain, subjects])).toEqual([
    ['h1', '["p2"]'],
    ['h1', '[]'],
  ])
  expect(JSON.parse(people[0]?.actor ?? '')).toMatchObject({ staffId: 'clerk-h1', role: 'clerk' })
  expect((await asked('relation.ask-enterprise')).map(({ subjects }) => subjects)).toEqual(['["e2"]'])
  expect(JSON.stringify(people)).not.toContain(DOCUMENT)
})
