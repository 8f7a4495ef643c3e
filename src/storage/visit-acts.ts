import type { VisitAct } from '../contract/visit.ts'
import type { CommandState } from '../contract/call.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

interface ActColumns {
  readonly command_id: string
  readonly seq: number
  readonly name: string
  readonly state: CommandState
  readonly waits_for: string | null
  readonly message: string | null
  readonly refusal: string | null
  readonly recorded_at: number
}

/** Everything recorded in a visit, in order, as the outbox knows it now; taken-back acts are left out. */
export async function listVisitActs(db: ReadDb, visitId: string): Promise<VisitAct[]> {
  const rows = await db.all<ActColumns>(
    sql(
      "select command_id, seq, name, state, waits_for, message, refusal, recorded_at from outbox where visit_id = ? and state <> 'withdrawn' order by seq",
      [visitId],
    ),
  )
  return rows.map((row) => ({
    commandId: row.command_id,
    seq: row.seq,
    name: row.name,
    state: row.state,
    waitsFor: row.waits_for,
    message: row.message,
    refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as unknown),
    recordedAt: row.recorded_at,
  }))
}
