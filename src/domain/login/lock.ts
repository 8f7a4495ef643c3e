import type { Policy } from '../policy/policy.ts'
import type { FailureCounts, LockedMethod } from './types.ts'

type LockPolicy = Pick<Policy, 'lockFailures' | 'lockLevels'>

/** The counts a day begins with (R-LCK-05): storage keys its rows by the Beijing day, so midnight unlocks by itself. */
export const NO_FAILURES: FailureCounts = { password: 0, sms: 0, scan: 0 }

const METHODS: readonly LockedMethod[] = ['password', 'sms', 'scan']

/**
 * Whether entries by this method are refused, right ones too: some method of its level or above has failed as often
 * as the policy allows (R-LCK-01, OP-02).
 */
export function isLocked(failures: FailureCounts, method: LockedMethod, policy: LockPolicy): boolean {
  return METHODS.some(
    (other) => failures[other] >= policy.lockFailures && policy.lockLevels[other] >= policy.lockLevels[method],
  )
}

/** One more failure of this method; the other methods are counted apart (R-LCK-02). */
export function afterFailure(failures: FailureCounts, method: LockedMethod): FailureCounts {
  return { ...failures, [method]: failures[method] + 1 }
}

/** A right entry ends the row of failures of its method (R-LCK-06); a passed face ends all of them (R-LCK-04). */
export function afterSuccess(failures: FailureCounts, method: LockedMethod): FailureCounts {
  return method === 'scan' ? NO_FAILURES : { ...failures, [method]: 0 }
}

/**
 * 忘记密码 done by this method unlocks what stands below it: by code the password, by face everything (R-LCK-03,
 * OP-02). The caller has refused a method that is locked itself.
 */
export function afterPasswordRecovered(
  failures: FailureCounts,
  by: LockedMethod | 'counter',
  policy: LockPolicy,
): FailureCounts {
  if (by === 'counter' || by === 'scan') return NO_FAILURES
  const cleared = METHODS.filter((method) => policy.lockLevels[method] < policy.lockLevels[by])
  return { ...failures, ...Object.fromEntries(cleared.map((method) => [method, 0])) }
}
