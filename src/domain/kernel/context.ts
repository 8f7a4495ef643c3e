import type { Policy } from '../policy/policy.ts'
import type { Actor } from './actor.ts'
import type { Decision } from './decision.ts'
import type { Instant } from './instant.ts'
import type { Proof } from './proof.ts'
import type { VisitEvidence } from './visit.ts'

/** Everything a decision may know besides the state and the command; nothing in the domain reads a clock. */
export interface DecideContext {
  readonly now: Instant
  readonly actor: Actor
  readonly policy: Policy
  /** The command's id; the one new entity a command may create takes it as its own. */
  readonly commandId: string
  readonly proofs: readonly Proof[]
  /** Present on every command that staff record for a visitor. */
  readonly visit?: VisitEvidence
  /** Set on the desk, which mirrors one hall: a row that isn't here may still exist at the central. */
  readonly partial?: true
}

/** A pure judge of one feature: state, command, context in; events or a refusal out. */
export type Decide<State, Command, Event> = (state: State, command: Command, context: DecideContext) => Decision<Event>
