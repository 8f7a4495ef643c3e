import type { LoginObstacle } from '../contract/credential.ts'
import { findObstacles, type LoginFacts } from '../domain/credential/obstacles.ts'
import type { CredentialState } from '../domain/credential/types.ts'
import { beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { listPhones } from './phone.ts'
import type { ReadContext } from './queries.ts'

interface PersonColumns {
  readonly account_state: string
  readonly credential_state: CredentialState
  readonly credential_void_at: number | null
  readonly captured_at: number | null
}

/** Why this person can't log in, as far as the cache can tell. */
async function diagnose(
  db: ReadDb,
  { personId }: { personId: string },
  { now }: ReadContext,
): Promise<LoginObstacle[]> {
  const person = await db.find<PersonColumns>(
    sql('select account_state, credential_state, credential_void_at, captured_at from person where id = ?', [personId]),
  )
  if (person === undefined) return []
  const failures = await db.find<{ count: number; last: number | null }>(
    sql(
      "select count(*) as count, max(at) as last from login_log where person_id = ? and at >= ? and result = 'failure'",
      [personId, beijingMidnight(beijingDate(now))],
    ),
  )
  const disabled = await db.find<{ count: number }>(
    sql("select count(*) as count from relation where person_id = ? and state = 'R5'", [personId]),
  )
  const phones = await listPhones(db, personId)
  const facts: LoginFacts = {
    accountState: person.account_state,
    credentialState: person.credential_state,
    credentialVoidAt: person.credential_void_at,
    capturedAt: person.captured_at,
    numbers: phones.map((phone) => ({ state: phone.state, emptiedAt: phone.emptied_at })),
    failuresToday: failures?.count ?? 0,
    lastFailureAt: failures?.last ?? null,
    disabledRelations: disabled?.count ?? 0,
  }
  return findObstacles(facts, now)
}

export const credentialReads = { 'credential.diagnose': diagnose }
