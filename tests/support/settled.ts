import { sql, type Database } from '../../src/storage/database.ts'
import { findSetting } from '../../src/worker/settings.ts'

/** Whether the desk has nothing unsent and stands at the newest number of its hall's feed. */
export async function isSettled(desk: Database, central: Database, hallId: string): Promise<boolean> {
  const unsent = await desk.read((db) =>
    db.find(
      sql(
        "select seq from outbox where state in ('recorded', 'delivered') or (state = 'withdrawn' and settled_at is null) limit 1",
      ),
    ),
  )
  if (unsent !== undefined) return false
  const cursor = await desk.read((db) => findSetting<{ seq: number }>(db, 'cursor'))
  const newest = await central.read((db) =>
    db.find<{ seq: number }>(sql('select seq from feed_counter where hall_id = ?', [hallId])),
  )
  return cursor !== undefined && cursor.seq === (newest?.seq ?? 0)
}
