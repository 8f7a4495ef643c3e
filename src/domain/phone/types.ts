import type { Instant } from '../kernel/instant.ts'

/**
 * The pair (person, number), R-TR-PHN: `bound` counts; `unverified` was recorded at a counter and waits for its
 * code, so nothing may rest on it (OP-24); `emptied` was taken over by another person (R-PHN-01).
 */
export type PhoneState = 'bound' | 'unverified' | 'emptied'

export interface Phone {
  /** The id of the command that first recorded the pair. */
  readonly id: string
  readonly personId: string
  readonly number: string
  readonly state: PhoneState
  /** Exactly one bound number of a person is the default (R-PHN-07). */
  readonly isDefault: boolean
  readonly verifiedAt: Instant | null
  readonly emptiedAt: Instant | null
}

/** What a phone decision needs loaded: the person's own pairs, and who else holds the number in question. */
export interface PhoneBook {
  readonly person: { readonly id: string; readonly active: boolean } | undefined
  readonly phones: readonly Phone[]
  /** The other person's bound pair for the number named by the command. */
  readonly otherHolder: Phone | undefined
  /** Every bound number of that other person, needed to pick their next default (OP-12). */
  readonly otherHolderPhones: readonly Phone[]
}

/** A picture taken at the counter, where the person is to be proved by face instead of by the old number. */
interface ByFace {
  readonly scenePhotoAttachmentId?: string
}

export type PhoneCommand =
  | ({ readonly name: 'phone.add'; readonly personId: string; readonly number: string } & ByFace)
  | ({
      readonly name: 'phone.modify'
      readonly personId: string
      readonly phoneId: string
      readonly number: string
    } & ByFace)
  | ({ readonly name: 'phone.delete'; readonly personId: string; readonly phoneId: string } & ByFace)
  | { readonly name: 'phone.set-default'; readonly personId: string; readonly phoneId: string }
  | {
      readonly name: 'phone.recover'
      readonly personId: string
      readonly number: string
      /** The password typed on the customer screen, for the central's eyes only. */
      readonly sealedPassword?: string
    }

export type PhoneEvent =
  { readonly kind: 'phone-put'; readonly phone: Phone } | { readonly kind: 'phone-removed'; readonly phoneId: string }
