import type { DecideContext } from '../domain/kernel/context.ts'
import type { Decision } from '../domain/kernel/decision.ts'
import type { Wait } from '../domain/kernel/proof.ts'
import type { ReadDb } from './database.ts'
import type { Work } from './rows.ts'
import { settleSeen } from './seen.ts'

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
  /** What the central has to ask, and whom, for a held command; nothing when only people can bring the proof. */
  seek?(db: ReadDb, command: NamedCommand, waitsFor: Wait, context: DecideContext): Promise<ProofRequest | undefined>
}

/** A question to a service outside the product whose answer is a proof for one held command. */
export type ProofRequest =
  | { readonly kind: 'sms-code'; readonly number: string }
  | {
      readonly kind: 'face'
      readonly personId: string
      readonly name: string
      readonly documentNumber: string
      readonly scenePhotoId: string
    }
  | {
      readonly kind: 'identity-check'
      readonly documentType: string
      readonly documentNumber: string
      readonly name: string
    }
  /** Whether the sealed password is the person's present one, or can become their next one. */
  | { readonly kind: 'password' | 'new-password'; readonly personId: string; readonly sealedPassword: string }

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
  readonly seek?: (
    db: ReadDb,
    command: Command,
    waitsFor: Wait,
    context: DecideContext,
  ) => Promise<ProofRequest | undefined>
}

/**
 * Binds a feature's steps into a handler. `Command` is the domain's command type: its `name` and payload fields
 * together; the wall has parsed the payload by the contract of the same name, so the shapes agree.
 */
export function commandHandler<State, Command extends { readonly name: string }, Event>(
  steps: Steps<State, Command, Event>,
): CommandHandler {
  const asCommand = ({ name, payload, seen }: NamedCommand) => ({ ...payload, name, seen }) as unknown as Command
  const { seek } = steps
  return {
    subjects: (payload) => steps.subjects(payload as unknown as Command),
    ...(seek === undefined
      ? {}
      : { seek: (db, named, waitsFor, context) => seek(db, asCommand(named), waitsFor, context) }),
    judge: async (db, named, context) => {
      const command = asCommand({ ...named, seen: await settleSeen(db, named.seen, context) })
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
