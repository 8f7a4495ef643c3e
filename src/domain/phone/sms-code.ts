import type { Instant } from '../kernel/instant.ts'
import { MINUTE } from '../kernel/instant.ts'
import { defineRefusals } from '../kernel/refusal.ts'
import type { Policy } from '../policy/policy.ts'

/** Why no code is sent, or an entered one doesn't count, in order of precedence. */
export const smsRefusals = defineRefusals({
  'sms-role': { rule: 'OP-25' },
  'sms-visit-missing': { rule: 'OP-25' },
  'sms-number-missing': { rule: 'R-SMS-05', message: 'R-MSG-42' },
  'sms-number-unreachable': { rule: 'R-SMS-06', field: 'number' },
  'sms-not-awaited': { rule: 'R-SMS-05' },
  'sms-limit-reached': { rule: 'R-SMS-04', message: 'R-MSG-35', retry: true },
  'sms-service-unavailable': { rule: 'R-SMS-05', message: 'R-MSG-35', retry: true },
  'sms-code-none': { rule: 'R-SMS-05', field: 'code' },
  'sms-code-used': { rule: 'R-SMS-05', field: 'code' },
  'sms-code-expired': { rule: 'R-SMS-05', field: 'code' },
  'sms-code-tries-spent': { rule: 'R-SMS-05', field: 'code' },
  'sms-code-wrong': { rule: 'R-SMS-05', field: 'code' },
})

/** Codes sent to one number, whatever function asked for them (R-SMS-03, OP-04). */
export interface SmsWindow {
  readonly startedAt: Instant
  readonly count: number
}

export type SmsTurn =
  | { readonly kind: 'allowed'; readonly window: SmsWindow; readonly nextAt: Instant }
  | { readonly kind: 'limited'; readonly nextAt: Instant }

/**
 * Whether one more code may be sent to a number (R-SMS-01, R-SMS-02). The window is fixed: it opens with its first
 * code and closes after the profile's minutes, however the codes lie in it. `nextAt` says when the next one can go.
 */
export function takeSmsTurn(
  window: SmsWindow | undefined,
  now: Instant,
  { codes, windowMinutes }: Policy['smsLimit'],
): SmsTurn {
  const length = windowMinutes * MINUTE
  const open = window !== undefined && now < window.startedAt + length
  const { startedAt, count } = open ? window : { startedAt: now, count: 0 }
  if (count >= codes) return { kind: 'limited', nextAt: startedAt + length }
  const taken = { startedAt, count: count + 1 }
  return { kind: 'allowed', window: taken, nextAt: taken.count >= codes ? startedAt + length : now }
}

/** How often a wrong code may be entered before the right one no longer counts (OP-05). */
export const CODE_TRIES = 5

/** The newest code for one number and purpose. */
export interface SentCode {
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
  /** Wrong entries so far. */
  readonly tries: number
}

type CodeProblem = 'sms-code-none' | 'sms-code-used' | 'sms-code-expired' | 'sms-code-tries-spent' | 'sms-code-wrong'

/** Why an entered code doesn't prove the number, or nothing when it does (R-SMS-05, OP-05). */
export function findCodeProblem(sent: SentCode | undefined, right: boolean, now: Instant): CodeProblem | undefined {
  if (sent === undefined) return 'sms-code-none'
  if (sent.usedAt !== null) return 'sms-code-used'
  if (now >= sent.expiresAt) return 'sms-code-expired'
  if (sent.tries >= CODE_TRIES) return 'sms-code-tries-spent'
  return right ? undefined : 'sms-code-wrong'
}
