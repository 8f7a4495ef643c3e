import type { Policy } from '../domain/policy/policy.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/**
 * Whether this person may log in for this agency: among its people by the first form (R-AGY-07), with an account that
 * they registered themselves (R-AGY-10). Where the profile asks for no forms, being among its people is enough.
 */
export async function isAgentOf(
  db: ReadDb,
  personId: string,
  agencyId: string,
  { agencyTwoForms }: Pick<Policy, 'agencyTwoForms'>,
): Promise<boolean> {
  const row = await db.find<{ basic_form_at: number | null }>(
    sql(
      "select a.basic_form_at from agency a join agency_person m on m.agency_id = a.id join person p on p.id = m.person_id where a.id = ? and m.person_id = ? and p.account_state in ('A1', 'A2')",
      [agencyId, personId],
    ),
  )
  return row !== undefined && (row.basic_form_at !== null || !agencyTwoForms)
}
