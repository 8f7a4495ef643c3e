import { isIdNumber } from '../document/id-number.ts'
import { findDocumentTypeByName } from '../document/document-types.ts'
import { parseEnterpriseCode } from '../enterprise/credit-code.ts'
import { parseCivilDate } from '../kernel/calendar.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import { findIdentityTypeByName } from '../permission/identity-types.ts'
import { isMobileNumber, normalisePhoneNumber } from '../person/phone-number.ts'
import type { ImportColumn, ImportField } from './types.ts'

/**
 * Values that can be told by their looks. Codes and numbers carry a checksum and count double; names look like
 * anything and tell nothing.
 */
const LOOKS: Readonly<Partial<Record<ImportField, readonly [weight: number, fits: (text: string) => boolean]>>> = {
  creditCode: [2, (text) => parseEnterpriseCode(text).ok],
  documentNumber: [2, (text) => isIdNumber(normaliseIdentifier(text))],
  phone: [2, (text) => isMobileNumber(normalisePhoneNumber(text))],
  documentType: [1, (text) => findDocumentTypeByName(text) !== undefined],
  identityType: [1, (text) => findIdentityTypeByName(text) !== undefined],
  validUntil: [1, (text) => parseCivilDate(text) !== undefined],
}

const SHIFTS = [-2, -1, 1, 2]

function score(cells: readonly string[], columns: readonly ImportColumn[], shift: number): number {
  let total = 0
  for (const { field, index } of columns) {
    const look = LOOKS[field]
    const text = cells[index + shift]
    if (look !== undefined && text !== undefined && text !== '' && look[1](text)) total += look[0]
  }
  return total
}

/**
 * By how many columns a row lies beside its head, to the right when positive; 0 when it lies where it should. Said
 * only when the row fits beside the head clearly better than under it.
 */
export function findShift(cells: readonly string[], columns: readonly ImportColumn[]): number {
  const here = score(cells, columns, 0)
  let best = { shift: 0, score: here }
  for (const shift of SHIFTS) {
    const found = score(cells, columns, shift)
    if (found > best.score) best = { shift, score: found }
  }
  return best.score >= 2 && best.score >= here + 2 ? best.shift : 0
}
