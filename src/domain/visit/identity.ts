import type { CivilDate } from '../kernel/instant.ts'
import type { ActingIdentity } from '../kernel/visit.ts'
import type { HeldIdentity } from './types.ts'
import type { visitRefusals } from './refusals.ts'

type Code = (typeof visitRefusals.codes)[number]

const sameIdentity = (a: ActingIdentity, b: ActingIdentity): boolean => {
  if (a.kind === 'enterprise')
    return b.kind === 'enterprise' && a.enterpriseId === b.enterpriseId && a.identityType === b.identityType
  return a.kind === 'agency' && b.kind === 'agency' && a.agencyId === b.agencyId && a.clientId === b.clientId
}

/**
 * Why a visitor may not act in this identity (R-PLT-02, R-SWT-04): it must be theirs, enabled, and not past its
 * end. Personal business is open to everyone, and a sealed letter speaks for itself; the central looks again.
 */
export function findIdentityProblem(
  acting: ActingIdentity,
  identities: readonly HeldIdentity[],
  today: CivilDate,
): Code | undefined {
  if (acting.kind === 'personal') return undefined
  if (acting.kind === 'letter') return acting.attachmentId === '' ? 'visit-letter-missing' : undefined
  const held = identities.filter((identity) => sameIdentity(acting, identity.acting))
  if (held.length === 0) return 'visit-identity-not-held'
  return held.some((identity) => isUsable(identity, today)) ? undefined : 'visit-identity-disabled'
}

/** Whether an identity can be taken today; its last day still counts. */
export const isUsable = ({ enabled, validUntil }: HeldIdentity, today: CivilDate): boolean =>
  enabled && (validUntil === null || validUntil >= today)
