import { maskCreditCode, maskEnterpriseName } from '../domain/kernel/mask.ts'
import type { HeldIdentity } from '../domain/visit/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** An identity with what the counter shows of its enterprise. */
export interface NamedIdentity extends HeldIdentity {
  readonly label: string
  readonly creditCode: string
}

interface RelationColumns {
  readonly enterprise_id: string
  readonly identity_type: string
  readonly state: string
  readonly valid_until: string | null
  readonly name: string
  readonly credit_code: string
}

/** The person's enabled and disabled relations; pending and finished ones let nobody act (R-SWT-04). */
async function listRelations(db: ReadDb, personId: string): Promise<NamedIdentity[]> {
  const rows = await db.all<RelationColumns>(
    sql(
      "select r.enterprise_id, r.identity_type, r.state, r.valid_until, e.name, e.credit_code from relation r join enterprise e on e.id = r.enterprise_id where r.person_id = ? and r.state in ('R4', 'R5') order by r.state, e.name, r.identity_type limit 200",
      [personId],
    ),
  )
  return rows.map((row) => ({
    acting: { kind: 'enterprise', enterpriseId: row.enterprise_id, identityType: row.identity_type },
    identityType: row.identity_type,
    enabled: row.state === 'R4',
    validUntil: row.valid_until,
    label: maskEnterpriseName(row.name),
    creditCode: maskCreditCode(row.credit_code),
  }))
}

interface AgreementColumns {
  readonly agency_id: string
  readonly enterprise_id: string
  readonly agent_person_ids: string
  readonly valid_until: string
  readonly state: string
  readonly name: string
  readonly credit_code: string
}

/** R-AGY-09: an agent stands in both forms, as the agency's personnel and as handling agent for the client. */
async function listClients(db: ReadDb, personId: string): Promise<NamedIdentity[]> {
  const rows = await db.all<AgreementColumns>(
    sql(
      'select g.agency_id, g.enterprise_id, g.agent_person_ids, g.valid_until, g.state, e.name, e.credit_code from agency_person p join agency_agreement g on g.agency_id = p.agency_id join enterprise e on e.id = g.enterprise_id where p.person_id = ? order by e.name limit 500',
      [personId],
    ),
  )
  return rows
    .filter((row) => (JSON.parse(row.agent_person_ids) as string[]).includes(personId))
    .map((row) => ({
      acting: { kind: 'agency', agencyId: row.agency_id, clientId: row.enterprise_id },
      identityType: 'agent',
      enabled: row.state === 'G3',
      validUntil: row.valid_until,
      label: maskEnterpriseName(row.name),
      creditCode: maskCreditCode(row.credit_code),
    }))
}

/** Every identity of a person besides the personal one, as the cache has it. */
export async function listIdentities(db: ReadDb, personId: string): Promise<NamedIdentity[]> {
  return [...(await listRelations(db, personId)), ...(await listClients(db, personId))]
}
