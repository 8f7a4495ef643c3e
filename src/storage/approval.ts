import type { CommandResultRecord } from './command-result.ts'
import { decideApproval } from '../domain/approval/decide.ts'
import type { ApprovalCommand, ApprovalEvent } from '../domain/approval/types.ts'
import type { Actor } from '../domain/kernel/actor.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { Refused } from './refused.ts'

/**
 * Judges an answer on the item as it is now. Central only: a desk has neither the item's last word nor the staff's
 * passwords.
 * @throws Refused when the answer doesn't count.
 */
export async function judgeApproval(
  db: ReadDb,
  command: Omit<ApprovalCommand, 'name'>,
  passwordRight: boolean,
  actor: Actor,
): Promise<ApprovalEvent> {
  const row = await db.find<CommandResultRecord & { version: number }>(
    sql('select * from command_result where command_id = ?', [command.commandId]),
  )
  const item = row && {
    commandId: row.command_id,
    hallId: row.hall_id,
    state: row.state,
    waitsFor: row.waits_for,
    operatorId: row.operator_id,
    version: row.version,
  }
  const decision = decideApproval({ item, passwordRight }, { ...command, name: 'approval.decide' }, actor)
  if (decision.kind === 'refused') throw new Refused(decision.refusal)
  const event = decision.events[0]
  if (event === undefined) throw new Error('an answer that counts says nothing')
  return event
}
