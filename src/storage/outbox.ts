import type { Command, CommandOutcome } from '../contract/command.ts'
import type { CommandState } from '../contract/call.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Decision } from '../domain/kernel/decision.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { findLastLost } from './lost-range.ts'
import type { Change, ChangeLog } from './rows.ts'

export interface OutboxRecord {
  readonly seq: number
  readonly command_id: string
  readonly name: string
  readonly envelope: string
  readonly state: CommandState
  readonly waits_for: string | null
  readonly refusal: string | null
  readonly message: string | null
  readonly flagged: number
  readonly tries: number
  readonly next_try_at: number | null
  readonly visit_id: string | null
  readonly operator_id: string
  readonly hash: string
  readonly recorded_at: number
  readonly settled_at: number | null
  readonly acknowledged: number
  readonly withdrawn_late: number
}

/** The desk's change log while a command of its own is decided: keeps what each row was before, to undo it. */
export class UndoLog implements ChangeLog {
  readonly #seq: number
  #position = 0
  constructor(seq: number) {
    this.#seq = seq
  }
  async changed(db: WriteDb, { table, key, before }: Change): Promise<void> {
    await db.run(
      sql('insert into undo_row (command_seq, position, table_name, row_key, before) values (?, ?, ?, ?, ?)', [
        this.#seq,
        ++this.#position,
        table,
        JSON.stringify(key),
        before === undefined ? null : JSON.stringify(before),
      ]),
    )
  }
}

/** Where this desk's chain ends, if it has begun: at its last command, or at a hole that comes after it. */
export async function findLastCommand(db: ReadDb): Promise<{ seq: number; hash: string } | undefined> {
  const last = await db.find<{ seq: number; hash: string }>(
    sql('select seq, hash from outbox order by seq desc limit 1'),
  )
  const lost = await findLastLost(db)
  return lost !== undefined && lost.seq > (last?.seq ?? 0) ? lost : last
}

/** Puts a decided command into the outbox, in the transaction of its effect. */
export async function appendOutbox(
  db: WriteDb,
  command: Command,
  hash: string,
  decision: Decision<unknown>,
): Promise<void> {
  await db.run(
    sql(
      `insert into outbox (seq, command_id, name, envelope, state, waits_for, message, flagged, tries, visit_id, operator_id, hash, recorded_at, acknowledged)
       values (?, ?, ?, ?, 'recorded', ?, ?, 0, 0, ?, ?, ?, ?, 0)`,
      [
        command.seq,
        command.id,
        command.name,
        JSON.stringify(command),
        decision.kind === 'held' ? decision.waitsFor : null,
        decision.kind === 'accepted' ? (decision.message ?? null) : null,
        command.visit?.visitId ?? null,
        command.operator.staffId,
        hash,
        command.instant,
      ],
    ),
  )
}

/** Commands the central hasn't durably got yet, in device order. */
export function listUnsent(db: ReadDb, limit: number): Promise<OutboxRecord[]> {
  return db.all(
    sql("select * from outbox where state in ('recorded', 'withdrawn') and settled_at is null order by seq limit ?", [
      limit,
    ]),
  )
}

/**
 * Commands whose effect on the cache is still the desk's own guess. One that the central holds is none of them: its
 * marks are in the central's own rows, and made once more they would count the rows' versions up.
 */
export function listPending(db: ReadDb): Promise<OutboxRecord[]> {
  return db.all(sql("select * from outbox where state in ('recorded', 'delivered') order by seq"))
}

/** The central couldn't be given what waits here; the link tries again at `nextTryAt`. Gives how many acts wait. */
export function noteFailedSending(db: WriteDb, nextTryAt: Instant): Promise<number> {
  return db.run(
    sql(
      "update outbox set tries = tries + 1, next_try_at = ? where state in ('recorded', 'withdrawn') and settled_at is null",
      [nextTryAt],
    ),
  )
}

/** Enters the central's answer. A command that is effective or returned is settled and no longer replayed. */
export async function applyOutcome(db: WriteDb, outcome: CommandOutcome, now: Instant): Promise<void> {
  const settled = outcome.state === 'effective' || outcome.state === 'returned'
  await db.run(
    sql(
      `update outbox set state = ?, waits_for = ?, refusal = ?, message = coalesce(?, message), settled_at = ?, next_try_at = null
       where command_id = ? and state <> 'withdrawn'`,
      [
        outcome.state,
        outcome.waitsFor ?? null,
        outcome.refusal === undefined ? null : JSON.stringify(outcome.refusal),
        outcome.message ?? null,
        settled ? now : null,
        outcome.commandId,
      ],
    ),
  )
}
