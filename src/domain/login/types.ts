import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { SecondFactor } from '../policy/policy.ts'

/** The business a log-in opens (R-PLT-02, R-JRN-03): 企业业务, 代理业务, 个人业务. */
export const LOGIN_TYPES = ['enterprise', 'agency', 'person'] as const
export type LoginType = (typeof LOGIN_TYPES)[number]

/** What was proved last; `qr` is the scan that takes over an APP's own log-in (R-QRC-01). */
export const LOGIN_METHODS = ['password', 'sms', 'scan', 'qr'] as const
export type LoginMethod = (typeof LOGIN_METHODS)[number]

/** The methods whose failures are counted apart, each with a level of its own (R-LCK-02, R-POL-07). */
export type LockedMethod = 'password' | 'sms' | 'scan'

/** Failures in a row of each method on one Beijing day; a new day starts with an empty count (R-LCK-05). */
export type FailureCounts = Readonly<Record<LockedMethod, number>>

/** One text field takes a document number, any phone number of the person, or the username (R-LGE-03, R-LGE-04). */
export type AccountName =
  | { readonly kind: 'document'; readonly documentType: string; readonly number: string }
  | { readonly kind: 'phone'; readonly number: string }
  | { readonly kind: 'username'; readonly username: string }

/** 企业业务 and 自然人业务 of the login page, and 特定主体登录 below the first (R-LGE-17). */
export type Entrance = 'enterprise' | 'person' | 'special'

/** The person behind an account name, as far as a log-in is judged by it. */
export interface LoginPerson {
  readonly id: string
  /** A1 and later; A0 has no account and A4 is deregistered (R-TR-ACC). */
  readonly accountState: string
  readonly credentialState: string
  /** When a value set at the counter stops counting (OP-06). */
  readonly credentialVoidAt: Instant | null
  /** Whether a bound default number exists to send a code to (R-LGN-03, R-LGE-12). */
  readonly hasPhone: boolean
}

/** A relation of the person with the enterprise named in the form. */
export interface LoginRelation {
  readonly id: string
  readonly identityType: string
  readonly state: string
  readonly disabledReason: string | null
  readonly validUntil: CivilDate | null
}

/** What one log-in is judged on, loaded by storage. */
export interface LoginState {
  readonly person: LoginPerson | undefined
  readonly failures: FailureCounts
  /** Empty for 自然人业务, and where the enterprise is unknown. */
  readonly relations: readonly LoginRelation[]
  /** Whether the enterprise has a cross-region project of the chosen kind that is valid today (R-XRG). */
  readonly hasProject: boolean
}

/** Why a log-in failed, as the log keeps it: finer than the answer, which gives nothing away (OP-20). */
export const FAILURE_REASONS = [
  'account-unknown',
  'locked',
  'password-wrong',
  'password-void',
  'no-relation',
  'relation-frozen',
  'no-project',
  'code-wrong',
  'face-failed',
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]

/** What the person should hear although the log-in went well (R-LGE-14). */
export type LoginAdvice = 'add-phone'

/** The ways open at the second step; an empty list means that none is asked for (R-POL-09 … R-POL-12). */
export interface OpenFactors {
  readonly required: boolean
  readonly factors: readonly SecondFactor[]
}
