import { sql } from '../../../src/storage/database.ts'
import { putRow, type Row } from '../../../src/storage/rows.ts'
import { agencyPersonRow, agencyRow, agreementRow } from '../../support/agency-rows.ts'
import type { TestCentral } from '../../support/central.ts'
import type { Taxpayer } from './taxpayer.ts'

/** Enterprise of a taxpayer made by `makeTaxpayer`. */
export const enterpriseOf = (who: Taxpayer) => who.personId.replace('person-', 'enterprise-')

/** Agency `agency-<name>` of hall h1 with these people, which has filed its first form. */
export async function makeAgency(central: TestCentral, name: string, people: readonly Taxpayer[], columns: Row = {}) {
  const id = `agency-${name}`
  await central.change(async (work) => {
    await putRow(work, 'agency', agencyRow(id, 'h1', { credit_code: `AGENCY${name.toUpperCase()}`, ...columns }))
    for (const { personId } of people) await putRow(work, 'agency_person', agencyPersonRow(id, personId))
  })
  return id
}

/** An agreement `agreement-<name>` of an agency with the enterprise of a client, handled by these agents. */
export async function agree(
  central: TestCentral,
  name: string,
  { agencyId, client, agents }: { agencyId: string; client: Taxpayer; agents: readonly Taxpayer[] },
  columns: Row = {},
) {
  const id = `agreement-${name}`
  const people = agents.map(({ personId }) => personId)
  await central.change((work) =>
    putRow(work, 'agency_agreement', agreementRow(id, agencyId, enterpriseOf(client), people, columns)),
  )
  return id
}

/** Opens an agency's session as a log-in would leave it, at a client or before one was entered. */
export async function logInAsAgent(central: TestCentral, who: Taxpayer, agencyId: string, client?: Taxpayer) {
  const token = `token-agency-${who.personId}-${central.deps.newId()}`
  const enterpriseId = client === undefined ? null : enterpriseOf(client)
  const content = {
    stage: 'done',
    entrance: 'agency',
    enterpriseCode: '',
    enterpriseId,
    identityType: 'agent',
    agencyId,
  }
  const now = central.deps.now()
  await central.deps.database.write((db) =>
    db.run(
      sql(
        'insert into person_session (token_hash, person_id, content, created_at, expires_at) values (?, ?, ?, ?, ?)',
        [central.deps.sha256(token), who.personId, JSON.stringify(content), now, now + 3_600_000],
      ),
    ),
  )
  return token
}
