import type { AdmissionBar } from '../agency/types.ts'
import type { CredentialState } from '../credential/types.ts'
import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { Policy } from '../policy/policy.ts'
import type { DisabledReason, RelationState } from '../relation/types.ts'
import type { CauseId } from './causes.ts'
import type { FailureCounts, FailureReason, LockedMethod } from './types.ts'

/** A row that shows a cause, and when what it shows came about. */
export interface Evidence {
  readonly table: 'person' | 'phone' | 'relation' | 'login_log' | 'cross_project' | 'agency' | 'agency_agreement'
  readonly id: string
  readonly at: Instant | null
}

/** One reason, with what shows it and what helps. */
export interface Cause {
  readonly cause: CauseId
  readonly rule: string
  readonly card: string
  readonly act?: string
  /** `certain` stops every log-in now; `likely` is what an attempt failed for lately; `possible` closes one way. */
  readonly likelihood: 'certain' | 'likely' | 'possible'
  readonly evidence: readonly Evidence[]
  /** How many rows or failures it is about. */
  readonly count?: number
  /** Since when, or when the last time was. */
  readonly at?: Instant
  /** When it ends by itself. */
  readonly until?: Instant
  readonly method?: LockedMethod
}

/** A cause before it is ranked; `stops` where that depends on what was asked. */
export type Finding = Omit<Cause, 'rule' | 'card' | 'act' | 'likelihood'> & { readonly stops?: boolean }

export interface DiagnosisContext {
  readonly now: Instant
  readonly policy: Policy
}

export interface DiagnosedRelation {
  readonly id: string
  readonly enterpriseId: string
  readonly state: RelationState
  readonly disabledReason: DisabledReason | null
  readonly validUntil: CivilDate | null
  readonly functions: readonly string[]
  readonly decidedAt: Instant | null
}

/** What is known of a person that decides whether a log-in can work. */
export interface DiagnosisFacts {
  readonly person: {
    readonly id: string
    readonly accountState: string
    readonly documentType: string
    readonly credentialState: CredentialState
    readonly credentialVoidAt: Instant | null
    readonly capturedAt: Instant | null
    readonly capturedPhone: string | null
    readonly validityEnd: CivilDate | null
  }
  readonly phones: readonly {
    readonly id: string
    readonly number: string
    readonly state: 'bound' | 'unverified' | 'emptied'
    readonly isDefault: boolean
    readonly verifiedAt: Instant | null
    readonly emptiedAt: Instant | null
  }[]
  /** Attempts of the last month, the newest first. */
  readonly attempts: readonly {
    readonly id: string
    readonly at: Instant
    /** Absent: it went well. */
    readonly reason: FailureReason | undefined
  }[]
  readonly relations: readonly DiagnosedRelation[]
  /** What the person's agencies bar them by, one entry an agreement, or an agency that has none. */
  readonly agencies: readonly { readonly evidence: Evidence; readonly bar: AdmissionBar | undefined }[]
  /** The enterprise whose door is asked about; without one, every enterprise of the person is looked at. */
  readonly target?: {
    readonly enterpriseId: string
    /** Projects of a special entity, where the log-in is one's; each with whether it counts today. */
    readonly projects: readonly { readonly id: string; readonly counts: boolean }[]
  }
  /** What the central alone knows. */
  readonly central?: {
    readonly failures: FailureCounts
    /** When a code can go to the default number again, if none can now. */
    readonly codesAgainAt: Instant | undefined
    /** What the core tax system has registered for the person, where it was asked. */
    readonly core?: { readonly mobile: string; readonly fixedLine: string }
  }
}
