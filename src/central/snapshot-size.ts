import type { Instant } from '../domain/kernel/instant.ts'
import { sql, type ReadDb } from '../storage/database.ts'
import { REPLICATED, type ReplicatedTable } from '../storage/rows.ts'
import { bindHall, SNAPSHOT_SCOPE } from '../storage/scope.ts'
import { logsSince, readSnapshot } from './snapshot.ts'

/** A hall with fewer people is counted; of a larger one these many tell what everybody has. */
const SAMPLE = 1_000

/** What hangs on people alone, and no index tells of a hall. */
const OF_PEOPLE: readonly ReplicatedTable[] = ['person_document', 'phone']

/**
 * About how many rows of each table a copy brings, for telling how far it is. A million people's numbers aren't counted
 * one by one for that: it would take longer than some of the pages.
 */
export async function estimateSnapshot(db: ReadDb, hall: string, now: Instant): Promise<Record<string, number>> {
  const everybody = await estimatePeople(db, hall, now)
  const counts: Record<string, number> = { person: everybody }
  for (const table of Object.keys(REPLICATED) as ReplicatedTable[]) {
    if (table === 'person') continue
    if (OF_PEOPLE.includes(table)) {
      const people = Math.min(everybody, SAMPLE)
      const { rows } = await readSnapshot(db, hall, table, null, SAMPLE * 2, now)
      counts[table] = people === 0 ? 0 : Math.round((rows.length * everybody) / people)
    } else counts[table] = await countRows(db, hall, table, now)
  }
  return counts
}

/** Residents are counted; how many come from elsewhere to work here, the sample tells. */
async function estimatePeople(db: ReadDb, hall: string, now: Instant): Promise<number> {
  const { columns, rows, next } = await readSnapshot(db, hall, 'person', null, SAMPLE, now)
  if (next === null) return rows.length
  const place = columns.indexOf('hall_id')
  const residents = rows.filter((row) => row[place] === hall).length
  if (residents === 0) return countOf(db, 'relation', 'hall_id = ?', [hall])
  const atHome = await countOf(db, 'person', 'hall_id = ?', [hall])
  return Math.round((atHome * rows.length) / residents)
}

function countRows(db: ReadDb, hall: string, table: ReplicatedTable, now: Instant): Promise<number> {
  if (table === 'login_log') return countOf(db, table, 'hall_id = ? and at >= ?', [hall, logsSince(now)])
  const condition = table === 'enterprise' || table === 'relation' ? 'hall_id = ?' : SNAPSHOT_SCOPE[table]
  return countOf(db, table, condition, bindHall(condition, hall))
}

async function countOf(
  db: ReadDb,
  table: ReplicatedTable,
  condition: string,
  bindings: readonly unknown[],
): Promise<number> {
  const text = `select count(*) as n from ${table} where ${condition}`
  return (await db.find<{ n: number }>(sql(text, bindings)))?.n ?? 0
}
