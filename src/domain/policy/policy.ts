import type { CivilDate } from '../kernel/instant.ts'

/** Ways to prove oneself at a login's second step (R-LGE-07, R-XRG-03). */
export type SecondFactor = 'sms' | 'province-app' | 'iit-app'

/** APPs that can read a code and look at a face (R-EN-APP). */
export type FaceApp = Exclude<SecondFactor, 'sms'>

/** Functions whose face scan names its APPs (CF-26, R-POL-34). */
export type FaceFunction =
  | 'password-change-enterprise'
  | 'password-change-person'
  | 'forgotten-password'
  | 'phone'
  | 'username'
  | 'relation-accept'
  | 'relation-apply'
  | 'level'
  | 'document'
  | 'registration'
  | 'unlock'
  | 'maintenance'

/**
 * A province profile (R-POL): data, never an `if` in the code. Each key names the row it comes from.
 * Where the rules leave a point open, the value is the recommended decision (OP).
 */
export interface Policy {
  readonly id: 'liaoning' | 'shandong' | 'liaoning-legacy'
  readonly version: number
  /** R-POL-01, R-POL-02. */
  readonly passwordRule: {
    readonly minimumLength: number
    readonly maximumLength: number
    readonly classes: 'digit-letter-special' | 'upper-lower-digit-special'
    readonly minimumClasses: number
    /** The closed list of specials; `null` means any printable ASCII punctuation. */
    readonly specials: string | null
  }
  /** R-POL-03, R-POL-04: the last six of the document number, or the older fixed value. */
  readonly initialValue: 'document-tail' | '111111'
  /** R-POL-04, OP-06: what stands after a reset that the taxpayer could not type themselves. */
  readonly resetValue: 'initial' | '111111'
  /** R-POL-05, R-LGE-08. */
  readonly mustChangeAfter: readonly ('initial' | 'reset' | 'first-login')[]
  /** R-POL-04, OP-06: hours until an initial value set at the counter is void. */
  readonly resetValueHours: number
  /** R-POL-06. */
  readonly lockFailures: number
  /** R-POL-07, OP-02. */
  readonly lockLevels: Readonly<Record<'password' | 'sms' | 'scan', number>>
  /** R-POL-08, R-SMS-01/02: a fixed window counted from its first code. */
  readonly smsLimit: { readonly codes: number; readonly windowMinutes: number }
  /** OP-05. */
  readonly smsCode: { readonly digits: number; readonly lifetimeMinutes: number }
  /** R-POL-09 … R-POL-12. */
  readonly secondFactor: {
    readonly enterprise: readonly SecondFactor[]
    readonly special: readonly SecondFactor[]
    readonly person: readonly SecondFactor[]
    readonly agency: readonly SecondFactor[]
  }
  /** R-POL-13, R-LGE-06: what shows that a human is at the page. */
  readonly humanCheck: 'slider' | 'picture-code-and-agreement'
  /** R-POL-14, CF-04: an enterprise has a password of its own. */
  readonly enterprisePassword: boolean
  /** R-POL-15, R-PLT-12: until when the earlier log-in works beside the new one; a date, for ever, or not at all. */
  readonly legacyLoginUntil: CivilDate | 'always' | 'never'
  /** R-PLT-01: since when this log-in is the one in force. */
  readonly since: CivilDate | null
  /** R-POL-16, CF-09: when a registration may skip the face. */
  readonly registerSkipFace: 'phone-match' | 'offline-captured' | 'never'
  /** R-POL-17. */
  readonly level: {
    readonly onRegister: number
    readonly faceStep: 'plus-one' | 'to-maximum'
    readonly maximum: number
  }
  /** R-POL-18, CF-10. */
  readonly phoneTakeover: 'any-verification' | 'register-and-recover'
  /** R-POL-19, R-USR-02, OP-15: changes of a username in one calendar year; setting the first one is free. */
  readonly usernameChangesPerYear: number
  /** R-POL-20. */
  readonly usernameRequired: boolean
  /** OP-14: no rule sets a maximum; this is the technical ceiling. */
  readonly phonesMaximum: number
  /** R-POL-21, R-REL-01. */
  readonly twoWayConfirmation: boolean
  /** R-POL-22, CF-15. */
  readonly coreRelationNeedsPerson: { readonly managers: boolean; readonly staff: boolean }
  /** R-POL-23, CF-19. */
  readonly addRequiresRealName: boolean
  /** R-REL-19, R-PER-08: whether an identity must have at least one function. */
  readonly functionsRequired: boolean
  /** R-POL-24, CF-13: whether staff whose functions say so may keep up the data of others. */
  readonly maintainByStaff: boolean
  /** R-POL-25, CF-17. */
  readonly freezeEnabled: boolean
  /** R-POL-26, R-STF-08: enterprise and natural-person password can be bound and unbound. */
  readonly bindUnbindPassword: boolean
  /** R-POL-27, R-PWD-14: managers reset the passwords of staff. */
  readonly staffResetByManagers: boolean
  /** R-POL-27, R-PWD-17, CF-31: managers reset each other's. */
  readonly managersResetEachOther: boolean
  /** R-POL-28, CF-21. */
  readonly agencyAgreementPassword: boolean
  /** R-POL-29, R-AGY-09: both forms, or the enterprise's recognition (R-AGY-11). */
  readonly agencyTwoForms: boolean
  /** R-POL-30, R-QRC-05. */
  readonly specialEntityQrLogin: boolean
  /** R-POL-31, R-REG-14. */
  readonly overseasEmailRegistration: boolean
  /** R-POL-32: which documents register by themselves, after a hall's capture, and from abroad (R-EN-DOC). */
  readonly documentTypes: 'all' | 'id-card-only'
  /** R-POL-33, CF-32. */
  readonly expiredNeedsPhotos: boolean
  /** R-EN-APP: whose APP is meant by `province-app`. */
  readonly provinceApp: 'liaoning' | 'shandong'
  /** R-POL-34, CF-26. */
  readonly faceApps: Readonly<Record<FaceFunction, readonly FaceApp[]>>
  /** R-POL-35, R-RNL-08. */
  readonly riskMatterPromptsFace: boolean
  /** R-POL-37, R-LEG-13. */
  readonly socialInsuranceDirect: boolean
  /** CF-29: password and SMS together at the earlier log-in, instead of one of them. */
  readonly legacyForcesSms: boolean
  /** R-POL-38, CF-25. */
  readonly verifyUsernameChange: boolean
  readonly verifyEmailChange: boolean
  /** R-POL-36, R-JRN-02. */
  readonly logDefaultMonths: number
  /** OP-06, R-PM-11: acts of the counter that a second person has to approve. */
  readonly needsApproval: {
    readonly passwordResetByInitialValue: boolean
    readonly relationDelete: boolean
    readonly relationFreeze: boolean
    readonly captureNameCorrection: boolean
  }
}
