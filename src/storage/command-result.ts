import type { CommandOutcome, Command } from '../contract/command.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Decision } from '../domain/kernel/decision.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { putRow, type Row, type Work } from './rows.ts'

export interface CommandResultRecord {
  readonly command_id: string
  readonly hall_id: string
  readonly device_id: string
  readonly name: string
  readonly state: 'effective' | 'held' | 'returned' | 'withdrawn'
  readonly waits_for: string | null
  readonly refusal: string | null
  readonly message: string | null
  readonly summary: string
  readonly operator_id: string
  readonly visit_id: string | null
  readonly recorded_at: number
  readonly decided_at: number
}

/** What the central made of a decision, as the desk hears it. */
export function outcomeOf(commandId: string, decision: Decision<unknown>): CommandOutcome {
  switch (decision.kind) {
    case 'accepted':
      return { commandId, state: 'effective', ...(decision.message === undefined ? {} : { message: decision.message }) }
    case 'held':
      return { commandId, state: 'held', waitsFor: decision.waitsFor }
    case 'refused':
      return { commandId, state: 'returned', refusal: decision.refusal }
  }
}

/** The payload without what was sealed for the central's eyes only: it goes back to the hall's desks. */
function openPayload(command: Command): Record<string, unknown> {
  return Object.fromEntries(Object.entries(command.payload).filter(([field]) => !field.startsWith('sealed')))
}

interface Result {
  /** The hall whose desk sent the command, whatever the command says of itself: its feed carries the result. */
  readonly hallId: string
  readonly outcome: CommandOutcome
  readonly subjects: readonly string[]
  readonly now: Instant
}

/** Writes the command's result row, which the feed carries to every desk of the hall. */
export async function putResult(
  work: Work,
  command: Command,
  { hallId, outcome, subjects, now }: Result,
): Promise<void> {
  await putRow(work, 'command_result', {
    command_id: command.id,
    hall_id: hallId,
    device_id: command.device,
    name: command.name,
    state: outcome.state,
    waits_for: outcome.waitsFor ?? null,
    refusal: outcome.refusal === undefined ? null : JSON.stringify(outcome.refusal),
    message: outcome.message ?? null,
    summary: JSON.stringify({ subjects, payload: openPayload(command) }),
    operator_id: command.operator.staffId,
    visit_id: command.visit?.visitId ?? null,
    // A desk whose clock runs ahead can't have recorded anything later than now.
    recorded_at: Math.min(command.instant, now),
    decided_at: now,
    version: 0,
  } satisfies Row)
}

/** The stored result as an outcome: what a repeated delivery of the same command is answered with. */
export function outcomeOfRecord(row: CommandResultRecord): CommandOutcome {
  return {
    commandId: row.command_id,
    state: row.state,
    ...(row.waits_for === null ? {} : { waitsFor: row.waits_for }),
    ...(row.message === null ? {} : { message: row.message }),
    ...(row.refusal === null ? {} : { refusal: JSON.parse(row.refusal) as Refusal }),
  }
}
