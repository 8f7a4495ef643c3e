import { codePointCount } from '../kernel/text.ts'

/** How long a username may be, in code points (OP-15). */
export const USERNAME_LENGTH = { minimum: 4, maximum: 20 } as const

export type UsernameProblem =
  | 'length'
  /** Letters of any script, digits, and the signs `_ . -` between them. */
  | 'character'
  /** It would be read as a document or phone number at a log-in. */
  | 'number'

const ALLOWED = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$/u
const LIKE_A_NUMBER = /^(?:\p{N}+|\d{17}[\dX])$/iu

/** What is wrong with a username in its written form, if anything (OP-15). */
export function findUsernameProblem(username: string): UsernameProblem | undefined {
  const length = codePointCount(username)
  if (length < USERNAME_LENGTH.minimum || length > USERNAME_LENGTH.maximum) return 'length'
  if (!ALLOWED.test(username)) return 'character'
  return LIKE_A_NUMBER.test(username) ? 'number' : undefined
}
