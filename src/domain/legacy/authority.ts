import { COUNTER_ROLES } from '../kernel/actor.ts'
import type { DecideContext } from '../kernel/context.ts'
import { held, refused, type Decision } from '../kernel/decision.ts'
import { findApproval } from '../kernel/proof.ts'
import { speakerOf, speaksForEnterprise } from '../permission/authority.ts'
import { memberRefusals, type MemberRefusalCode } from './refusals.ts'

/**
 * Why an act isn't the enterprise's own word, if it isn't: staff of a hall record it with a manager or a sealed letter
 * before them, everybody else has to be 法定代表人 or 财务负责人 (R-STF-01, R-REL-02).
 */
export function findVoiceProblem(
  enterpriseId: string,
  managers: readonly string[],
  context: DecideContext,
): MemberRefusalCode | undefined {
  const { actor } = context
  if (actor.kind === 'staff' && !COUNTER_ROLES.includes(actor.role)) return 'member-role-not-allowed'
  return speaksForEnterprise(context, enterpriseId, managers) ? undefined : 'member-manager-needed'
}

/**
 * R-PWD-17, CF-31: managers don't reset or bind each other's passwords unless the profile lets them; their own and
 * those of staff they do. The word of a sealed letter is nobody's in person and reaches staff alone.
 */
export function isProtected(personId: string, managers: readonly string[], context: DecideContext): boolean {
  if (!managers.includes(personId) || context.policy.managersResetEachOther) return false
  return speakerOf(context) !== personId
}

/** OP-25: what staff of a hall record takes a second one, who is somebody else; nothing when it has its yes. */
export function awaitApproval<Event>({ actor, proofs }: DecideContext): Decision<Event> | undefined {
  if (actor.kind !== 'staff') return undefined
  const approval = findApproval(proofs)
  if (approval === undefined) return held('approval')
  if (approval.by === actor.staffId) return refused(memberRefusals.make('member-approval-own'))
  return approval.granted ? undefined : refused(memberRefusals.make('member-approval-denied'))
}
