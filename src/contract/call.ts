import { z } from 'zod'

/**
 * How a call travels.
 * - `read`: answered from the desk's own database.
 * - `write`: changes only what the desk keeps for itself (drafts, the visit, the session).
 * - `command`: decided on the desk, kept in the outbox, decided again by the central.
 * - `remote`: needs the central now; without a network its answer is the fault `offline`.
 * - `shell`: answered by the window process (printing, the customer screen).
 */
export type CallMode = 'read' | 'write' | 'command' | 'remote' | 'shell'

/** The pages a call may come from: the clerk's window or the customer screen. */
export type Audience = 'clerk' | 'customer'

export interface CallDefinition<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly mode: CallMode
  readonly audience: readonly Audience[]
  /** `signed-in` is the rule; sign-in itself and what the lock screen shows are open to anyone. */
  readonly access: 'open' | 'signed-in'
  readonly input: Input
  readonly output: Output
}

/** Declares a call; clerk-only and signed-in unless said otherwise. */
export function defineCall<Input extends z.ZodType, Output extends z.ZodType>(
  mode: CallMode,
  input: Input,
  output: Output,
  options: { audience?: readonly Audience[]; access?: 'open' | 'signed-in' } = {},
): CallDefinition<Input, Output> {
  return { mode, input, output, audience: options.audience ?? ['clerk'], access: options.access ?? 'signed-in' }
}

/** The states of a command, on screen and on every receipt (sync.md). */
export const COMMAND_STATES = ['recorded', 'delivered', 'effective', 'held', 'returned', 'withdrawn'] as const
export type CommandState = (typeof COMMAND_STATES)[number]

/** What the counter hears at once about an act it recorded: durable here, and what it waits for. */
export const commandReceipt = z.object({
  commandId: z.string(),
  seq: z.number().int(),
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().optional(),
  message: z.string().optional(),
})
export type CommandReceipt = z.infer<typeof commandReceipt>

/**
 * Declares a command. `seen` holds the version of each row the clerk looked at, by row id; the central answers
 * with a conflict when the rule at hand cares and the row has moved on (OP-25).
 */
export function defineCommand<Shape extends z.ZodRawShape>(shape: Shape) {
  const input = z.strictObject({ ...shape, seen: z.record(z.string().max(80), z.number().int()).default({}) })
  return defineCall('command', input, commandReceipt)
}
