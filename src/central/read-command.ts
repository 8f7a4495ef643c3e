import type { Command } from '../contract/command.ts'
import { getCall, isCallName } from '../contract/registry.ts'
import { getHandler } from '../storage/execute.ts'
import type { NamedCommand } from '../storage/feature.ts'

/** What was read, and whom it is about; nobody, as far as anyone can tell, where it can't be read. */
export type ReadCommand =
  | { readonly named: NamedCommand; readonly subjects: readonly string[] }
  | { readonly problem: 'command-unknown' | 'command-malformed'; readonly subjects: readonly [] }

/**
 * A command as its handler gets it: the payload as the contract reads it, with what the contract fills in. What the
 * device signed stays as it is, in the envelope.
 */
export function readCommand({ name, payload, seen }: Command): ReadCommand {
  if (!isCallName(name) || getCall(name).mode !== 'command') return { problem: 'command-unknown', subjects: [] }
  const parsed = getCall(name).input.safeParse({ ...payload, seen })
  if (!parsed.success) return { problem: 'command-malformed', subjects: [] }
  const { seen: seenAsRead, ...payloadAsRead } = parsed.data as NamedCommand['payload'] & Pick<NamedCommand, 'seen'>
  return {
    named: { name, payload: payloadAsRead, seen: seenAsRead },
    subjects: getHandler(name).subjects(payloadAsRead),
  }
}
