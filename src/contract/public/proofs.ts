import { text } from '../fields.ts'

/** The ticket of a scan that an APP has taken and a face has passed (R-QRC-04), as the web page was given it. */
export const scan = text(80)

/** Six digits as they were typed. */
export const smsCode = text(12)

/** Ways to prove oneself within a session: the code that went to the default number, or a scan. One is enough. */
export const byCodeOrScan = { code: smsCode.optional(), scan: scan.optional() }

/** What any operation can answer that takes a code. */
export const codeRefusals = [
  'sms-code-none',
  'sms-code-used',
  'sms-code-expired',
  'sms-code-tries-spent',
  'sms-code-wrong',
] as const

/** What any operation can answer that takes a scan. */
export const scanRefusals = [
  'scan-unknown',
  'scan-expired',
  'scan-used',
  'scan-other-app',
  'scan-waiting',
  'scan-failed',
] as const

/** What proving oneself by code or scan can end in. */
export const ownershipRefusals = ['verification-needed', 'verification-locked', ...scanRefusals] as const
