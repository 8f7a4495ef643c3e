import { addMonthsClamped, beijingDate } from '../../../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../../../domain/kernel/instant.ts'
import { findIdentityType, type IdentityTypeId } from '../../../domain/permission/identity-types.ts'

/** What a relation would carry: of what type, to do what, until when. */
export interface Terms {
  readonly identityType: IdentityTypeId
  readonly functions: readonly string[]
  readonly validUntil: CivilDate
}

/** A new form: the type asked for most, all its functions, one year. */
export function newTerms(now: Instant): Terms {
  const identityType = 'staff-full'
  return {
    identityType,
    functions: findIdentityType(identityType)?.functions ?? [],
    validUntil: addMonthsClamped(beijingDate(now), 12),
  }
}

/** What was typed before, out of a returned act's payload; anything that isn't there stays as `otherwise` has it. */
export function typedTerms(payload: Readonly<Record<string, unknown>>, otherwise: Terms): Terms {
  const { identityType, functions, validUntil } = payload
  return {
    identityType:
      typeof identityType === 'string'
        ? (findIdentityType(identityType)?.id ?? otherwise.identityType)
        : otherwise.identityType,
    functions: Array.isArray(functions) ? functions.filter((code) => typeof code === 'string') : otherwise.functions,
    validUntil: typeof validUntil === 'string' ? validUntil : otherwise.validUntil,
  }
}

/** The text under a name of a payload, or the empty one. */
export const typedText = (payload: Readonly<Record<string, unknown>>, name: string): string => {
  const value = payload[name]
  return typeof value === 'string' ? value : ''
}
