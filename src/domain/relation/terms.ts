import { isCivilDate } from '../kernel/calendar.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { FUNCTION_CODES } from '../permission/functions.ts'
import { findIdentityType } from '../permission/identity-types.ts'
import type { PermissionIdentity } from '../permission/types.ts'
import type { RelationRefusalCode } from './refusals.ts'

/** What is wrong with the function set, if anything (R-REL-19): at least one, and only such as `allowed` holds. */
export function findFunctionsProblem(
  functions: readonly string[],
  allowed: readonly string[],
): RelationRefusalCode | undefined {
  if (functions.length === 0) return 'relation-functions-missing'
  return functions.every((code) => allowed.includes(code)) ? undefined : 'relation-functions-foreign'
}

/** What is wrong with the last day, if anything: it must exist and not be over. */
export function findValidityProblem(validUntil: CivilDate, today: CivilDate): RelationRefusalCode | undefined {
  if (!isCivilDate(validUntil)) return 'relation-validity-impossible'
  return validUntil < today ? 'relation-validity-past' : undefined
}

/** The functions a relation of this type, or with this permission identity, may carry (R-PER-01, R-PER-05). */
export function allowedFunctions(identityType: string, identity?: PermissionIdentity): readonly string[] {
  return identity === undefined ? (findIdentityType(identityType)?.functions ?? []) : identity.functions
}

/** The functions in the one order they are stored and shown in, each once. */
export function inOrder(functions: readonly string[]): readonly string[] {
  const chosen = new Set(functions)
  return FUNCTION_CODES.filter((code) => chosen.has(code))
}
