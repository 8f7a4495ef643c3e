import type { CivilDate, Instant } from '../kernel/instant.ts'

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

/** 企业业务, 自然人业务 and 代理业务 of the login page, and 特定主体登录 below the first (R-LGE-17). */
export const ENTRANCES = ['enterprise', 'person', 'agency', 'special'] as const
export type Entrance = (typeof ENTRANCES)[number]

/** 跨区域报验户 and 跨区税源登记纳税人: the two types of 特定主体, and no third (R-XRG-01). */
export const PROJECT_KINDS = ['report', 'tax-source'] as const
export type ProjectKind = (typeof PROJECT_KINDS)[number]

/** 经办人 and 联系人 of 《跨区域涉税事项报告表》, who act for a project without being staff (R-XRG-06). */
export const PROJECT_ROLES = ['handler', 'contact'] as const

/** The identity of whoever is logged in for an agency (税务代理人员, R-EN-IDT). */
export const AGENT = 'agent'

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
  /** Captured, or of a level that only a real-name record gives (R-PLT-15, OP-08). */
  readonly isRealNamed: boolean
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
  /** What reports of such projects name the person as (R-XRG-06); empty at every other entrance. */
  readonly projectRoles: readonly string[]
  /** Whether the person is among the people of the agency named in the form, by its first form (R-AGY-01, R-AGY-10). */
  readonly isAgent: boolean
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
  'no-agency',
  'not-captured',
  'code-wrong',
  'face-failed',
  'legacy-closed',
  'enterprise-password-none',
  'enterprise-password-wrong',
  'not-in-core',
  'manager-first',
  'quick-not-ready',
  'password-none',
  'not-represented',
  'agreement-password-wrong',
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]

/** What the person should hear although the log-in went well (R-LGE-14). */
export type LoginAdvice = 'add-phone'
