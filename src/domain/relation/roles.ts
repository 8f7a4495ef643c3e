import { COUNTER_ROLES } from '../kernel/actor.ts'
import type { DecideContext } from '../kernel/context.ts'
import type { RelationRefusalCode } from './refusals.ts'
import type { RelationCommandName } from './types.ts'

/** Facts the system hands over; nobody at a counter or at home can say them. */
const SYSTEM_ACTS: ReadonlySet<RelationCommandName> = new Set([
  'relation.record-core',
  'relation.drop-core',
  'relation.deregister-person',
])

/**
 * Which staff may record an act for a taxpayer (columns clerk, supervisor, field of R-PM-09 … 11, 13, 15 … 19): the
 * clerk all, the field officer all but clearing a history; a supervisor views and approves, and doesn't record.
 */
export function findRoleProblem(name: RelationCommandName, { actor }: DecideContext): RelationRefusalCode | undefined {
  if (SYSTEM_ACTS.has(name)) return actor.kind === 'system' ? undefined : 'relation-system-only'
  if (actor.kind !== 'staff') return undefined
  if (!COUNTER_ROLES.includes(actor.role)) return 'relation-role-not-allowed'
  const inField = actor.role === 'field-officer'
  return inField && name === 'relation.clear-history' ? 'relation-clear-not-in-field' : undefined
}
