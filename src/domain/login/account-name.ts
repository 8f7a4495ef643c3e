import { normaliseIdentifier, stripInvisible, toHalfWidth } from '../kernel/text.ts'
import { isMobileNumber, normalisePhoneNumber } from '../person/phone-number.ts'
import type { AccountName } from './types.ts'

const ID_NUMBER_SHAPE = /^\d{17}[\dX]$/

/** A username keeps its case: it is an identifier people chose, not a number. */
export function normaliseUsername(text: string): string {
  return stripInvisible(toHalfWidth(text)).trim()
}

/**
 * Which of the three account names a text is (R-LGE-03, R-LGE-04). The shape alone decides, so that a mistyped
 * ID number is answered as an unknown document and not as an unknown username.
 */
export function readAccountName(text: string): AccountName {
  const identifier = normaliseIdentifier(text)
  if (ID_NUMBER_SHAPE.test(identifier)) return { kind: 'document', documentType: 'resident-id', number: identifier }
  const phone = normalisePhoneNumber(text)
  if (isMobileNumber(phone)) return { kind: 'phone', number: phone }
  return { kind: 'username', username: normaliseUsername(text) }
}
