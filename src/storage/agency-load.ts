import type { Agency, AgencyPerson, Agreement } from '../domain/agency/types.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { toAgency, toAgreement, type AgencyRecord, type AgreementRecord } from './agency-rows.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

export async function findAgency(db: ReadDb, id: string): Promise<Agency | undefined> {
  const row = await db.find<AgencyRecord>(sql('select * from agency where id = ?', [id]))
  return row && toAgency(row)
}

/** The agency of this unified social credit code, as typed (R-AGY-01). */
export async function findAgencyByCode(db: ReadDb, typed: string): Promise<Agency | undefined> {
  const code = normaliseIdentifier(typed)
  if (code === '') return undefined
  const row = await db.find<AgencyRecord>(sql('select * from agency where credit_code = ?', [code]))
  return row && toAgency(row)
}

/** Ids of the agency's people by the first form (R-AGY-09). */
export async function listPersonnel(db: ReadDb, agencyId: string): Promise<string[]> {
  const rows = await db.all<{ person_id: string }>(
    sql('select person_id from agency_person where agency_id = ? order by person_id', [agencyId]),
  )
  return rows.map((row) => row.person_id)
}

/** Every agreement between the two, ended ones too, the newest first. */
export async function listAgreements(db: ReadDb, agencyId: string, enterpriseId: string): Promise<Agreement[]> {
  const rows = await db.all<AgreementRecord>(
    sql('select * from agency_agreement where agency_id = ? and enterprise_id = ? order by id desc', [
      agencyId,
      enterpriseId,
    ]),
  )
  return rows.map(toAgreement)
}

export async function findAgreement(db: ReadDb, id: string): Promise<Agreement | undefined> {
  const row = await db.find<AgreementRecord>(sql('select * from agency_agreement where id = ?', [id]))
  return row && toAgreement(row)
}

interface PersonColumns {
  readonly id: string
  readonly name: string
  readonly account_state: string
}

export async function findAgencyPerson(db: ReadDb, id: string): Promise<AgencyPerson | undefined> {
  const row = await db.find<PersonColumns>(sql('select id, name, account_state from person where id = ?', [id]))
  return row && { id: row.id, name: row.name, accountState: row.account_state }
}
