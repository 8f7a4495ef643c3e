import type { DocumentTypeId } from '../document/document-types.ts'
import type { Sex } from '../document/id-number.ts'
import type { Validity } from '../document/validity.ts'
import type { CivilDate, Instant } from '../kernel/instant.ts'
import type { Phone, PhoneBook, PhoneEvent } from '../phone/types.ts'

/** A0 no account · A1 opened, on its initial password · A2 in order · A3 from abroad, limited · A4 deregistered (rules §4.1). */
export const ACCOUNT_STATES = ['A0', 'A1', 'A2', 'A3', 'A4'] as const
export type AccountState = (typeof ACCOUNT_STATES)[number]

/** What can happen to an account (R-TR-ACC). */
export const ACCOUNT_EVENTS = [
  'register-with-face',
  'register-without-face',
  'register-uncaptured',
  'register-overseas',
  'face-failed',
  'open',
  'change-password',
  'recover-password',
  'deregister',
  'log-in-by-document',
] as const
export type AccountEventName = (typeof ACCOUNT_EVENTS)[number]

/** The papers somebody agrees to with a tap: registration, deregistration, and the two of a capture by APP. */
export type Paper = 'registration' | 'deregistration' | 'privacy-consent' | 'face-agreement'

/** The wording of the agreements this build knows (R-EN-PAP). */
export const AGREEMENT_VERSIONS = { registration: 'registration/1', deregistration: 'deregistration/1' } as const

/** Page 2 of a registration as it was typed (R-REG-04); an empty text was not given. */
export interface Identity {
  readonly name: string
  readonly documentType: string
  readonly documentNumber: string
  readonly sex: string
  readonly nationality: string
  /** Asked for where the document's number doesn't say it. */
  readonly birth: string
  readonly validityKind: string
  readonly validityStart: string
  readonly validityEnd: string
}

/** The same as it may be stored. */
export interface CheckedIdentity {
  readonly name: string
  readonly documentType: DocumentTypeId
  readonly documentNumber: string
  readonly sex: Sex
  readonly nationality: string
  readonly birth: CivilDate | null
  readonly validity: Validity | null
}

/** Who holds the document of a registration, as far as it is judged by them. */
export interface DocumentHolder {
  readonly id: string
  readonly name: string
  readonly accountState: AccountState
  readonly level: number
  /** The real-name record: where it was made, and the number given with it (CF-09). */
  readonly capture: { readonly channel: string | null; readonly phone: string | null } | undefined
}

/** What a registration needs loaded. */
export interface RegisterState {
  readonly holder: DocumentHolder | undefined
  readonly phones: PhoneBook
  /** Whether another person has the username. */
  readonly usernameTaken: boolean
}

interface RegisterFields {
  /** Which wording of the agreement was ticked; empty when none was (R-REG-03). */
  readonly agreed: string
  readonly identity: Identity
  readonly username: string
}

/** 用户注册 of 自然人业务 (R-REG). */
export interface RegisterCommand extends RegisterFields {
  readonly name: 'account.register'
  readonly number: string
}

/** 境外自然人注册 (R-REG-14). */
export interface RegisterOverseasCommand extends RegisterFields {
  readonly name: 'account.register-overseas'
  readonly email: string
}

/** 用户注销 (R-DRG). */
export interface DeregisterCommand {
  readonly name: 'account.deregister'
  readonly personId: string
  /** Which wording of the reminder was confirmed; empty when none was (R-DRG-01). */
  readonly agreed: string
}

/** 个人信息维护: username, e-mail and contact address (R-PIN-03). */
export type ProfileCommand =
  | { readonly name: 'account.set-username'; readonly personId: string; readonly username: string }
  | { readonly name: 'account.set-email'; readonly personId: string; readonly email: string }
  | { readonly name: 'account.set-contact-address'; readonly personId: string; readonly address: string }

/** A person whose account an act changes. */
export interface AccountPerson {
  readonly id: string
  readonly accountState: AccountState
  readonly username: string | null
  readonly email: string | null
}

/** What an act on one's own account needs loaded. */
export interface AccountRecord {
  readonly person: AccountPerson | undefined
  readonly phones: readonly Phone[]
  /** Whether another person has the username that the command names. */
  readonly usernameTaken: boolean
  /** How often the username was changed in this calendar year; setting the first one is no change (OP-15). */
  readonly usernameChanges: number
}

/** What an accepted act writes into the person's row. Only the keys present change. */
export interface AccountChanges {
  readonly name?: string
  readonly documentType?: DocumentTypeId
  readonly documentNumber?: string
  readonly sex?: Sex
  readonly nationality?: string
  readonly birth?: CivilDate | null
  readonly validity?: Validity
  readonly accountState?: AccountState
  readonly credentialState?: 'K0' | 'K2'
  readonly level?: number
  readonly username?: string | null
  readonly email?: string | null
  readonly contactAddress?: string
  readonly capturedAt?: Instant
  readonly captureChannel?: 'app'
  readonly capturedPhone?: string
  readonly hasScenePhoto?: true
}

export type AccountEvent =
  | { readonly kind: 'person-opened'; readonly personId: string; readonly changes: AccountChanges }
  | { readonly kind: 'person-changed'; readonly personId: string; readonly changes: AccountChanges }
  | {
      readonly kind: 'document-put'
      readonly personId: string
      readonly documentType: DocumentTypeId
      readonly documentNumber: string
      readonly isMain: boolean
    }
  /** The password kept for this act becomes the person's own. */
  | { readonly kind: 'password-set'; readonly personId: string }
  | { readonly kind: 'username-changed'; readonly personId: string }
  | { readonly kind: 'paper-agreed'; readonly personId: string; readonly paper: Paper; readonly version: string }
  /** Relations are disabled or refused, sessions end, the password is forgotten (OP-18). */
  | { readonly kind: 'account-closed'; readonly personId: string }
  | PhoneEvent
