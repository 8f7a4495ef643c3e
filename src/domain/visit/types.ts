import type { CivilDate } from '../kernel/instant.ts'
import type { ActingIdentity } from '../kernel/visit.ts'

/** A relation or agreement of the visitor, as far as it decides in which identity they may act. */
export interface HeldIdentity {
  readonly acting: ActingIdentity
  /** What the identity is called: a built-in identity type or one of the enterprise's own. */
  readonly identityType: string
  readonly enabled: boolean
  readonly validUntil: CivilDate | null
}

/** The columns of the permission matrix that a visitor can stand in (R-PM). */
export type Standing = 'manager' | 'staff' | 'person' | 'agent' | 'letter'

/** One answer to "may this person do it, in this identity, at this counter?" */
export interface ActOffer {
  readonly act: string
  readonly allowed: boolean
  /** The row of the matrix, or the rule that says no. */
  readonly rule: string
  /** Why not, as a locale key; absent when allowed. */
  readonly reason?: ActReason
}

export const ACT_REASONS = [
  'role-views-only',
  'visitor-unknown',
  'account-missing',
  'deregistered',
  'needs-person',
  'needs-enterprise',
  'needs-manager',
  'profile-off',
] as const
export type ActReason = (typeof ACT_REASONS)[number]
