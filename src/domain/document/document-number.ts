import type { CivilDate } from '../kernel/instant.ts'
import type { Parsed } from '../kernel/parsed.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import type { DocumentTypeId } from './document-types.ts'
import { parseIdNumber } from './id-number.ts'
import type { IdNumberProblem, IdNumberWarning, Sex } from './id-number.ts'

export interface DocumentNumber {
  readonly type: DocumentTypeId
  readonly number: string
  /** Known only where the number itself says it: identity cards, residence permits, the newer residence card. */
  readonly birth: CivilDate | null
  readonly sex: Sex | null
}

export type DocumentProblem =
  | IdNumberProblem
  /** The number has not the form this type of document has. */
  | 'form'
  /** A form that is no longer issued and whose last cards have all run out. */
  | 'superseded-form'
  /** The first digits belong to another document: 81/82 Hong Kong and Macao, 83 Taiwan, 9 foreigners. */
  | 'wrong-type'

export type DocumentWarning =
  | IdNumberWarning
  /** A form that is no longer issued but still met. */
  | 'old-form'
  /** Longer than passports of the international standard are (ICAO 9303: nine characters). */
  | 'length-unusual'

type Reading = Parsed<DocumentNumber, DocumentProblem, DocumentWarning>
type Reader = (type: DocumentTypeId, number: string, today: CivilDate) => Reading

function fails(...problems: DocumentProblem[]): Reading {
  return { ok: false, problems }
}

function reads(type: DocumentTypeId, number: string, ...warnings: DocumentWarning[]): Reading {
  return { ok: true, type, number, birth: null, sex: null, warnings }
}

/** Numbers built like a resident ID number, told apart by how they begin. The prefix is part of the type's form. */
function readAsIdNumber(prefix: RegExp): Reader {
  return (type, number, today) => {
    const parsed = parseIdNumber(number, today)
    if (!parsed.ok) return parsed
    if (!prefix.test(parsed.number)) return fails('wrong-type')
    // 810000, 820000 and 830000 are whole prefixes, and 9 is no division at all: the warning is for ID cards alone.
    const warnings = type === 'resident-id' ? parsed.warnings : []
    return { ok: true, type, number: parsed.number, birth: parsed.birth, sex: parsed.sex, warnings }
  }
}

function readByForm(form: RegExp): Reader {
  return (type, number) => (form.test(number) ? reads(type, number) : fails('form'))
}

/** Since 1999: H or M and ten digits, the last two counting reissues; since 2013 eight digits for life. */
const readHkMacaoPermit: Reader = (type, number) => {
  if (/^[HM]\d{8}$/.test(number)) return reads(type, number)
  return /^[HM]\d{10}$/.test(number) ? reads(type, number, 'old-form') : fails('form')
}

/** Eight digits since the card of 2015; the booklet (ten digits, a letter in brackets) ran out by 2020. */
const readTaiwanPermit: Reader = (type, number) => {
  if (/^\d{8}$/.test(number)) return reads(type, number)
  return /^\d{10}(?:\(?[A-Z]\)?)?$/.test(number) ? fails('superseded-form') : fails('form')
}

/** Until 2023 three letters of the country and twelve digits; since then eighteen characters that begin with 9. */
const readForeignResidence: Reader = (type, number, today) => {
  if (/^[A-Z]{3}\d{12}$/.test(number)) return reads(type, number)
  return /^\d/.test(number) ? readAsIdNumber(/^9/)(type, number, today) : fails('form')
}

const readForeignPassport: Reader = (type, number) => {
  if (!/^(?=.*\d)[A-Z0-9]{5,15}$/.test(number)) return fails('form')
  return number.length > 9 ? reads(type, number, 'length-unusual') : reads(type, number)
}

/** E and G ordinary, D, S and P official ones, each also with a second letter; 14 and 15 before 1997. */
const CHINESE_PASSPORT = /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]E?\d{7,8}|1[45]\d{7})$/

/** No standard is public; the cards carry letters and digits without signs. */
const WORK_PERMIT = /^(?=(?:.*\d){6})[A-Z0-9]{8,20}$/

const OTHER_DOCUMENT = /^(?=.*[\p{L}\p{N}])[\p{L}\p{N}\-/().号字第]{3,40}$/u

const READERS: Readonly<Record<DocumentTypeId, Reader>> = {
  'resident-id': readAsIdNumber(/^[1-7]/),
  'hk-macao-permit': readHkMacaoPermit,
  'taiwan-permit': readTaiwanPermit,
  'chinese-passport': readByForm(CHINESE_PASSPORT),
  'foreign-permanent-residence': readForeignResidence,
  'hk-macao-residence': readAsIdNumber(/^8[12]0000/),
  'taiwan-residence': readAsIdNumber(/^830000/),
  'foreign-passport': readForeignPassport,
  'work-permit-a': readByForm(WORK_PERMIT),
  'work-permit-b': readByForm(WORK_PERMIT),
  'work-permit-c': readByForm(WORK_PERMIT),
  other: readByForm(OTHER_DOCUMENT),
}

/**
 * Reads the number of a document of this type (R-EN-DOC-01 … 12): normalised, checked as far as its form allows,
 * with birth and sex where the number carries them. `today` is the Beijing day of the judge's clock.
 */
export function parseDocument(type: DocumentTypeId, text: string, today: CivilDate): Reading {
  const number = normaliseIdentifier(text)
  return number === '' ? fails('empty') : READERS[type](type, number, today)
}
