import { isManager } from '../permission/identity-types.ts'
import type { Policy } from '../policy/policy.ts'
import type { RelationRefusalCode } from './refusals.ts'
import { transitions } from './transitions.ts'
import type { Relation, RelationEventName, RelationState } from './types.ts'

/** Where an act would lead, or which rule forbids it. */
export type Verdict =
  | { readonly to: RelationState; readonly refuse?: undefined }
  | { readonly to?: undefined; readonly refuse: RelationRefusalCode }

const PROTECTED: ReadonlySet<RelationEventName> = new Set(['manage', 'delete', 'freeze', 'unfreeze', 'unbind'])

/**
 * Judges an act by the relation and the policy alone, whoever gives it: the table of states, and the guards that
 * choose within a cell. `relation` must be as it counts today (`standingOn`). Lists ask this for each row, so that an
 * act is greyed for the same reason for which it would be refused.
 */
export function judgeAct(relation: Relation, event: RelationEventName, policy: Policy): Verdict {
  const cell = transitions[relation.state][event]
  if (PROTECTED.has(event) && isManager(relation.identityType)) return { refuse: 'relation-manager-protected' }
  if ('refuse' in cell) return { refuse: cell.refuse }
  if ('stays' in cell) return { to: relation.state }
  const guard = findGuard(relation, event, policy)
  if (guard !== undefined) return { refuse: guard }
  const chosen = event === 'confirm' && relation.state === 'R3' ? coreConfirmed(relation, policy) : cell.to[0]
  if (!cell.to.includes(chosen)) throw new Error(`the table doesn't lead from ${relation.state} to ${chosen}`)
  return { to: chosen }
}

/** CF-15: whether a relation that the core system began needs the person's own word. */
export function needsPerson(relation: Relation, policy: Policy): boolean {
  const { managers, staff } = policy.coreRelationNeedsPerson
  return isManager(relation.identityType) ? managers : staff
}

/** R-TR-REL-09: once the enterprise has confirmed, either done or the person's turn. */
function coreConfirmed(relation: Relation, policy: Policy): RelationState {
  return needsPerson(relation, policy) ? 'R1' : 'R4'
}

function findGuard(relation: Relation, event: RelationEventName, policy: Policy): RelationRefusalCode | undefined {
  const manager = isManager(relation.identityType)
  switch (event) {
    case 'accept':
      if (relation.state !== 'R3') return undefined
      if (!manager) return 'relation-waits-for-enterprise'
      return relation.inCore ? undefined : 'relation-not-in-core'
    case 'confirm':
      if (relation.state === 'R3' && !relation.inCore) return 'relation-not-in-core'
      return relation.state === 'R3' && manager && needsPerson(relation, policy)
        ? 'relation-manager-confirms-in-person'
        : undefined
    case 'bind':
      return manager && relation.inCore ? undefined : 'relation-not-in-core'
    case 'manage':
      return disabledFor(relation, { freeze: 'relation-unfreeze-first', expired: undefined })
    case 'unfreeze':
      return disabledFor(relation, { freeze: undefined, expired: 'relation-extend-instead' })
    case 'freeze':
      return policy.freezeEnabled ? undefined : 'relation-freeze-not-offered'
    case 'unbind':
      return relation.inCore ? undefined : 'relation-unbind-core-only'
    case 'refuse':
    case 'reject':
    case 'withdraw':
    case 'delete':
    case 'clear':
    case 'expire':
    case 'deregister':
      return undefined
  }
}

/** A disabled relation comes back only by what undoes its reason; a deregistered person's never does (OP-18). */
function disabledFor(
  relation: Relation,
  codes: Readonly<Record<'freeze' | 'expired', RelationRefusalCode | undefined>>,
): RelationRefusalCode | undefined {
  if (relation.state !== 'R5' || relation.disabledReason === null) return undefined
  return relation.disabledReason === 'deregistered' ? 'relation-person-deregistered' : codes[relation.disabledReason]
}
