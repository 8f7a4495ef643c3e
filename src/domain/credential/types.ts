import type { Instant } from '../kernel/instant.ts'

/** K0 not set, K1 initial value, K2 the person's own, K3 reset at a counter and to be changed (R-TR-CRD). */
export type CredentialState = 'K0' | 'K1' | 'K2' | 'K3'

/** What a decision about a person's password needs loaded; the password itself is never among it. */
export interface CredentialRecord {
  readonly person:
    | {
        readonly id: string
        /** A0 no account … A4 deregistered (R-TR-ACC). */
        readonly accountState: string
        readonly credentialState: CredentialState
      }
    | undefined
  /** Where codes for this person go (R-PHN-15). */
  readonly defaultNumber: string | undefined
}

export type CredentialCommand =
  | {
      /** At the counter, or the person's own 忘记密码. */
      readonly name: 'credential.reset'
      readonly personId: string
      /** `none`: the new password was typed by the person and sealed; `initial`: the initial value is set again. */
      readonly fallback: 'none' | 'initial'
      /** The new password, sealed on the customer screen for the central alone. */
      readonly sealedPassword?: string
      /** The sealed statement under which somebody else acts for the person (R-HAL-05). */
      readonly letterAttachmentId?: string
      /** A picture taken at the counter, for the live face against the captured one (OP-06). */
      readonly scenePhotoAttachmentId?: string
    }
  | {
      readonly name: 'credential.change'
      readonly personId: string
      /** What proves the person: the old password where nothing is said, a code to the default number, or the face (R-PWD-08). */
      readonly by?: 'password' | 'code' | 'face'
      readonly sealedPassword?: string
    }

/** The person's credential and account as they are now; `typed` takes the password that the central keeps ready. */
export interface CredentialEvent {
  readonly kind: 'credential-put'
  readonly personId: string
  readonly credentialState: CredentialState
  readonly accountState: string
  readonly voidAt: Instant | null
  readonly secret: 'typed' | 'initial'
}
