import { addMonthsClamped, ageOn, daysBetween, parseCivilDate } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'
import type { Parsed } from '../kernel/parsed.ts'

/** R-EN-VAL: 自定义 has both ends, 长期有效 has no end at all (R-VAL-01, R-VAL-02). */
export type Validity =
  | { readonly kind: 'custom'; readonly start: CivilDate; readonly end: CivilDate }
  | { readonly kind: 'long-term'; readonly start: CivilDate }

export interface ValidityInput {
  readonly kind: 'custom' | 'long-term'
  readonly start: string
  /** Asked for only when `kind` is `custom`; with `long-term` it is not looked at and not kept. */
  readonly end?: string
}

export type ValidityProblem =
  'start-missing' | 'start-impossible' | 'end-missing' | 'end-impossible' | 'end-before-start'

export type ValidityWarning =
  | 'expired'
  /** Ends within `SOON_DAYS`: the visitor is told before the card stops working (R-VAL-03). */
  | 'expires-soon'
  | 'issued-in-future'
  | 'issued-before-birth'
  /** The term is not the one the holder's age at issue gives. */
  | 'term-unusual-for-age'

export const SOON_DAYS = 90

function readDay(text: string | undefined): CivilDate | 'missing' | 'impossible' {
  if (text === undefined || text.trim() === '') return 'missing'
  return parseCivilDate(text) ?? 'impossible'
}

/**
 * Reads a document's validity as a form hands it over, in any of the written forms of a day. The result holds only
 * what R-VAL-01/02 let be stored; doubts about it are `validityWarnings`.
 */
export function parseValidity(input: ValidityInput): Parsed<{ readonly validity: Validity }, ValidityProblem> {
  const problems: ValidityProblem[] = []
  const start = readDay(input.start)
  if (start === 'missing' || start === 'impossible') problems.push(`start-${start}`)
  if (input.kind === 'long-term') {
    return problems.length > 0
      ? { ok: false, problems }
      : { ok: true, validity: { kind: 'long-term', start }, warnings: [] }
  }
  const end = readDay(input.end)
  if (end === 'missing' || end === 'impossible') problems.push(`end-${end}`)
  else if (problems.length === 0 && end < start) problems.push('end-before-start')
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, validity: { kind: 'custom', start, end }, warnings: [] }
}

/** Whether the last day is over. On that day itself the document still holds. */
export function isExpired(validity: Validity, today: CivilDate): boolean {
  return validity.kind === 'custom' && validity.end < today
}

/** Years an identity card is issued for at this age (居民身份证法 art. 5); `null` is long-term. */
export function idCardTermYears(age: number): number | null {
  if (age < 16) return 5
  if (age <= 25) return 10
  return age <= 45 ? 20 : null
}

/** Cards are printed with the same day years later; a day either way covers 29 February and older printing. */
function hasTermOf(validity: Validity, birth: CivilDate): boolean {
  const years = idCardTermYears(ageOn(birth, validity.start))
  if (years === null || validity.kind === 'long-term') return years === null && validity.kind === 'long-term'
  return Math.abs(daysBetween(addMonthsClamped(validity.start, years * 12), validity.end)) <= 1
}

/**
 * What a clerk should look at twice before saving: never a reason to refuse, because old cards, errors of print and
 * foreign documents all exist. `idCardBirth` is given for identity cards only, whose term follows from the age.
 */
export function validityWarnings(validity: Validity, today: CivilDate, idCardBirth?: CivilDate): ValidityWarning[] {
  const warnings: ValidityWarning[] = []
  if (isExpired(validity, today)) warnings.push('expired')
  else if (validity.kind === 'custom' && daysBetween(today, validity.end) <= SOON_DAYS) warnings.push('expires-soon')
  if (validity.start > today) warnings.push('issued-in-future')
  if (idCardBirth === undefined) return warnings
  if (validity.start < idCardBirth) warnings.push('issued-before-birth')
  else if (!hasTermOf(validity, idCardBirth)) warnings.push('term-unusual-for-age')
  return warnings
}
