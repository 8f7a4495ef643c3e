import type { Policy } from '../policy/policy.ts'
import { codePoints } from '../kernel/text.ts'

type Rule = Policy['passwordRule']

/** What a new password must meet, each shown as a tick while it is typed; in order of precedence. */
export const PASSWORD_TICKS = ['characters', 'length', 'classes'] as const
export type PasswordTick = (typeof PASSWORD_TICKS)[number]
export type PasswordTicks = Readonly<Record<PasswordTick, boolean>>

const UPPER = /[A-Z]/
const LOWER = /[a-z]/
const DIGIT = /[0-9]/
/** Printable ASCII that is neither letter, digit nor space. */
const PUNCTUATION = /[!-/:-@[-`{-~]/

const isSpecial = (character: string, { specials }: Rule): boolean =>
  specials === null ? PUNCTUATION.test(character) : specials.includes(character)

/** How many of the rule's classes occur; upper and lower case are one class of letters in the newer rule. */
function countClasses(characters: readonly string[], rule: Rule): number {
  const occurs = (pattern: RegExp) => characters.some((character) => pattern.test(character))
  const letters =
    rule.classes === 'digit-letter-special' ? [occurs(UPPER) || occurs(LOWER)] : [occurs(UPPER), occurs(LOWER)]
  const special = characters.some((character) => isSpecial(character, rule))
  return [...letters, occurs(DIGIT), special].filter(Boolean).length
}

/**
 * Holds a new password against the rule in force (R-PWD-01…04). Characters outside letters, digits and the rule's
 * specials are refused, not ignored, because a national account must work everywhere (OP-07). Nothing is trimmed
 * or folded: a password is what was typed.
 */
export function tickPassword(password: string, rule: Rule): PasswordTicks {
  const characters = codePoints(password)
  const known = (character: string) =>
    UPPER.test(character) || LOWER.test(character) || DIGIT.test(character) || isSpecial(character, rule)
  return {
    characters: characters.length > 0 && characters.every(known),
    length: characters.length >= rule.minimumLength && characters.length <= rule.maximumLength,
    classes: countClasses(characters, rule) >= rule.minimumClasses,
  }
}

/** The first requirement a password breaks, if it breaks one. */
export function findPasswordProblem(password: string, rule: Rule): PasswordTick | undefined {
  const ticks = tickPassword(password, rule)
  return PASSWORD_TICKS.find((tick) => !ticks[tick])
}
