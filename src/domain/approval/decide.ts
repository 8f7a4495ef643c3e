import type { Actor } from '../kernel/actor.ts'
import { accepted, refused, type Decision } from '../kernel/decision.ts'
import { approvalRefusals } from './refusals.ts'
import type { ApprovalCommand, ApprovalEvent, ApprovalState } from './types.ts'

type Code = (typeof approvalRefusals.codes)[number]

/**
 * Judges the answer of a second person (OP-06, OP-25, R-PM-11): a supervisor of the same hall, never the one who
 * recorded the act, who has read the item as it is now and entered their own password for this answer. An item
 * is answered once; the same answer sent again changes nothing.
 */
export function decideApproval(state: ApprovalState, command: ApprovalCommand, actor: Actor): Decision<ApprovalEvent> {
  const problem = findProblem(state, command, actor)
  if (problem !== undefined) return refused(approvalRefusals.make(problem))
  const { commandId, granted } = command
  const by = actor.kind === 'staff' ? actor.staffId : ''
  return accepted([{ kind: 'approval-given', commandId, granted, by }])
}

function findProblem({ item, passwordRight }: ApprovalState, command: ApprovalCommand, actor: Actor): Code | undefined {
  if (actor.kind !== 'staff' || actor.role !== 'supervisor') return 'approval-role'
  if (item === undefined) return 'approval-item-unknown'
  if (item.hallId !== actor.hallId) return 'approval-other-hall'
  if (item.operatorId === actor.staffId) return 'approval-own-act'
  if (item.state !== 'held' || item.waitsFor !== 'approval') return 'approval-already-decided'
  if (item.version !== command.seenVersion) return 'approval-changed-meanwhile'
  if (!command.granted && command.reason.trim() === '') return 'approval-reason-missing'
  return passwordRight ? undefined : 'approval-password-wrong'
}
