import type { CommandState } from '../contract/call.ts'
import type { RelationRow } from '../contract/relation.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

type PendingAct = RelationRow['acts'][number]

interface ActRecord {
  readonly command_id: string
  readonly name: string
  readonly state: CommandState
  readonly waits_for: string | null
  readonly content: string
}

/** Recorded on this desk and not settled by the central. */
const OWN = `select command_id, name, state, waits_for, envelope as content from outbox
  where state in ('recorded', 'delivered', 'held') and name like 'relation.%' order by seq limit 500`

/** Held at the central for somebody of this hall, whichever desk recorded it. */
const HELD = `select command_id, name, state, waits_for, summary as content from command_result
  where hall_id = ? and state = 'held' and name like 'relation.%' order by decided_at limit 500`

/** Both an outbox envelope and a result's summary hold the command's payload under this name. */
function relationOf(content: string): string | undefined {
  const { payload } = JSON.parse(content) as { payload?: { relationId?: unknown } }
  return typeof payload?.relationId === 'string' ? payload.relationId : undefined
}

/** Acts on these relations that wait to be decided, so that nobody asks for the same thing twice. */
export async function listPendingActs(
  db: ReadDb,
  hallId: string | undefined,
  relationIds: readonly string[],
): Promise<ReadonlyMap<string, PendingAct[]>> {
  const wanted = new Set(relationIds)
  const acts = new Map<string, Map<string, PendingAct>>()
  const held = await db.all<ActRecord>(sql(HELD, [hallId ?? '']))
  // The outbox comes last: this desk's own word on its own command counts.
  for (const record of [...held, ...(await db.all<ActRecord>(sql(OWN)))]) {
    const relationId = relationOf(record.content)
    if (relationId === undefined || !wanted.has(relationId)) continue
    const { command_id: commandId, name, state, waits_for: waitsFor } = record
    const ofRelation = acts.get(relationId) ?? new Map<string, PendingAct>()
    acts.set(relationId, ofRelation.set(commandId, { commandId, name, state, waitsFor }))
  }
  return new Map([...acts].map(([id, list]) => [id, [...list.values()]]))
}
