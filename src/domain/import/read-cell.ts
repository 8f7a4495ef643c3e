import { parseDocument, type DocumentProblem } from '../document/document-number.ts'
import { findDocumentTypeByName, type DocumentTypeId } from '../document/document-types.ts'
import { parseEnterpriseCode } from '../enterprise/credit-code.ts'
import { parseCivilDate } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { codePointCount, collapseSpaces, stripInvisible } from '../kernel/text.ts'
import { findIdentityTypeByName } from '../permission/identity-types.ts'
import { parseName } from '../person/name.ts'
import { parsePhoneNumber } from '../person/phone-number.ts'
import type { ImportField, ImportProblem, ImportProblemCode } from './types.ts'

/** A read cell, or the problem with it. */
export type Cell<Value> = { readonly value: Value } | { readonly problem: ImportProblem }

const found = <Value>(value: Value): Cell<Value> => ({ value })
const wrong = (field: ImportField, code: ImportProblemCode): Cell<never> => ({ problem: { code, field } })

/**
 * `2.10102E+17`: the spreadsheet took a long number for a quantity, and everything after the fifteenth digit is gone.
 * No reading of the cell can bring it back; the column has to be formatted as text and typed again.
 */
export const hasLostDigits = (text: string): boolean => /^\d(?:\.\d+)?E\+?\d+$/i.test(text)

export function readCode(text: string): Cell<{ code: string; isTaxpayerNumber: boolean }> {
  if (hasLostDigits(text)) return wrong('creditCode', 'digits-lost')
  const parsed = parseEnterpriseCode(text)
  if (parsed.ok) return found({ code: parsed.code, isTaxpayerNumber: parsed.kind === 'taxpayer-number' })
  const checksum = parsed.problems.every((problem) => problem === 'checksum')
  return wrong('creditCode', checksum ? 'code-checksum' : 'code-malformed')
}

const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}\p{Co}\uFFFD]*$/u

/** A name or address as it was written, spaces tidied; length counted in code points. */
export function readText(field: ImportField, text: string, longest: number): Cell<string> {
  const tidy = collapseSpaces(stripInvisible(text))
  if (!PLAIN_TEXT.test(tidy)) return wrong(field, 'name-malformed')
  return codePointCount(tidy) > longest ? wrong(field, 'too-long') : found(tidy)
}

const STATES = {
  正常: 'normal',
  开业: 'normal',
  存续: 'normal',
  在业: 'normal',
  注销: 'closed',
  清算: 'closed',
  停业: 'suspended',
  非正常: 'suspended',
  歇业: 'suspended',
} as const

export function readState(text: string): Cell<(typeof STATES)[keyof typeof STATES]> {
  const key = collapseSpaces(text).replace(/户$/u, '')
  if (key === '') return found('normal')
  return Object.hasOwn(STATES, key) ? found(STATES[key as keyof typeof STATES]) : wrong('state', 'state-unknown')
}

export function readPersonName(text: string): Cell<string> {
  const parsed = parseName(text)
  return parsed.ok ? found(parsed.name) : wrong('personName', 'name-malformed')
}

export function readDocumentType(text: string): Cell<DocumentTypeId> {
  if (text.trim() === '') return found('resident-id')
  const type = findDocumentTypeByName(text)
  return type === undefined ? wrong('documentType', 'document-type-unknown') : found(type.id)
}

const DOCUMENT_PROBLEMS: Readonly<Partial<Record<DocumentProblem, ImportProblemCode>>> = {
  checksum: 'document-checksum',
  'birth-impossible': 'document-birth',
  'birth-in-future': 'document-birth',
}

export function readDocument(type: DocumentTypeId, text: string, today: CivilDate) {
  if (hasLostDigits(text)) return wrong('documentNumber', 'digits-lost')
  const parsed = parseDocument(type, text, today)
  if (parsed.ok) return found({ number: parsed.number, birth: parsed.birth, sex: parsed.sex })
  const [first] = parsed.problems
  return wrong('documentNumber', (first && DOCUMENT_PROBLEMS[first]) ?? 'document-malformed')
}

/** Empty when the cell is: a number is wanted but not needed. */
export function readPhone(text: string): Cell<string> {
  if (text.trim() === '') return found('')
  const parsed = parsePhoneNumber(text)
  if (parsed.ok) return found(parsed.number)
  return wrong('phone', parsed.problems.includes('fixed-line') ? 'phone-fixed-line' : 'phone-malformed')
}

export function readIdentityType(text: string): Cell<string> {
  const type = findIdentityTypeByName(text)
  return type === undefined ? wrong('identityType', 'identity-type-unknown') : found(type.id)
}

/** No end when the cell is empty or says 长期. */
export function readValidUntil(text: string, today: CivilDate): Cell<CivilDate | null> {
  const written = text.trim()
  if (written === '' || /^(?:长期|永久|无)$/u.test(written)) return found(null)
  const date = parseCivilDate(written)
  if (date === undefined) return wrong('validUntil', 'date-malformed')
  return date < today ? wrong('validUntil', 'date-past') : found(date)
}
