import type { Agency, Agreement } from '../domain/agency/types.ts'
import type { Row } from './rows.ts'

/** An agency as the table holds it. */
export interface AgencyRecord {
  readonly id: string
  readonly hall_id: string
  readonly credit_code: string
  readonly name: string
  readonly basic_form_at: number | null
  readonly version: number
}

export const toAgency = (row: AgencyRecord): Agency => ({
  id: row.id,
  hallId: row.hall_id,
  creditCode: row.credit_code,
  name: row.name,
  basicFormAt: row.basic_form_at,
  version: row.version,
})

export const fromAgency = (agency: Agency): Row => ({
  id: agency.id,
  hall_id: agency.hallId,
  credit_code: agency.creditCode,
  name: agency.name,
  basic_form_at: agency.basicFormAt,
  version: 0,
})

/** An agreement as the table holds it. */
export interface AgreementRecord {
  readonly id: string
  readonly agency_id: string
  readonly enterprise_id: string
  /** JSON array. */
  readonly agent_person_ids: string
  readonly valid_from: string
  readonly valid_until: string
  readonly state: Agreement['state']
  readonly version: number
}

export const toAgreement = (row: AgreementRecord): Agreement => ({
  id: row.id,
  agencyId: row.agency_id,
  enterpriseId: row.enterprise_id,
  agents: JSON.parse(row.agent_person_ids) as string[],
  validFrom: row.valid_from,
  validUntil: row.valid_until,
  state: row.state,
  version: row.version,
})

export const fromAgreement = (agreement: Agreement): Row => ({
  id: agreement.id,
  agency_id: agreement.agencyId,
  enterprise_id: agreement.enterpriseId,
  agent_person_ids: JSON.stringify(agreement.agents),
  valid_from: agreement.validFrom,
  valid_until: agreement.validUntil,
  state: agreement.state,
  version: 0,
})
