import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { findFaceProof } from '../kernel/proof.ts'
import { levelRefusals } from './refusals.ts'
import { isHighestLevel, LEVEL_REQUIRED, raiseByFace } from './step.ts'
import type { LevelEvent, LevelForRisk, LevelRaise, LevelState } from './types.ts'

const refuse = (code: (typeof levelRefusals.codes)[number]): Decision<LevelEvent> => refused(levelRefusals.make(code))

/** Judges a rise of the real-name level (R-RNL, R-TR-LVL): only a face that passed raises it, and 4 is the top. */
export function decideLevel(
  { person }: LevelState,
  command: LevelRaise | LevelForRisk,
  context: DecideContext,
): Decision<LevelEvent> {
  if (person === undefined) return refuse('level-person-unknown')
  if (!person.active) return refuse('level-person-deregistered')
  const visitor = context.actor.kind === 'person' ? context.actor.personId : context.visit?.personId
  if (visitor !== command.personId) return refuse('level-visitor-not-owner')
  if (isHighestLevel(person.level, context.policy)) return refuse('level-highest-already')
  const face = findFaceProof(context.proofs, person.id)
  if (face === undefined) return held('face')
  if (face.kind === 'face' && !face.passed) return refuse('level-face-failed')
  const raised = raiseByFace(person.level, context.policy)
  const level = command.name === 'level.raise' ? raised : Math.max(raised, LEVEL_REQUIRED.riskMatter)
  return accepted([{ kind: 'level-raised', personId: person.id, level }])
}
