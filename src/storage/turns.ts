import type { WriteDb } from './database.ts'
import { sql } from './database.ts'

/**
 * Lets transactions that decide about the same things take turns, so that each decides on what the one before it
 * wrote. SQLite has one writer anyway. Take all turns at once and before anything is read: the fixed order keeps two
 * transactions from waiting for each other in a ring.
 * @returns whether others may have written meanwhile
 */
export async function takeTurns(db: WriteDb, things: readonly string[]): Promise<boolean> {
  if (db.dialect !== 'postgres') return false
  const order = [...new Set(things)].toSorted()
  // One statement for all of them; it asks for the locks in the order of the list.
  const locks = 'select pg_advisory_xact_lock(hashtextextended(thing, 3)) from unnest(?::text[]) as thing'
  await db.run(sql(locks, [order]))
  return true
}
