import type { DecideContext } from '../domain/kernel/context.ts'
import type { Decision } from '../domain/kernel/decision.ts'
import type { ReadDb } from './database.ts'
import type { Work } from './rows.ts'

/** A command as its feature gets it: the parsed payload under the command's name, with the versions seen. */
export interface NamedCommand {
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly seen: Readonly<Record<string, number>>
}

/**
 * How one command of a feature meets its rows: load what the rule needs, decide, save what it decided.
 * The same three steps run on the desk and at the central.
 */
export interface CommandHandler {
  /** Loads and decides; nothing is written. */
  judge(db: ReadDb, command: NamedCommand, context: DecideContext): Promise<Judged>
  /** Ids of the rows the command is about, for the audit and the work lists. */
  subjects(payload: Readonly<Record<string, unknown>>): readonly string[]
}

export interface Judged {
  readonly decision: Decision<unknown>
  /** Writes the decision's events. */
  save(work: Work): Promise<void>
}

interface Steps<State, Command, Event> {
  readonly load: (db: ReadDb, command: Command, context: DecideContext) => Promise<State>
  readonly decide: (state: State, command: Command, context: DecideContext) => Decision<Event>
  readonly save: (work: Work, event: Event, context: DecideContext) => Promise<void>
  readonly subjects: (command: Command) => readonly string[]
}

/**
 * Binds a feature's steps into a handler. `Command` is the domain's command type: its `name` and payload fields
 * together; the wall has parsed the payload by the contract of the same name, so the shapes agree.
 */
export function commandHandler<State, Command extends { readonly name: string }, Event>(
  steps: Steps<State, Command, Event>,
): CommandHandler {
  return {
    subjects: (payload) => steps.subjects(payload as unknown as Command),
    judge: async (db, { name, payload, seen }, context) => {
      const command = { ...payload, name, seen } as unknown as Command
      const decision = steps.decide(await steps.load(db, command, context), command, context)
      return {
        decision,
        save: async (work) => {
          if (decision.kind === 'refused') return
          for (const event of decision.events) await steps.save(work, event, context)
        },
      }
    },
  }
}
