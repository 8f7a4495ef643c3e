import { beijingDate } from '../kernel/calendar.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { findEntranceBar, hasAccount, identitiesOf, mustChange } from './first-step.ts'
import { loginRefusals } from './refusals.ts'
import { judgeIdentity } from './second-step.ts'
import type { Entrance, FailureReason, LoginState } from './types.ts'

/** `not-attempted` leaves no trace; the others are an attempt of the log. */
export type TakeOverVerdict =
  | { readonly kind: 'not-attempted'; readonly refusal: Refusal }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly reason: FailureReason }
  | { readonly kind: 'passed'; readonly identityType: string; readonly mustChangePassword: boolean }

/**
 * Judges a log-in without a password of its own: taken over from an APP (R-QRC-01), or by a face that has passed at
 * a special entity's page (R-QRC-05). Everything but the password is asked as at any log-in, because the APP's own may
 * be hours old.
 * @param attempt.identityType empty takes the only identity there is.
 */
export function decideTakeOver(
  state: LoginState,
  { entrance, identityType }: { readonly entrance: Entrance; readonly identityType: string },
  now: Instant,
): TakeOverVerdict {
  const { person } = state
  if (person === undefined || !hasAccount(person.accountState))
    return { kind: 'refused', refusal: loginRefusals.make('login-not-registered'), reason: 'account-unknown' }
  const barred = findEntranceBar({ ...state, person }, entrance, beijingDate(now))
  if (barred !== undefined) return { kind: 'refused', refusal: loginRefusals.make(barred.code), reason: barred.reason }
  const [only = '', ...others] = identitiesOf(state, entrance, beijingDate(now))
  const chosen = identityType === '' && others.length === 0 ? only : identityType
  const problem = judgeIdentity(state, { entrance, identityType: chosen }, now)
  if (problem === undefined)
    return { kind: 'passed', identityType: chosen, mustChangePassword: mustChange(person.credentialState) }
  const refusal = loginRefusals.make(problem.code)
  return problem.reason === undefined
    ? { kind: 'not-attempted', refusal }
    : { kind: 'refused', refusal, reason: problem.reason }
}
