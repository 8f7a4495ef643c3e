import { isCivilDate } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'
import type { Parsed } from '../kernel/parsed.ts'
import { normaliseIdentifier } from '../kernel/text.ts'
import { CHINA, isDivision } from './divisions.ts'

/** As the second-last digit of the number says it. */
export type Sex = 'male' | 'female'

export interface IdNumber {
  /** Eighteen characters, the last a digit or `X`. */
  readonly number: string
  readonly birth: CivilDate
  readonly sex: Sex
  /** Six digits: where the number was first given out, not where the person lives. */
  readonly division: string
}

export type IdNumberProblem =
  | 'empty'
  /** Fifteen digits: a number of before 1999. Such cards are void since 2013, the new number is asked for. */
  | 'fifteen-digits'
  | 'length'
  | 'character'
  | 'birth-impossible'
  | 'birth-in-future'
  | 'checksum'

export type IdNumberWarning =
  /** Not an error: counties are merged and renamed, and people keep the number they were born with. */
  'division-unknown'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'
const SHAPE = /^\d{17}[\dX]$/
/** Nobody alive was born before; an earlier year is a slip of the finger. */
const EARLIEST_BIRTH = '1880-01-01'

/** The check character of GB 11643 (ISO 7064 MOD 11-2) for the first seventeen digits. */
export function idNumberChecksum(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return CHECK_CHARACTERS.charAt(sum % 11)
}

function birthOf(number: string): CivilDate {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
}

function isPossibleBirth(birth: CivilDate): boolean {
  return isCivilDate(birth) && birth >= EARLIEST_BIRTH
}

/**
 * Whether a text in its written form is a whole and consistent number of GB 11643. Needs no clock: a birth in the
 * future passes, so use it to recognise a number, and `parseIdNumber` to accept one.
 */
export function isIdNumber(number: string): boolean {
  return SHAPE.test(number) && number[17] === idNumberChecksum(number) && isPossibleBirth(birthOf(number))
}

/** What is wrong with eighteen characters of the right shape; every problem at once, so the form can show them all. */
function problemsOf(number: string, today: CivilDate): IdNumberProblem[] {
  const birth = birthOf(number)
  const problems: IdNumberProblem[] = []
  if (!isPossibleBirth(birth)) problems.push('birth-impossible')
  else if (birth > today) problems.push('birth-in-future')
  if (number[17] !== idNumberChecksum(number)) problems.push('checksum')
  return problems
}

/**
 * Reads a resident ID number (GB 11643-1999). Full-width characters, spaces and a small `x` are brought to the one
 * written form first. The division is checked against the snapshot, as a warning only.
 */
export function parseIdNumber(text: string, today: CivilDate): Parsed<IdNumber, IdNumberProblem, IdNumberWarning> {
  const number = normaliseIdentifier(text)
  if (number === '') return { ok: false, problems: ['empty'] }
  if (/^\d{15}$/.test(number)) return { ok: false, problems: ['fifteen-digits'] }
  if (!/^[\dX]*$/.test(number)) return { ok: false, problems: ['character'] }
  if (number.length !== 18) return { ok: false, problems: ['length'] }
  if (!SHAPE.test(number)) return { ok: false, problems: ['character'] }
  const problems = problemsOf(number, today)
  if (problems.length > 0) return { ok: false, problems }
  const division = number.slice(0, 6)
  return {
    ok: true,
    number,
    birth: birthOf(number),
    sex: Number(number[16]) % 2 === 1 ? 'male' : 'female',
    division,
    warnings: isDivision(CHINA, division) ? [] : ['division-unknown'],
  }
}
