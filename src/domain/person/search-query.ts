import { isIdNumber } from '../document/id-number.ts'
import { isCreditCode, parseEnterpriseCode } from '../enterprise/credit-code.ts'
import { isCivilDate } from '../kernel/calendar.ts'
import { codePointCount, normaliseIdentifier } from '../kernel/text.ts'
import { hanCharacters, normaliseName } from './name.ts'
import { parsePhoneNumber } from './phone-number.ts'
import { areInitials, beginsSyllable, foldLetters, readPinyin } from './pinyin.ts'

/**
 * What a text typed into the one search field asks for. `kind` says where to look first: a `name` may also be part
 * of an enterprise's, an `enterprise-name` may be a long person's, and an ID number may be a taxpayer number.
 */
export type SearchQuery =
  | { readonly kind: 'nothing' }
  /** `valid` is false when the checksum or the birth is wrong: say so, and don't pretend that nobody was found. */
  | { readonly kind: 'id-number'; readonly number: string; readonly valid: boolean }
  | { readonly kind: 'document-number'; readonly number: string }
  | { readonly kind: 'phone'; readonly number: string }
  /** A unified social credit code or an older taxpayer number of 15 or 20 characters (R-LGE-02). */
  | { readonly kind: 'credit-code'; readonly code: string; readonly valid: boolean }
  /** The beginning of an ID number, code or phone, five digits or more. */
  | { readonly kind: 'number-beginning'; readonly digits: string }
  | { readonly kind: 'last-four'; readonly lastFour: string }
  /** The name or its beginning, at least the surname, with the last four of the document number. */
  | { readonly kind: 'last-four-name'; readonly lastFour: string; readonly name: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'enterprise-name'; readonly name: string }
  /** The beginning of a name's pinyin; `initials` as well where the letters can be read both ways. */
  | { readonly kind: 'pinyin'; readonly pinyin: string; readonly initials: string | null }
  | { readonly kind: 'initials'; readonly initials: string }
  | { readonly kind: 'latin-name'; readonly words: readonly string[] }
  | { readonly kind: 'unreadable' }

/** Longer rows of letters are never meant as initials: names have at most so many characters. */
const INITIALS_LONGEST = 6

const ENTERPRISE_WORDS =
  /公司|集团|合作社|合伙|事务所|工作室|经营部|经销|商行|超市|银行|学校|医院|协会|中心|饭店|酒店|药房|加工|工厂|厂$|店$/u

const ID_SHAPE = /^\d{17}[\dX]$/

/**
 * One in thirty of all mistyped ID numbers has the check character of a credit code. Where a birthday stands in it,
 * the organisation code inside and the registering authority have to be right as well.
 */
function isMistypedId(code: string): boolean {
  if (!ID_SHAPE.test(code) || !isCivilDate(`${code.slice(6, 10)}-${code.slice(10, 12)}-${code.slice(12, 14)}`))
    return false
  const reading = parseEnterpriseCode(code)
  return reading.ok && reading.warnings.length > 0
}

function readNumber(text: string): SearchQuery | undefined {
  const phone = parsePhoneNumber(text)
  if (phone.ok) return { kind: 'phone', number: phone.number }
  const code = normaliseIdentifier(text)
  if (isIdNumber(code)) return { kind: 'id-number', number: code, valid: true }
  if (isCreditCode(code) && !isMistypedId(code)) return { kind: 'credit-code', code, valid: true }
  if (ID_SHAPE.test(code)) return { kind: 'id-number', number: code, valid: false }
  if (/^[0-9A-Z]{2}\d{6}[0-9A-Z]{10}$/.test(code)) return { kind: 'credit-code', code, valid: false }
  if (/^\d{6}[0-9A-Z]{9}$|^\d{17}[\dX]\d{2}$/.test(code)) return { kind: 'credit-code', code, valid: true }
  if (/^\d{3}[\dX]$/.test(code)) return { kind: 'last-four', lastFour: code }
  if (/^\d{5,17}$/.test(code)) return { kind: 'number-beginning', digits: code }
  if (/^(?=(?:.*\d){5})[0-9A-Z]{7,20}$/.test(code)) return { kind: 'document-number', number: code }
  return undefined
}

function readLastFourAndName(text: string): SearchQuery | undefined {
  const compact = text.replace(/\s+/gu, '')
  const match = /^(\d{3}[\dXx])(\D+)$/u.exec(compact) ?? /^(\D+?)(\d{3}[\dXx])$/u.exec(compact)
  if (match === null) return undefined
  const [first = '', second = ''] = match.slice(1)
  const [digits, name] = /^\d/.test(first) ? [first, second] : [second, first]
  if (hanCharacters(name).length === 0) return undefined
  return { kind: 'last-four-name', lastFour: digits.toUpperCase(), name }
}

function readHan(name: string): SearchQuery | undefined {
  const count = hanCharacters(name).length
  if (count === 0) return undefined
  const isPerson = name.includes('·') || codePointCount(name) <= 4
  const isEnterprise = ENTERPRISE_WORDS.test(name) && count >= 3
  return isPerson && !isEnterprise ? { kind: 'name', name } : { kind: 'enterprise-name', name }
}

function readLetters(text: string): SearchQuery | undefined {
  if (!/^[\p{Script=Latin}\p{M}\s.,'\-]+$/u.test(text)) return undefined
  const letters = foldLetters(text)
  if (letters === '') return undefined
  const initials = letters.length >= 2 && letters.length <= INITIALS_LONGEST && areInitials(letters) ? letters : null
  if (letters.length === 1 || readPinyin(letters) !== 'none') return { kind: 'pinyin', pinyin: letters, initials }
  if (initials !== null) return { kind: 'initials', initials }
  if (beginsSyllable(letters)) return { kind: 'pinyin', pinyin: letters, initials: null }
  return {
    kind: 'latin-name',
    words: text
      .split(/[\s.,]+/u)
      .map(foldLetters)
      .filter(Boolean),
  }
}

/** Tells what was typed; total: every text is one of the kinds. */
export function parseSearch(text: string): SearchQuery {
  const name = normaliseName(text)
  if (name === '') return { kind: 'nothing' }
  return readNumber(text) ?? readLastFourAndName(name) ?? readHan(name) ?? readLetters(name) ?? { kind: 'unreadable' }
}
