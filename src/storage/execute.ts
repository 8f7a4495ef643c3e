import type { DecideContext } from '../domain/kernel/context.ts'
import type { Decision } from '../domain/kernel/decision.ts'
import { appendAudit, type AuditChain } from './audit.ts'
import { commandHandlers } from './commands.ts'
import type { CommandHandler, NamedCommand } from './feature.ts'
import type { Work } from './rows.ts'

/** The handler of this command. @throws when no such command exists: the wall lets none of those through. */
export function getHandler(name: string): CommandHandler {
  const handler = commandHandlers[name]
  if (handler === undefined) throw new Error(`no handler for command ${name}`)
  return handler
}

/**
 * Decides one command and writes all of it, effect and audit row, in the caller's transaction. A refusal writes
 * its audit row and nothing else.
 */
export async function execute(
  work: Work,
  command: NamedCommand,
  context: DecideContext,
  chain: AuditChain,
): Promise<Decision<unknown>> {
  const handler = getHandler(command.name)
  const { decision, save } = await handler.judge(work.db, command, context)
  await save(work)
  await appendAudit(work.db, chain, {
    at: context.now,
    actor: context.actor,
    action: command.name,
    subjects: handler.subjects(command.payload),
    commandId: context.commandId,
    detail: auditDetail(decision, context),
  })
  return decision
}

function auditDetail(decision: Decision<unknown>, { visit }: DecideContext): Record<string, unknown> {
  return {
    outcome: decision.kind,
    ...(decision.kind === 'refused' ? { rule: decision.refusal.rule, code: decision.refusal.code } : {}),
    ...(decision.kind === 'held' ? { waitsFor: decision.waitsFor } : {}),
    ...(visit === undefined ? {} : { visit: visit.visitId, presence: visit.presence, acting: visit.acting.kind }),
  }
}
