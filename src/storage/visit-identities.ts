import { findAdmissionBar } from '../domain/agency/standing.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskCreditCode, maskEnterpriseName } from '../domain/kernel/mask.ts'
import type { HeldIdentity } from '../domain/visit/types.ts'
import { toAgreement, type AgreementRecord } from './agency-rows.ts'
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

interface AgreementColumns extends AgreementRecord {
  readonly basic_form_at: number | null
  readonly account_state: string
  readonly name: string
  readonly credit_code: string
}

/** Every client an agent is named for; one they aren't let in to today is shown as disabled (R-AGY-09, R-AGY-14). */
async function listClients(db: ReadDb, personId: string, now: Instant): Promise<NamedIdentity[]> {
  const rows = await db.all<AgreementColumns>(
    sql(
      'select g.*, a.basic_form_at, n.account_state, e.name, e.credit_code from agency_person p join agency a on a.id = p.agency_id join person n on n.id = p.person_id join agency_agreement g on g.agency_id = p.agency_id join enterprise e on e.id = g.enterprise_id where p.person_id = ? order by e.name limit 500',
      [personId],
    ),
  )
  const today = beijingDate(now)
  return rows
    .map((row) => ({ row, agreement: toAgreement(row) }))
    .filter(({ agreement: { agents } }) => agents.length === 0 || agents.includes(personId))
    .map(({ row, agreement }) => {
      const person = { id: personId, accountState: row.account_state }
      const footing = { basicFormAt: row.basic_form_at, personnel: [personId] }
      return {
        acting: { kind: 'agency', agencyId: row.agency_id, clientId: row.enterprise_id },
        identityType: 'agent',
        enabled: findAdmissionBar(footing, agreement, person, today) === undefined,
        validUntil: row.valid_until,
        label: maskEnterpriseName(row.name),
        creditCode: maskCreditCode(row.credit_code),
      }
    })
}

/** Every identity of a person besides the personal one, as the cache has it. */
export async function listIdentities(db: ReadDb, personId: string, now: Instant): Promise<NamedIdentity[]> {
  return [...(await listRelations(db, personId)), ...(await listClients(db, personId, now))]
}
