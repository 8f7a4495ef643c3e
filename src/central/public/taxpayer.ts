import type { Actor } from '../../domain/kernel/actor.ts'
import { partyRoleOf, type PartyRole } from '../../domain/permission/matrix.ts'
import { findSession, type PersonSession } from '../../storage/person-session.ts'
import { isStanding } from '../../storage/session-standing.ts'
import type { CentralDeps } from '../deps.ts'

/** Whoever is logged in behind a request, in exactly one business identity (R-PLT-02). */
export interface Taxpayer {
  readonly session: PersonSession
  /** The session's own name; codes asked for in it count in it alone. */
  readonly tokenHash: string
  readonly role: PartyRole
  readonly actor: Extract<Actor, { kind: 'person' }>
}

/** The token of a request's `Authorization: Bearer …`, empty when there is none. */
export const bearerOf = (header: string | undefined): string => (header ?? '').replace(/^Bearer /, '')

/**
 * The taxpayer of this token. A log-in ends at once with what it rested on: a deregistered account (R-DRG-03), a
 * relation that was ended or frozen meanwhile (R-LGE-09, R-LGE-18).
 */
export async function findTaxpayer(deps: CentralDeps, token: string): Promise<Taxpayer | undefined> {
  const tokenHash = deps.sha256(token)
  const now = deps.now()
  const session = await deps.database.read(async (db) => {
    const found = await findSession(db, tokenHash, 'done', now)
    return found !== undefined && (await isStanding(db, found, { now, policy: deps.policy })) ? found : undefined
  })
  if (session === undefined) return undefined
  const { personId, enterpriseId } = session
  const actor = { kind: 'person', personId, ...(enterpriseId === null ? {} : { enterpriseId }) } as const
  return { session, tokenHash, role: partyRoleOf(session.entrance, session.identityType), actor }
}
