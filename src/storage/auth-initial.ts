import { findPasswordProblem } from '../domain/credential/password-rule.ts'
import { mustChange } from '../domain/login/first-step.ts'
import { loginRefusals } from '../domain/login/refusals.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { sql } from './database.ts'
import { endSessionsOf } from './person-session.ts'
import { Refused } from './refused.ts'
import { findRow, patchRow, type Work } from './rows.ts'
import { takeTurns } from './turns.ts'

/** Why a text can't follow an initial or reset value: it breaks the rule in force (R-PWD-23, R-PWD-24). */
export function findNewPasswordBar(password: string, policy: Policy): Refusal | undefined {
  const problem = findPasswordProblem(password, policy.passwordRule)
  return problem && loginRefusals.make('login-password-breaks-rule', { problem })
}

/**
 * Replaces an initial or reset value by the person's own password (R-LGE-08, R-TR-ACC-05, R-TR-CRD-01/06): from now on
 * the former value opens nothing, and no session that it opened lives on.
 * @throws Refused when the account is not on such a value any more.
 */
export async function changeInitialPassword(
  work: Work,
  personId: string,
  passwordHash: string,
  now: Instant,
): Promise<{ readonly hallId: string }> {
  await takeTurns(work.db, [personId])
  const person = await findRow(work.db, 'person', [personId])
  if (person === undefined || !mustChange(String(person['credential_state'])))
    throw new Refused(loginRefusals.make('login-password-not-changeable'))
  await work.db.run(
    sql(
      "insert into person_secret (person_id, password_hash, source, set_at, void_at) values (?, ?, 'own', ?, null) on conflict (person_id) do update set password_hash = excluded.password_hash, source = excluded.source, set_at = excluded.set_at, void_at = excluded.void_at",
      [personId, passwordHash, now],
    ),
  )
  await patchRow(work, 'person', [personId], {
    credential_state: 'K2',
    credential_void_at: null,
    account_state: person['account_state'] === 'A1' ? 'A2' : person['account_state'],
    updated_at: now,
  })
  await endSessionsOf(work.db, personId)
  return { hallId: String(person['hall_id']) }
}
