import type { DecideContext } from '../domain/kernel/context.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** Versions of the rows a clerk looked at, by row id; beside them, which of the desk's own acts they rest on. */
export type Seen = Readonly<Record<string, number>>

const RESTS_ON = 'rests-on:'
/** A version no row has: what was seen never came about. */
const NEVER = -1

/**
 * What a desk sends of the versions its clerk saw. Versions are counters: one that the desk's own undecided act counted
 * up may later be the number of somebody else's change. So the acts behind it are named with it (SYNC-CONFLICT).
 */
export async function nameGrounds(db: ReadDb, seen: Seen): Promise<Record<string, number>> {
  const named: Record<string, number> = { ...seen }
  for (const id of Object.keys(seen)) {
    const acts = await db.all<{ command_id: string }>(
      sql(
        `select distinct o.command_id from undo_row u join outbox o on o.seq = u.command_seq
         where u.row_key = ? and o.state in ('recorded', 'delivered')`,
        [JSON.stringify([id])],
      ),
    )
    for (const { command_id: commandId } of acts) named[RESTS_ON + commandId] = 1
  }
  return named
}

/**
 * The versions as a rule may compare them: none of them counts once an act they rest on came to nothing. A desk may
 * still wait for the word on it; the central has decided whatever came before, or it was lost with the desk's disk.
 */
export async function settleSeen(db: ReadDb, seen: Seen, { partial }: Pick<DecideContext, 'partial'>): Promise<Seen> {
  const grounds = Object.keys(seen).filter((key) => key.startsWith(RESTS_ON))
  if (grounds.length === 0) return seen
  const versions = Object.entries(seen).filter(([key]) => !key.startsWith(RESTS_ON))
  const gone = await cameToNothing(
    db,
    grounds.map((key) => key.slice(RESTS_ON.length)),
    partial === true,
  )
  return Object.fromEntries(versions.map(([id, version]) => [id, gone ? NEVER : version]))
}

async function cameToNothing(db: ReadDb, commandIds: readonly string[], mayWait: boolean): Promise<boolean> {
  for (const id of commandIds) {
    const result = await db.find<{ state: string }>(sql('select state from command_result where command_id = ?', [id]))
    if (result === undefined ? !mayWait : ['returned', 'withdrawn'].includes(result.state)) return true
  }
  return false
}
