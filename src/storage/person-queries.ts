import type { CommandState } from '../contract/call.ts'
import type { PersonAct, PersonFile } from '../contract/person.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { getHandler } from './execute.ts'
import { loadPersonFile } from './person.ts'
import type { ReadContext } from './queries.ts'

interface ActRow {
  readonly command_id: string
  readonly name: string
  readonly state: CommandState
  readonly waits_for: string | null
  readonly recorded_at: number
  readonly operator: string | null
  readonly here: number
}

interface PendingRow extends ActRow {
  readonly envelope: string
}

const toAct = (row: ActRow): PersonAct => ({
  commandId: row.command_id,
  name: row.name,
  state: row.state,
  waitsFor: row.waits_for,
  at: row.recorded_at,
  operator: row.operator,
  here: row.here === 1,
})

/** Acts the central has answered, for any desk of the hall, newest first. */
function listDecided(db: ReadDb, personId: string, before: number, size: number): Promise<ActRow[]> {
  return db.all<ActRow>(
    sql(
      `select r.command_id, r.name, r.state, r.waits_for, r.recorded_at, s.name as operator,
        case when o.command_id is null then 0 else 1 end as here
       from act_subject a
       join command_result r on r.command_id = a.command_id
       left join staff s on s.id = r.operator_id
       left join outbox o on o.command_id = r.command_id
       where a.subject_id = ? and a.recorded_at < ?
       order by a.recorded_at desc limit ?`,
      [personId, before, size],
    ),
  )
}

/** Acts of this desk the central has not answered yet; there are few, so each is asked whom it is about. */
async function listPending(db: ReadDb, personId: string): Promise<ActRow[]> {
  const rows = await db.all<PendingRow>(
    sql(
      `select o.command_id, o.name, o.state, o.waits_for, o.recorded_at, s.name as operator, 1 as here, o.envelope
       from outbox o
       left join staff s on s.id = o.operator_id
       left join command_result r on r.command_id = o.command_id
       where o.state in ('recorded', 'delivered', 'withdrawn', 'returned') and r.command_id is null
       order by o.seq desc limit 500`,
    ),
  )
  return rows.filter((row) => {
    const { payload } = JSON.parse(row.envelope) as { payload: Record<string, unknown> }
    return getHandler(row.name).subjects(payload).includes(personId)
  })
}

export const personReads = {
  'person.file': (db: ReadDb, { id }: { id: string }, { now }: ReadContext): Promise<PersonFile | null> =>
    loadPersonFile(db, id, now),

  'person.acts': async (db: ReadDb, { id, after, size }: { id: string; after?: string; size: number }) => {
    const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
    const pending = after === undefined ? await listPending(db, id) : []
    const decided = await listDecided(db, id, before, size)
    const next = decided.length === size ? String(decided.at(-1)?.recorded_at) : undefined
    return { rows: [...pending, ...decided].map(toAct), ...(next === undefined ? {} : { next }) }
  },
}
