import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import type { TestCentral } from '../../support/central.ts'
import { relationRow } from '../../support/rows.ts'
import { enterpriseOf } from './agents.ts'
import { appOf } from './api.ts'
import { browser, readCode, type Taxpayer } from './taxpayer.ts'

/** Goes through both steps as a browser does and gives the finished log-in's token. */
export async function logInByCode(central: TestCentral, who: Taxpayer, first: Promise<Answer> | Answer, fields = {}) {
  const web = browser(central)
  const { token } = (await first).body
  await web.post('code', { token })
  const code = await readCode(central, who.number)
  const second = await web.post('second-step', { token, factor: 'sms', code, ...fields })
  return { status: second.status, body: second.body, token: String(second.body['token']) }
}
interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** A second relation of a person: with an enterprise of somebody else, or in another identity. */
export async function relate(central: TestCentral, who: Taxpayer, enterpriseId: string, columns: Row = {}) {
  const { identity_type: type = 'staff-full' } = columns as { readonly identity_type?: string }
  const id = `relation-${who.personId}-${enterpriseId}-${type}`
  await central.change((work) =>
    putRow(work, 'relation', relationRow(id, 'h2', enterpriseId, who.personId, { created_at: 1, ...columns })),
  )
}

/** Project `project-<name>` of a taxpayer's enterprise in 大连市中山区 of 辽宁省. */
export async function makeProject(central: TestCentral, name: string, who: Taxpayer, columns: Row = {}) {
  const id = `project-${name}`
  await central.change((work) =>
    putRow(work, 'cross_project', {
      id,
      hall_id: 'h1',
      enterprise_id: enterpriseOf(who),
      kind: 'report',
      number: `2102022026${name}`,
      division: '210202',
      tax_authority: '国家税务总局大连市中山区税务局',
      valid_from: '2020-01-01',
      valid_until: '2099-12-31',
      version: 0,
      ...columns,
    }),
  )
  return id
}

/** Writes a person into the report of a project, as 经办人 or 联系人. */
export const nameInReport = (central: TestCentral, projectId: string, who: Taxpayer, role: 'handler' | 'contact') =>
  central.deps.database.write((db) =>
    db.run(
      sql(
        "insert into cross_project_person (project_id, role, name, document_type, document_number) values (?, ?, ?, 'resident-id', ?)",
        [projectId, role, who.personId, who.document],
      ),
    ),
  )

/** The log-in an APP has open, as its server tells it. */
export async function openApp(
  central: TestCentral,
  who: Taxpayer,
  app: 'province-app' | 'iit-app' = 'province-app',
  asEnterprise = false,
): Promise<string> {
  const { body } = await appOf(central)('app.log-in', {
    body: {
      app,
      documentType: 'resident-id',
      documentNumber: who.document,
      ...(asEnterprise
        ? { enterprise: { enterpriseId: enterpriseOf(who), identityType: 'legal-representative' } }
        : {}),
    },
  })
  return body.session
}
