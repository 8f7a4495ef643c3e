/** Ways to prove oneself at a login's second step (R-LGE-07, R-XRG-03). */
export type SecondFactor = 'sms' | 'province-app' | 'iit-app'

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
  /** R-POL-17. */
  readonly level: {
    readonly onRegister: number
    readonly faceStep: 'plus-one' | 'to-maximum'
    readonly maximum: number
  }
  /** R-POL-18, CF-10. */
  readonly phoneTakeover: 'any-verification' | 'register-and-recover'
  /** OP-14: no rule sets a maximum; this is the technical ceiling. */
  readonly phonesMaximum: number
  /** R-POL-21, R-REL-01. */
  readonly twoWayConfirmation: boolean
  /** R-POL-22, CF-15. */
  readonly coreRelationNeedsPerson: { readonly managers: boolean; readonly staff: boolean }
  /** R-POL-23, CF-19. */
  readonly addRequiresRealName: boolean
  /** R-POL-25, CF-17. */
  readonly freezeEnabled: boolean
  /** R-POL-32. */
  readonly documentTypes: 'all' | 'id-card-only'
  /** R-POL-33, CF-32. */
  readonly expiredNeedsPhotos: boolean
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
