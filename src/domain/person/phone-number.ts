import type { Parsed } from '../kernel/parsed.ts'
import { normaliseIdentifier } from '../kernel/text.ts'

export type PhoneNumberProblem =
  | 'empty'
  | 'character'
  | 'length'
  /** A landline or service number. No code reaches it (R-SMS-06), so it is told apart from a mere slip. */
  | 'fixed-line'
  /** A number of another country or region. */
  | 'overseas'
  /** Eleven digits that no mainland mobile number begins with. */
  | 'not-mobile'

/** Eleven digits, the second from 3 to 9: the shape only, since number blocks are opened and moved all the time. */
const MOBILE = /^1[3-9]\d{9}$/

/** Area code of three or four digits and seven or eight more; a local number alone; 400, 800 and 95 services. */
const FIXED_LINE = /^(?:0[1-9]\d{1,2}[2-9]\d{6,7}|[2-8]\d{6,7}|[48]00\d{7}|95\d{3})$/

/** Whether a text in its written form is a mainland mobile number. */
export function isMobileNumber(number: string): boolean {
  return MOBILE.test(number)
}

/** Without signs people group digits by, and without the country code of China. */
export function normalisePhoneNumber(text: string): string {
  const compact = normaliseIdentifier(text).replace(/[\-\u2010-\u2015()._/]/gu, '')
  const national = compact.replace(/^(?:\+|00)86/, '')
  return /^861[3-9]\d{9}$/.test(national) ? national.slice(2) : national
}

function problemOf(number: string): PhoneNumberProblem {
  if (number === '') return 'empty'
  if (/^(?:\+|00)\d+$/.test(number)) return 'overseas'
  if (!/^\d+$/.test(number)) return 'character'
  if (FIXED_LINE.test(number)) return 'fixed-line'
  return number.length === 11 ? 'not-mobile' : 'length'
}

/** Reads a mobile number as typed or pasted: `+86 138-1234-5678`, full-width digits, brackets. */
export function parsePhoneNumber(text: string): Parsed<{ readonly number: string }, PhoneNumberProblem> {
  const number = normalisePhoneNumber(text)
  return isMobileNumber(number) ? { ok: true, number, warnings: [] } : { ok: false, problems: [problemOf(number)] }
}
