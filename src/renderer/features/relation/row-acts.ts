import type { RelationRow } from '../../../contract/relation.ts'
import type { VisitState } from '../../../contract/visit.ts'
import { COUNTER_ROLES, type Role } from '../../../domain/kernel/actor.ts'
import type { Refusal } from '../../../domain/kernel/refusal.ts'
import { isManager } from '../../../domain/permission/identity-types.ts'
import type { Policy } from '../../../domain/policy/policy.ts'
import { judgeAct } from '../../../domain/relation/judge.ts'
import { relationRefusals, type RelationRefusalCode } from '../../../domain/relation/refusals.ts'
import type { Relation, Side } from '../../../domain/relation/types.ts'

/** The acts a row can offer; each is the command `relation.<act>`. */
export type RowAct =
  'accept' | 'refuse' | 'confirm' | 'reject' | 'withdraw' | 'manage' | 'delete' | 'freeze' | 'unfreeze' | 'unbind'

/** An act with the reason for which it is greyed, or the same act of somebody that still waits. */
export interface OfferedAct {
  readonly act: RowAct
  readonly refusal: Refusal | undefined
  readonly waiting: RelationRow['acts'][number] | undefined
}

export interface Circumstances {
  readonly visit: Pick<VisitState, 'personId' | 'acting'> | null
  readonly role: Role | undefined
  readonly policy: Policy
}

/** What a row offers on each side: R-REL-08 for pending rows, R-REL-15 for present ones, nothing for ended ones. */
function actsOf({ state, disabledReason, identityType }: RelationRow, side: Side): readonly RowAct[] {
  if (side === 'enterprise') {
    if (state === 'R1') return ['withdraw']
    if (state === 'R2') return ['confirm', 'reject']
    if (state === 'R3') return ['confirm']
    if (state === 'R4') return ['manage', 'freeze', 'delete']
    if (state === 'R5') return disabledReason === 'freeze' ? ['unfreeze', 'delete'] : ['manage', 'delete']
    return []
  }
  if (state === 'R1') return ['accept', 'refuse']
  if (state === 'R3' && isManager(identityType)) return ['accept']
  return state === 'R4' || state === 'R5' ? ['unbind'] : []
}

/** A row as the judge takes it; what the row leaves out has no say in any verdict. */
const toRelation = (row: RelationRow): Relation => ({
  ...row,
  hallId: '',
  permissionIdentityId: row.permissionIdentity?.id ?? null,
  hiddenForEnterprise: false,
  hiddenForPerson: false,
})

/**
 * Why this visitor can't give the word of this side, if so. The page knows only what the visit says of itself; the
 * desk and the central compare it with the rows (`findVoiceProblem`).
 */
export function findVoiceProblem(
  { visit, role }: Omit<Circumstances, 'policy'>,
  side: Side,
  owner: { readonly enterpriseId?: string; readonly personId?: string },
  act?: RowAct | 'bind',
): RelationRefusalCode | undefined {
  if (role === undefined || !COUNTER_ROLES.includes(role)) return 'relation-role-not-allowed'
  const acting = visit?.acting
  if (side === 'enterprise') {
    const letter = acting?.kind === 'letter' && acting.enterpriseId === owner.enterpriseId
    const manager =
      acting?.kind === 'enterprise' && acting.enterpriseId === owner.enterpriseId && isManager(acting.identityType)
    return letter || manager ? undefined : 'relation-manager-not-present'
  }
  if (visit?.personId !== owner.personId) return 'relation-not-own'
  const anyIdentity = act === 'unbind' || act === 'bind'
  return anyIdentity || acting?.kind === 'personal' ? undefined : 'relation-personal-identity-needed'
}

/** The acts of a row, in their order, each with the rule that greys it: what it is comes before who asks. */
export function offerRowActs(row: RelationRow, side: Side, circumstances: Circumstances): readonly OfferedAct[] {
  const relation = toRelation(row)
  return actsOf(row, side).map((act) => {
    const code = judgeAct(relation, act, circumstances.policy).refuse ?? findVoiceProblem(circumstances, side, row, act)
    return {
      act,
      refusal: code === undefined ? undefined : relationRefusals.make(code),
      waiting: row.acts.find((pending) => pending.name === `relation.${act}`),
    }
  })
}
