import { isMobileNumber, normalisePhoneNumber } from '../person/phone-number.ts'

/** What is known of a person's numbers: what the core system has registered, and what the platform has verified. */
export interface KnownNumbers {
  /** Nothing when the core system doesn't name the person. */
  readonly registered: { readonly mobile: string | null; readonly fixedLine: string | null } | undefined
  /** The default number first, then other bound ones and the one given at the capture. */
  readonly captured: readonly string[]
}

/** How the two records agree (R-SMS-06, R-SMS-07, R-FAQ-02). */
export type NumberFinding = 'same' | 'differs' | 'fixed-line' | 'registration-empty' | 'none'

/** Compares the mobile of the tax registration with the captured ones (R-SMS-07). */
export function compareNumbers({ registered, captured }: KnownNumbers): NumberFinding {
  const mobile = readNumber(registered?.mobile)
  if (mobile !== undefined) return captured.length === 0 || captured.includes(mobile) ? 'same' : 'differs'
  const line = readNumber(registered?.fixedLine)
  // R-SMS-06: the field decides, not the digits.
  if (line !== undefined && isMobileNumber(line)) return 'fixed-line'
  return captured.length === 0 ? 'none' : 'registration-empty'
}

/**
 * The number a code of the earlier log-in goes to: that of the tax registration or of the real-name record (R-LEG-12),
 * if they don't contradict each other.
 */
export function numberForCode(known: KnownNumbers): string | undefined {
  const finding = compareNumbers(known)
  if (finding === 'same') return readNumber(known.registered?.mobile)
  return finding === 'registration-empty' ? known.captured[0] : undefined
}

function readNumber(text: string | null | undefined): string | undefined {
  const number = normalisePhoneNumber(text ?? '')
  return number === '' ? undefined : number
}
