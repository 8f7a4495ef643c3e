import type { Command } from '../contract/command.ts'
import { getCall, isCallName } from '../contract/registry.ts'
import type { NamedCommand } from '../storage/feature.ts'

export type ReadCommand =
  { readonly named: NamedCommand } | { readonly problem: 'command-unknown' | 'command-malformed' }

/**
 * A command as its handler gets it: the payload as the contract reads it, with what the contract fills in. What the
 * device signed stays as it is, in the envelope.
 */
export function readCommand({ name, payload, seen }: Command): ReadCommand {
  if (!isCallName(name) || getCall(name).mode !== 'command') return { problem: 'command-unknown' }
  const parsed = getCall(name).input.safeParse({ ...payload, seen })
  if (!parsed.success) return { problem: 'command-malformed' }
  const { seen: seenAsRead, ...payloadAsRead } = parsed.data as NamedCommand['payload'] & Pick<NamedCommand, 'seen'>
  return { named: { name, payload: payloadAsRead, seen: seenAsRead } }
}
