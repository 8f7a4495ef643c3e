import type { DecideContext } from '../kernel/context.ts'
import { refused, type Decision } from '../kernel/decision.ts'
import { add, apply, bind, dropCore, recordCore } from './begin.ts'
import { change, clear, deregister, manage } from './change.ts'
import { relationRefusals } from './refusals.ts'
import { findRoleProblem } from './roles.ts'
import type { RelationCase, RelationCommand, RelationEvent } from './types.ts'
import { findVoiceProblem } from './voices.ts'

/**
 * Judges every act on the relation of a person and an enterprise (R-REL, R-TR-REL, R-HIS, R-BND, R-UNB, R-STF-06/07).
 * Whose word the act needs is asked first, then what the row allows, then the proofs it has to wait for.
 */
export function decideRelation(
  state: RelationCase,
  command: RelationCommand,
  context: DecideContext,
): Decision<RelationEvent> {
  const stranger = findRoleProblem(command.name, context) ?? findVoiceProblem(state, command, context)
  if (stranger !== undefined) return refused(relationRefusals.make(stranger))
  switch (command.name) {
    case 'relation.add':
      return add(state, command, context)
    case 'relation.apply':
      return apply(state, command, context)
    case 'relation.bind':
      return bind(state, command, context)
    case 'relation.record-core':
      return recordCore(state, command, context)
    case 'relation.drop-core':
      return dropCore(state, command)
    case 'relation.deregister-person':
      return deregister(state, context)
    case 'relation.clear-history':
      return clear(state, command, context)
    case 'relation.manage':
      return manage(state, command, command.seen, context)
    default:
      return change(state, command, command.seen, context)
  }
}
