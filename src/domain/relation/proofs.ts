import type { DecideContext } from '../kernel/context.ts'
import { held, refused, type Decision } from '../kernel/decision.ts'
import { findApproval, findFaceProof } from '../kernel/proof.ts'
import { relationRefusals, type RelationRefusalCode } from './refusals.ts'
import type { Relation, RelationEvent, RelationEventName } from './types.ts'

type Answer = Decision<RelationEvent>
const refuse = (code: RelationRefusalCode): Answer => refused(relationRefusals.make(code))

/** The proof an act on a relation still needs, as an answer; nothing when it has what it needs. */
export function awaitProof(relation: Relation, event: RelationEventName, context: DecideContext): Answer | undefined {
  const { needsApproval } = context.policy
  // R3 needs no scan: the core system has established already who the manager is (R-TR-REL-10).
  if (event === 'accept' && relation.state === 'R1') return awaitFace(relation.personId, context)
  if (event === 'delete' && needsApproval.relationDelete) return awaitApproval(context)
  if (event === 'freeze' && needsApproval.relationFreeze) return awaitApproval(context)
  return undefined
}

/**
 * R-REL-11: accepting takes the person's face, refusing doesn't. In the field there is no later moment at which the
 * person stands before a camera again, so it isn't queued there (R-PM-16).
 */
function awaitFace(personId: string, { actor, proofs }: DecideContext): Answer | undefined {
  const face = findFaceProof(proofs, personId)
  if (face !== undefined) return face.passed ? undefined : refuse('relation-face-failed')
  const inField = actor.kind === 'staff' && actor.role === 'field-officer'
  return inField ? refuse('relation-face-needed-now') : held('face')
}

/** OP-25, R-PM-11: an act recorded by staff needs a second member of staff; the taxpayer's own at home doesn't. */
function awaitApproval({ actor, proofs }: DecideContext): Answer | undefined {
  if (actor.kind !== 'staff') return undefined
  const approval = findApproval(proofs)
  if (approval === undefined) return held('approval')
  if (approval.by === actor.staffId) return refuse('relation-approval-own')
  return approval.granted ? undefined : refuse('relation-approval-denied')
}
