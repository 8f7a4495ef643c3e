import { beijingDate } from '../kernel/calendar.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { Policy, SecondFactor } from '../policy/policy.ts'
import { isEffective, isFrozen, mustChange } from './first-step.ts'
import { afterFailure, afterSuccess, isLocked } from './lock.ts'
import { loginRefusals, type LoginRefusalCode } from './refusals.ts'
import type { Entrance, FailureCounts, FailureReason, LockedMethod, LoginState } from './types.ts'

/** What the code check or the face service said about the second factor. */
export type FactorResult = 'passed' | 'failed' | 'busy'

export interface SecondStepAttempt {
  readonly entrance: Entrance
  readonly factor: SecondFactor
  readonly result: FactorResult
  /** The identity chosen among those of the person at this enterprise; empty for 自然人业务 (R-LGE-10). */
  readonly identityType: string
}

/** `not-attempted` proves nothing either way and leaves no trace; `failures` are the counts to keep. */
export type SecondStepVerdict =
  | { readonly kind: 'not-attempted'; readonly refusal: Refusal }
  | {
      readonly kind: 'refused'
      readonly refusal: Refusal
      readonly reason: FailureReason
      readonly failures: FailureCounts
    }
  | { readonly kind: 'passed'; readonly failures: FailureCounts; readonly mustChangePassword: boolean }

interface Circumstances {
  readonly now: Instant
  readonly policy: Policy
}

/** A code is its own method; both APPs scan and then look at the face (R-QRC-04). */
export const methodOf = (factor: SecondFactor): LockedMethod => (factor === 'sms' ? 'sms' : 'scan')

/**
 * Whether this factor can be tried at all, asked before a code is sent or the face service is called: nothing is
 * spent on a way that is not offered, has no number, or is locked.
 */
export function findFactorBar(
  state: LoginState,
  { entrance, factor }: Pick<SecondStepAttempt, 'entrance' | 'factor'>,
  policy: Policy,
): Refusal | undefined {
  if (!policy.secondFactor[entrance].includes(factor)) return loginRefusals.make('login-factor-not-offered')
  if (factor === 'sms' && state.person?.hasPhone !== true) return loginRefusals.make('login-phone-empty')
  return isLocked(state.failures, methodOf(factor), policy) ? loginRefusals.make('login-locked') : undefined
}

/** Whether the choice of an identity is still missing (R-LGE-10): asked before a code or a scan is used up. */
export function findChoiceBar(
  state: LoginState,
  attempt: Pick<SecondStepAttempt, 'entrance' | 'identityType'>,
  now: Instant,
): Refusal | undefined {
  const identity = judgeIdentity(state, attempt, now)
  return identity?.reason === undefined && identity !== undefined ? loginRefusals.make(identity.code) : undefined
}

/**
 * Judges the second step (R-LGE-07, R-LGE-10, R-LCK). The relation is judged once more, because minutes may lie
 * between the two steps.
 */
export function decideSecondStep(
  state: LoginState,
  attempt: SecondStepAttempt,
  { now, policy }: Circumstances,
): SecondStepVerdict {
  const stop = (refusal: Refusal): SecondStepVerdict => ({ kind: 'not-attempted', refusal })
  const bar = findFactorBar(state, attempt, policy)
  if (state.person === undefined) return stop(loginRefusals.make('login-failed'))
  if (bar !== undefined) return stop(bar)
  if (attempt.result === 'busy') return stop(loginRefusals.make('login-face-busy'))
  const method = methodOf(attempt.factor)
  const refuse = (code: LoginRefusalCode, reason: FailureReason, failures: FailureCounts): SecondStepVerdict => ({
    kind: 'refused',
    refusal: loginRefusals.make(code),
    reason,
    failures,
  })
  if (attempt.result === 'failed') {
    const failures = afterFailure(state.failures, method)
    const code = method === 'sms' ? 'login-code-wrong' : 'login-face-failed'
    const reason = method === 'sms' ? 'code-wrong' : 'face-failed'
    return refuse(isLocked(failures, method, policy) ? 'login-locked' : code, reason, failures)
  }
  const identity = judgeIdentity(state, attempt, now)
  if (identity !== undefined && identity.reason === undefined) return stop(loginRefusals.make(identity.code))
  const failures = afterSuccess(state.failures, method)
  if (identity?.reason !== undefined) return refuse(identity.code, identity.reason, failures)
  return { kind: 'passed', failures, mustChangePassword: mustChange(state.person.credentialState) }
}

/** No answer means that the identity stands; one without a reason means that the choice is still missing. */
export function judgeIdentity(
  { relations, projectRoles, isAgent }: LoginState,
  { entrance, identityType }: Pick<SecondStepAttempt, 'entrance' | 'identityType'>,
  now: Instant,
): { code: LoginRefusalCode; reason?: FailureReason } | undefined {
  if (entrance === 'person') return undefined
  if (entrance === 'agency') return isAgent ? undefined : { code: 'login-no-agency', reason: 'no-agency' }
  if (identityType === '') return { code: 'login-identity-not-chosen' }
  if (entrance === 'special' && projectRoles.includes(identityType)) return undefined
  const chosen = relations.filter((relation) => relation.identityType === identityType)
  if (chosen.some((relation) => isEffective(relation, beijingDate(now)))) return undefined
  return chosen.some(isFrozen)
    ? { code: 'login-relation-frozen', reason: 'relation-frozen' }
    : { code: 'login-no-relation', reason: 'no-relation' }
}
