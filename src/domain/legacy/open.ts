import type { CivilDate } from '../kernel/instant.ts'
import type { Policy } from '../policy/policy.ts'

/** Whether the earlier log-in works today: up to the announced day and on it, for ever, or not at all (R-PLT-12). */
export function isLegacyOpen({ legacyLoginUntil }: Pick<Policy, 'legacyLoginUntil'>, today: CivilDate): boolean {
  if (legacyLoginUntil === 'always') return true
  return legacyLoginUntil !== 'never' && today <= legacyLoginUntil
}

/** What the page of the earlier log-in offers (R-LEG-01), and the two ways of an enterprise (R-LGE-01). */
export const LEGACY_ENTRIES = ['enterprise', 'person', 'agency'] as const
export const LEGACY_ENTERPRISE_WAYS = ['quick', 'ordinary'] as const
