import { defineRefusals } from '../kernel/refusal.ts'
import type { Policy } from '../policy/policy.ts'
import { isLocked } from './lock.ts'
import type { FailureCounts } from './types.ts'

/** What stops 忘记密码 and 找回手机号码, in order of precedence. */
export const recoveryRefusals = defineRefusals({
  'recovery-incomplete': { rule: 'R-RPH-02' },
  'recovery-account-unknown': { rule: 'R-FGT-01', message: 'R-MSG-34', field: 'documentNumber' },
  'recovery-expired': { rule: 'R-FGT-03', retry: true },
  'recovery-no-way': { rule: 'R-FGT-07' },
  'recovery-failed': { rule: 'R-RPH-03', message: 'R-MSG-37', field: 'password' },
})
export type RecoveryRefusalCode = (typeof recoveryRefusals.codes)[number]

/** What decides by which ways somebody without a password can prove themselves. */
export interface RecoveryFacts {
  readonly hasPhone: boolean
  /** A captured face, without which none can be looked at (R-FGT-07). */
  readonly hasFace: boolean
  readonly failures: FailureCounts
}

export type RecoveryWay = 'sms' | 'scan'

/**
 * The ways open for 忘记密码 (R-FGT-02): a code, a scan, or both; one that is locked is not among them (OP-02), nor one
 * there is nothing for. None at all sends the person to a tax service place.
 */
export function openWays(
  { hasPhone, hasFace, failures }: RecoveryFacts,
  policy: Pick<Policy, 'lockFailures' | 'lockLevels'>,
): RecoveryWay[] {
  const ways: RecoveryWay[] = []
  if (hasPhone && !isLocked(failures, 'sms', policy)) ways.push('sms')
  if (hasFace && !isLocked(failures, 'scan', policy)) ways.push('scan')
  return ways
}
