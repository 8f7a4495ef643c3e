import type { FoundEnterprise, FoundPerson } from '../contract/relation.ts'
import { COUNTER_ROLES, type Actor } from '../domain/kernel/actor.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { relationRefusals } from '../domain/relation/refusals.ts'
import { appendAudit, type Hash } from './audit.ts'
import type { WriteDb } from './database.ts'
import { Refused } from './refused.ts'
import { lookUpEnterprise, lookUpPerson } from './relation-look-up.ts'

/** Who asks, and when. */
interface Asking {
  readonly actor: Extract<Actor, { kind: 'staff' }>
  readonly now: Instant
  readonly hash: Hash
}

/** A question that goes beyond the hall is answered to whoever records relations (R-PM-09), and leaves its audit row. */
async function ask<Found>(
  db: WriteDb,
  action: string,
  { actor, now, hash }: Asking,
  look: () => Promise<Found | null>,
  idOf: (found: Found) => string,
): Promise<Found | null> {
  if (!COUNTER_ROLES.includes(actor.role)) throw new Refused(relationRefusals.make('relation-role-not-allowed'))
  const found = await look()
  const subjects = found === null ? [] : [idOf(found)]
  const chain = { chain: actor.hallId, hash }
  await appendAudit(db, chain, { at: now, actor, action, subjects, detail: { found: found !== null } })
  return found
}

/** The person of a document among all halls' people, masked. Central only. @throws Refused for another role. */
export const askPerson = (
  db: WriteDb,
  input: Parameters<typeof lookUpPerson>[1],
  asking: Asking,
): Promise<FoundPerson | null> =>
  ask(
    db,
    'relation.ask-person',
    asking,
    () => lookUpPerson(db, input),
    ({ personId }) => personId,
  )

/** The enterprise of a code among all halls', masked. Central only. @throws Refused for another role. */
export const askEnterprise = (
  db: WriteDb,
  input: Parameters<typeof lookUpEnterprise>[1],
  asking: Asking,
): Promise<FoundEnterprise | null> =>
  ask(
    db,
    'relation.ask-enterprise',
    asking,
    () => lookUpEnterprise(db, input),
    ({ enterpriseId }) => enterpriseId,
  )
