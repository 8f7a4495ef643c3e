import type { Parsed } from '../kernel/parsed.ts'
import { codePointCount, codePoints, collapseSpaces, stripInvisible, toHalfWidth } from '../kernel/text.ts'

export interface PersonName {
  /** As it is stored, shown and compared. */
  readonly name: string
  readonly script: 'han' | 'latin' | 'mixed'
}

export type NameProblem =
  | 'empty'
  | 'too-long'
  | 'emoji'
  | 'control-character'
  /** Half of a surrogate pair or the replacement character: the sender lost the real one on the way. */
  | 'broken-encoding'
  /** A private-use code point: older systems wrote rare characters so; its real code point has to be typed. */
  | 'private-use-character'
  /** Anything else no name is written with: digits, brackets, signs, other scripts. */
  | 'character'
  /** A dot, hyphen or other sign at an end, or two dots in a row. */
  | 'sign-misplaced'

export type NameWarning = 'single-character' | 'mixed-script'

/** Counted in code points; the longest names met on cards and passports stay well below. */
export const NAME_LONGEST = 50

/** The dots that stand between the parts of a minority name, in all the forms input methods produce. */
const NAME_DOTS = /[\u2022\u2027\u30FB\u00B7\u0387\u2219\u22C5\uFF65\u16EB]/gu

/** Unified ideographs of every extension this runtime knows, 〇, and the compatibility blocks. */
const HAN = '\\p{Unified_Ideograph}\\u3007\\uF900-\\uFAFF\\u{2F800}-\\u{2FA1F}'
const LATIN = '\\p{Script=Latin}\\p{M}'
const HAN_CHARACTER = new RegExp(`[${HAN}]`, 'u')
const LATIN_CHARACTER = /\p{Script=Latin}/u
const LATIN_RUN = new RegExp(`[${LATIN}]+`, 'gu')
const PLAIN_DOT_BETWEEN_HAN = new RegExp(`(?<=[${HAN}]) ?[.] ?(?=[${HAN}])`, 'gu')
const SPACE_BESIDE_HAN = new RegExp(`(?<=[${HAN}·]) +(?=[${HAN}·])`, 'gu')
const ALLOWED = new RegExp(`^[${HAN}${LATIN}· .,'\\-]*$`, 'u')

/** Whether a single code point is a Chinese character, rare ones of four bytes included. */
export function isHanCharacter(character: string): boolean {
  return HAN_CHARACTER.test(character)
}

/**
 * One written form of a name: half-width, nothing invisible, `·` for every kind of dot between Chinese parts, no
 * spaces between Chinese characters, single ones between Latin words, accents composed. Case and rare characters
 * are kept as they are. Applying it twice changes nothing.
 */
export function normaliseName(text: string): string {
  const plain = collapseSpaces(stripInvisible(toHalfWidth(text)))
  return plain
    .replace(NAME_DOTS, '·')
    .replace(/[\u2019\u02BC\u2032]/gu, "'")
    .replace(/[\u2010-\u2013\u2212]/gu, '-')
    .replace(LATIN_RUN, (run) => run.normalize('NFC'))
    .replace(PLAIN_DOT_BETWEEN_HAN, '·')
    .replace(SPACE_BESIDE_HAN, '')
}

function contentProblems(name: string): NameProblem[] {
  const problems: NameProblem[] = []
  if (/\p{Cc}/u.test(name)) problems.push('control-character')
  if (/[\p{Cs}\uFFFD]/u.test(name)) problems.push('broken-encoding')
  if (/\p{Co}/u.test(name)) problems.push('private-use-character')
  if (/[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u20E3]/u.test(name)) problems.push('emoji')
  if (problems.length === 0 && !ALLOWED.test(name)) problems.push('character')
  if (/^[·.\-', ]|[·\-', ]$|··/u.test(name)) problems.push('sign-misplaced')
  return problems
}

function scriptOf(name: string): PersonName['script'] {
  const latin = LATIN_CHARACTER.test(name)
  if (latin && HAN_CHARACTER.test(name)) return 'mixed'
  return latin ? 'latin' : 'han'
}

/** Reads a person's name: Chinese, minority (`买买提·吐尔逊`) or Latin, 1 to 50 code points. */
export function parseName(text: string): Parsed<PersonName, NameProblem, NameWarning> {
  const name = normaliseName(text)
  if (name === '') return { ok: false, problems: ['empty'] }
  const problems = contentProblems(name)
  if (problems.length === 0 && !HAN_CHARACTER.test(name) && !LATIN_CHARACTER.test(name)) problems.push('character')
  if (codePointCount(name) > NAME_LONGEST) problems.push('too-long')
  if (problems.length > 0) return { ok: false, problems }
  const script = scriptOf(name)
  const warnings: NameWarning[] = []
  if (codePointCount(name) === 1) warnings.push('single-character')
  if (script === 'mixed') warnings.push('mixed-script')
  return { ok: true, name, script, warnings }
}

/** The Chinese characters of a name without its dots, the letters pinyin is given for one by one. */
export function hanCharacters(name: string): string[] {
  return codePoints(name).filter(isHanCharacter)
}
