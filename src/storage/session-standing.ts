import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { isAgentOf } from './agency-agent.ts'
import { findClient } from './agency-clients.ts'
import { listIdentitiesAt } from './cross-project.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { PersonSession } from './person-session.ts'

/**
 * Whether what a finished log-in rested on still holds: the account, and the relation, project or agency's forms it
 * was opened by (R-DRG-03, R-LGE-09, R-LGE-18, R-TR-REL-15, R-XRG-06, R-AGY-09).
 */
export async function isStanding(
  db: ReadDb,
  session: PersonSession,
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
): Promise<boolean> {
  const { personId, enterpriseId, agencyId, entrance } = session
  const person = await db.find<{ account_state: string }>(
    sql('select account_state from person where id = ?', [personId]),
  )
  if (person === undefined || person.account_state === 'A0' || person.account_state === 'A4') return false
  if (entrance === 'agency') {
    if (agencyId === null || !(await isAgentOf(db, personId, agencyId, policy))) return false
    return enterpriseId === null || (await findClient(db, { agencyId, enterpriseId, personId }, now)) !== undefined
  }
  return enterpriseId === null || hasIdentity(db, { ...session, enterpriseId }, beijingDate(now))
}

/** Whether the chosen identity counts today, at the project where the log-in is at one. */
async function hasIdentity(
  db: ReadDb,
  { personId, enterpriseId, projectId, identityType }: PersonSession & { readonly enterpriseId: string },
  today: CivilDate,
): Promise<boolean> {
  if (projectId !== null) return (await listIdentitiesAt(db, personId, projectId, today)).includes(identityType ?? '')
  const relation = await db.find(
    sql(
      "select id from relation where enterprise_id = ? and person_id = ? and identity_type = ? and state = 'R4' and (valid_until is null or valid_until >= ?) limit 1",
      [enterpriseId, personId, identityType ?? '', today],
    ),
  )
  return relation !== undefined
}
