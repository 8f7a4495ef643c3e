import { beijingDate } from '../kernel/calendar.ts'
import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Policy, SecondFactor } from '../policy/policy.ts'
import { afterFailure, afterSuccess, isLocked } from './lock.ts'
import { loginRefusals, type LoginRefusalCode } from './refusals.ts'
import {
  AGENT,
  type AccountName,
  type Entrance,
  type FailureCounts,
  type FailureReason,
  type LoginAdvice,
  type LoginPerson,
  type LoginRelation,
  type LoginState,
} from './types.ts'

/** The form of step one, its texts read; whether the password fits was found out by the keeper of the hashes. */
export interface FirstStepAttempt {
  readonly entrance: Entrance
  readonly account: AccountName
  readonly enterpriseCode: string
  readonly passwordGiven: boolean
  readonly passwordRight: boolean
  /** The slider fully right (R-LGE-06). */
  readonly humanCheck: boolean
}

/**
 * `not-attempted` counts nothing and is not logged (R-LGE-02); every other outcome is an attempt of the log.
 * `failures` are the counts to keep.
 */
export type FirstStepVerdict =
  | { readonly kind: 'not-attempted'; readonly refusal: Refusal }
  | {
      readonly kind: 'refused'
      readonly refusal: Refusal
      readonly reason: FailureReason
      readonly failures: FailureCounts
    }
  | {
      readonly kind: 'passed'
      readonly failures: FailureCounts
      /** Identity types to choose from (R-LGE-10); empty for 自然人业务. */
      readonly identities: readonly string[]
      /** Empty when this business asks for no second step. */
      readonly factors: readonly SecondFactor[]
      readonly mustChangePassword: boolean
      readonly advice: readonly LoginAdvice[]
    }

interface Circumstances {
  readonly now: Instant
  readonly policy: Policy
}

/** Whether a relation carries a log-in today: enabled and not past its end (R-TR-REL-15). */
export function isEffective(relation: LoginRelation, today: CivilDate): boolean {
  return relation.state === 'R4' && (relation.validUntil === null || relation.validUntil >= today)
}

/** Locked by the enterprise (冻结), as opposed to ended, expired or never confirmed (CF-17). */
export function isFrozen(relation: LoginRelation): boolean {
  return relation.state === 'R5' && relation.disabledReason === 'freeze'
}

/**
 * Judges account and password, and for an enterprise the relation behind them (R-LGE-02 … R-LGE-18, R-LCK); for 特定主体 the project, for an agency its forms. What
 * the relation looks like is told only to somebody who knows the password (OP-20).
 */
export function decideFirstStep(
  state: LoginState,
  attempt: FirstStepAttempt,
  { now, policy }: Circumstances,
): FirstStepVerdict {
  const incomplete = findGap(attempt, policy, now)
  if (incomplete !== undefined) return { kind: 'not-attempted', refusal: loginRefusals.make(incomplete) }
  const refuse = (code: LoginRefusalCode, reason: FailureReason, failures = state.failures): FirstStepVerdict => ({
    kind: 'refused',
    refusal: loginRefusals.make(code),
    reason,
    failures,
  })
  const { person } = state
  if (person === undefined || !hasAccount(person.accountState))
    return refuse(unknownAccountCode(attempt.account, person !== undefined), 'account-unknown')
  if (isLocked(state.failures, 'password', policy)) return refuse('login-locked', 'locked')
  const isVoid = person.credentialVoidAt !== null && person.credentialVoidAt <= now
  if (!attempt.passwordRight || isVoid) {
    const failures = afterFailure(state.failures, 'password')
    const code = isLocked(failures, 'password', policy) ? 'login-locked' : 'login-failed'
    return refuse(code, attempt.passwordRight ? 'password-void' : 'password-wrong', failures)
  }
  const failures = afterSuccess(state.failures, 'password')
  const barred = findEntranceBar({ ...state, person }, attempt.entrance, beijingDate(now))
  if (barred !== undefined) return refuse(barred.code, barred.reason, failures)
  return {
    kind: 'passed',
    failures,
    identities: identitiesOf(state, attempt.entrance, beijingDate(now)),
    factors: policy.secondFactor[attempt.entrance],
    mustChangePassword: mustChange(person.credentialState),
    advice: person.hasPhone ? [] : ['add-phone'],
  }
}

/** An initial or reset value opens nothing but its own change (R-LGE-08, R-PWD-24). */
export const mustChange = (credentialState: string): boolean => credentialState === 'K1' || credentialState === 'K3'

/** A0 has no account and A4 is deregistered (R-TR-ACC). */
export const hasAccount = (accountState: string): boolean => accountState !== 'A0' && accountState !== 'A4'

function findGap(attempt: FirstStepAttempt, policy: Policy, now: Instant): LoginRefusalCode | undefined {
  // R-PLT-01: on the day before, the earlier log-in was the one in force.
  if (policy.since !== null && beijingDate(now) < policy.since) return 'login-not-in-force'
  const { account, enterpriseCode, passwordGiven } = attempt
  const named = account.kind === 'username' ? account.username !== '' : account.number !== ''
  const complete = named && passwordGiven && (attempt.entrance === 'person' || enterpriseCode !== '')
  if (!complete) return 'login-incomplete'
  return attempt.humanCheck ? undefined : 'login-human-check'
}

/** The two answers the rules prescribe (R-LGE-13, R-LGE-15); an unknown username gets the uniform one. */
function unknownAccountCode(account: AccountName, personExists: boolean): LoginRefusalCode {
  if (account.kind === 'username') return 'login-failed'
  // R-LGE-13 is about a number nobody holds; one held by somebody without an account is no unknown number.
  return account.kind === 'phone' && !personExists ? 'login-phone-unknown' : 'login-not-registered'
}

/** What closes this entrance to a person who has proved themselves: no relation, no project, no agency. */
export function findEntranceBar(
  state: LoginState & { readonly person: LoginPerson },
  entrance: Entrance,
  today: CivilDate,
): { code: LoginRefusalCode; reason: FailureReason } | undefined {
  if (entrance === 'person') return undefined
  if (entrance === 'agency') return state.isAgent ? undefined : { code: 'login-no-agency', reason: 'no-agency' }
  return findRelationBar(state, entrance, today)
}

function findRelationBar(
  { person, relations, hasProject, projectRoles }: LoginState & { readonly person: LoginPerson },
  entrance: 'enterprise' | 'special',
  today: CivilDate,
): { code: LoginRefusalCode; reason: FailureReason } | undefined {
  const named = entrance === 'special' && projectRoles.length > 0
  if (!named && !relations.some((relation) => isEffective(relation, today))) {
    if (relations.some(isFrozen)) return { code: 'login-relation-frozen', reason: 'relation-frozen' }
    const code = entrance === 'special' ? 'login-project-number-missing' : 'login-no-relation'
    return { code, reason: 'no-relation' }
  }
  if (entrance === 'special' && !hasProject) return { code: 'login-no-project', reason: 'no-project' }
  return person.isRealNamed ? undefined : { code: 'login-not-captured', reason: 'not-captured' }
}

/** Every identity the person can be logged in as here, each once (R-LGE-10, R-XRG-06). */
export function identitiesOf({ relations, projectRoles }: LoginState, entrance: Entrance, today: CivilDate): string[] {
  if (entrance === 'person') return []
  if (entrance === 'agency') return [AGENT]
  const byRelation = relations.filter((relation) => isEffective(relation, today)).map((one) => one.identityType)
  return [...new Set([...byRelation, ...(entrance === 'special' ? projectRoles : [])])]
}
