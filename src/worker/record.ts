import type { CommandReceipt } from '../contract/call.ts'
import type { Command } from '../contract/command.ts'
import { PROTOCOL_VERSION } from '../contract/protocol.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import type { VisitEvidence } from '../domain/kernel/visit.ts'
import type { ReadDb, WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { fillFromCustomer } from '../storage/customer.ts'
import { execute } from '../storage/execute.ts'
import { appendOutbox, findLastCommand, UndoLog } from '../storage/outbox.ts'
import { Refused } from '../storage/refused.ts'
import type { Change, ChangeLog } from '../storage/rows.ts'
import { nameGrounds } from '../storage/seen.ts'
import { findCurrentVisit } from '../storage/visit.ts'
import { CHAIN_START, commandText } from '../sync/chain.ts'
import { newId, sha256, signText } from './crypto.ts'
import { auditChainOf, policyOf, type Desk, type Enrolment, type Session } from './desk.ts'
import { onRowsApplied } from './search.ts'

/**
 * Records one command: decides it on the desk and writes effect, audit row and outbox row in one transaction.
 * What it gives back is durable. The desk's decision is a guess; the central decides again.
 * @throws Refused when a rule says no; then only the audit row of the attempt stays.
 */
export async function recordCommand(
  desk: Desk,
  { operator }: Session,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<CommandReceipt> {
  const enrolment = desk.enrolment
  if (enrolment === undefined) throw new Error('a desk must be enrolled before it records anything')
  const tables = new Set<string>()
  const answer = await desk.database.write(async (db) => {
    const command = await compose(desk, db, enrolment, operator, name, input)
    const context = await contextOf(desk, command, db)
    const undo = new UndoLog(command.seq)
    const work = {
      db,
      log: andThen(undo, async (change) => {
        tables.add(change.table)
        await onRowsApplied(db, change.table, change.before, change.after)
      }),
    }
    const decision = await execute(work, command, context, auditChainOf(desk))
    if (decision.kind === 'refused') return decision
    await appendOutbox(db, command, sha256(commandText(command)), decision)
    return { command, decision }
  })
  if ('kind' in answer) throw new Refused(answer.refusal)
  const { command, decision } = answer
  desk.tell('rows-changed', { tables: [...tables, 'outbox'] })
  desk.wake()
  return {
    commandId: command.id,
    seq: command.seq,
    state: 'recorded',
    ...(decision.kind === 'held' ? { waitsFor: decision.waitsFor } : {}),
    ...(decision.kind === 'accepted' && decision.message !== undefined ? { message: decision.message } : {}),
  }
}

async function compose(
  desk: Desk,
  db: ReadDb,
  enrolment: Enrolment,
  operator: Session['operator'],
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Command> {
  const last = await findLastCommand(db)
  const visit = await findCurrentVisit(db)
  const { seen, ...typed } = input
  const payload = await fillFromCustomer(db, typed)
  const unsigned = {
    id: newId(),
    device: enrolment.deviceId,
    seq: (last?.seq ?? 0) + 1,
    prev: last?.hash ?? CHAIN_START,
    name,
    payload,
    seen: await nameGrounds(db, (seen ?? {}) as Record<string, number>),
    operator: { staffId: operator.staffId, role: operator.role, hallId: operator.hallId },
    ...(visit === undefined ? {} : { visit }),
    profile: enrolment.profile,
    instant: desk.clock.now(),
    protocol: PROTOCOL_VERSION,
  }
  return { ...unsigned, signature: signText(commandText(unsigned), enrolment.key) }
}

/** The context a command was recorded under, with the proofs its visit has by now. */
export async function contextOf(desk: Desk, command: Command, db: ReadDb): Promise<DecideContext> {
  return {
    now: command.instant,
    actor: { kind: 'staff', ...command.operator, deviceId: command.device },
    policy: policyOf(desk),
    commandId: command.id,
    proofs: await listVisitProofs(db, command.visit),
    partial: true,
    ...(command.visit === undefined ? {} : { visit: command.visit }),
  }
}

async function listVisitProofs(db: ReadDb, visit: VisitEvidence | undefined): Promise<Proof[]> {
  if (visit === undefined) return []
  const rows = await db.all<{ content: string }>(
    sql('select content from visit_proof where visit_id = ? order by at', [visit.visitId]),
  )
  return rows.map((row) => JSON.parse(row.content) as Proof)
}

function andThen(log: ChangeLog, hear: (change: Change) => Promise<void>): ChangeLog {
  return {
    changed: async (db: WriteDb, change) => {
      await log.changed(db, change)
      await hear(change)
    },
  }
}
