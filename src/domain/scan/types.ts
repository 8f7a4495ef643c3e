import type { Instant } from '../kernel/instant.ts'
import type { SecondFactor } from '../policy/policy.ts'

/** An APP that can read a code: the province's own, or 个人所得税 (R-EN-APP). */
export type AppId = Exclude<SecondFactor, 'sms'>

/** `passed` waits to be used once by the page that shows the code; a busy service leaves it `waiting` (R-MSG-39). */
export type ScanState = 'waiting' | 'passed' | 'failed' | 'used'

/** A QR code on a web page: what it is good for, and how far it has come. */
export interface ScanTicket {
  readonly purpose: string
  /** Whose face it has to be; nothing for a log-in, where the APP says who it is. */
  readonly personId: string | null
  readonly apps: readonly AppId[]
  readonly state: ScanState
  readonly app: AppId | null
  readonly expiresAt: Instant
}
