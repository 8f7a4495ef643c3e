import type { CivilDate, Instant } from '../kernel/instant.ts'

/** What runs out while somebody is away: on the last day itself it still counts. */
export type ExpiringKind = 'document' | 'relation' | 'agreement' | 'initial-password'

export interface Expiring {
  readonly kind: ExpiringKind
  readonly on: CivilDate
}

/** What a desk knows about a trip before it begins: the enterprises chosen, and how things stand here. */
export interface TripFacts {
  readonly now: Instant
  readonly returnOn: CivilDate
  /** When everything the central had was here; nothing before the first whole copy. */
  readonly asOf: Instant | null
  /** When whoever travels was last let in by the central itself. */
  readonly signedInAt: Instant | null
  /** Enterprises on the list that this desk has nothing of. */
  readonly unknownEnterprises: number
  readonly people: number
  readonly expiring: readonly Expiring[]
  /** People on the list whose document has run out already: they are captured anew or not served. */
  readonly expiredDocuments: number
  /** Acts about these people that wait for a code by SMS, which nobody gets without a network. */
  readonly waitingForCode: number
  /** Acts that came back and nobody has dealt with. */
  readonly returned: number
  /** Acts that the central hasn't got. */
  readonly unsent: number
}

/** Why a trip had better not begin so, or what to think of; in the order in which they are said. */
export const TRIP_REASONS = [
  'never-copied',
  'lease-missing',
  'lease-ends-before-return',
  'enterprises-unknown',
  'nobody-there',
  'lease-ends-on-return',
  'data-old',
  'documents-expired',
  'documents-expire',
  'relations-expire',
  'agreements-expire',
  'initial-passwords-lapse',
  'codes-waiting',
  'acts-returned',
  'acts-unsent',
] as const
export type TripReasonCode = (typeof TRIP_REASONS)[number]

export interface TripReason {
  readonly code: TripReasonCode
  /** `stop`: the work couldn't be done there; `mind`: it can, and somebody should know. */
  readonly weight: 'stop' | 'mind'
  /** How many, where it is a number of things. */
  readonly count?: number
  /** When, where it is a day. */
  readonly on?: CivilDate
}

export interface TripVerdict {
  readonly go: boolean
  readonly reasons: readonly TripReason[]
}

/** A limit of field work as it is used up; `most` is `null` where no rule sets one. */
export interface Gauge {
  readonly kind: 'lease' | 'commands' | 'bytes' | 'resets-by-clerk' | 'resets-of-person'
  readonly used: number
  readonly most: number | null
}
