import type { Command, CommandOutcome } from '../contract/command.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { defineRefusals, type Refusal } from '../domain/kernel/refusal.ts'
import { appendAudit } from '../storage/audit.ts'
import { outcomeOf, putResult } from '../storage/command-result.ts'
import type { WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { execute } from '../storage/execute.ts'
import { isForeign } from '../storage/jurisdiction.ts'
import type { Work } from '../storage/rows.ts'
import { contextFor } from './authority.ts'
import type { CentralDeps } from './deps.ts'
import type { DeviceRecord } from './device-record.ts'
import type { ReadCommand } from './read-command.ts'
import type { ReadDelivery } from './take-command.ts'

/** Why the central won't take a command for what it says it is; these answer the desk, not the visitor. */
export const intakeRefusals = defineRefusals({
  'command-unknown': { rule: 'SYNC-COMMAND' },
  'command-malformed': { rule: 'SYNC-COMMAND' },
  'operator-unknown': { rule: 'OP-25' },
  'operator-inactive': { rule: 'OP-25' },
  'operator-foreign-hall': { rule: 'OP-25' },
  'subject-foreign-hall': { rule: 'OP-25' },
  'command-faulted': { rule: 'SYNC-UP', retry: true },
})

/** The central's time, and the fault for which a command is given back undecided. */
export interface Circumstances {
  readonly now: Instant
  readonly faultId: string | undefined
}

/**
 * Decides a command that continues its device's chain, and writes its effect, result and audit row; what changed for the
 * halls is noted in the caller's log. The caller has taken the turns of the device's hall and of the subjects.
 */
export async function judge(
  deps: CentralDeps,
  work: Work,
  device: DeviceRecord,
  { command, withdrawn, read }: ReadDelivery,
  { now, faultId }: Circumstances,
): Promise<CommandOutcome> {
  const { db } = work
  const { subjects } = read
  const chain = { chain: device.hall_id, hash: deps.sha256 }
  const aside = withdrawn ? ({ state: 'withdrawn' } as const) : await findReturn(db, device, command, { read, faultId })
  let outcome: CommandOutcome
  if (aside === undefined && 'named' in read)
    outcome = outcomeOf(command.id, await execute(work, read.named, await contextFor(deps, db, command, now), chain))
  else {
    outcome = { commandId: command.id, state: 'withdrawn', ...aside }
    await appendAudit(db, chain, {
      at: now,
      actor: { kind: 'staff', ...command.operator, deviceId: device.id },
      action: 'named' in read ? read.named.name : 'command-unread',
      subjects,
      commandId: command.id,
      detail: { outcome: outcome.state, ...(aside !== undefined && 'refusal' in aside ? codeOf(aside.refusal) : {}) },
    })
  }
  await putResult(work, command, { hallId: device.hall_id, subjects, outcome, now })
  return outcome
}

const codeOf = ({ rule, code }: Refusal) => ({ rule, code })

interface Looked {
  readonly read: ReadCommand
  readonly faultId: string | undefined
}

/** Why a command goes back before any rule of its feature is asked; nothing when it is to be decided. */
async function findReturn(db: WriteDb, device: DeviceRecord, command: Command, looked: Looked) {
  const back = (refusal: Refusal) => ({ state: 'returned' as const, refusal })
  if (looked.faultId !== undefined) return back(intakeRefusals.make('command-faulted', { fault: looked.faultId }))
  const objection = await findObjection(db, device, command, looked)
  return objection && back(intakeRefusals.make(objection))
}

async function findObjection(db: WriteDb, device: DeviceRecord, command: Command, { read }: Looked) {
  if ('problem' in read) return read.problem
  const { operator, visit } = command
  const staff = await db.find<{ hall_id: string; state: string; role: string }>(
    sql('select hall_id, state, role from staff where id = ?', [operator.staffId]),
  )
  if (staff?.role !== operator.role) return 'operator-unknown'
  if (staff.state !== 'active') return 'operator-inactive'
  if (staff.hall_id !== device.hall_id || operator.hallId !== device.hall_id) return 'operator-foreign-hall'
  return (await isForeign(db, device.hall_id, read.subjects, visit)) ? 'subject-foreign-hall' : undefined
}
