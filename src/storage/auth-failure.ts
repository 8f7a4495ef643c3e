import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { afterFailure, afterPasswordRecovered, afterSuccess, NO_FAILURES } from '../domain/login/lock.ts'
import type { FailureCounts, LockedMethod } from '../domain/login/types.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/**
 * Failures in a row, kept at the central by person, method and Beijing day: at midnight the rows of the day before
 * stop being asked for, and with them the lock (R-LCK-05).
 */
export async function readFailures(db: ReadDb, personId: string, now: Instant): Promise<FailureCounts> {
  const rows = await db.all<{ method: LockedMethod; count: number }>(
    sql('select method, count from auth_failure where person_id = ? and day = ?', [personId, beijingDate(now)]),
  )
  return { ...NO_FAILURES, ...Object.fromEntries(rows.map((row) => [row.method, row.count])) }
}

/** Keeps the counts of today; rows of earlier days go with the next write. */
export async function writeFailures(
  db: WriteDb,
  personId: string,
  failures: FailureCounts,
  now: Instant,
): Promise<void> {
  await db.run(sql('delete from auth_failure where person_id = ?', [personId]))
  for (const [method, count] of Object.entries(failures)) {
    if (count === 0) continue
    await db.run(
      sql('insert into auth_failure (person_id, method, day, count) values (?, ?, ?, ?)', [
        personId,
        method,
        beijingDate(now),
        count,
      ]),
    )
  }
}

/** Makes attempts of one person take turns, so that no failure is lost; SQLite has one writer anyway. */
export async function lockPerson(db: WriteDb, personId: string): Promise<void> {
  if (db.dialect === 'postgres') await db.run(sql('select pg_advisory_xact_lock(hashtextextended(?, 1))', [personId]))
}

/** Counts a failure that happened outside a log-in, such as a wrong code at the counter (OP-05). Central only. */
export async function countFailure(db: WriteDb, personId: string, method: LockedMethod, now: Instant): Promise<void> {
  await lockPerson(db, personId)
  await writeFailures(db, personId, afterFailure(await readFailures(db, personId, now), method), now)
}

/** Whether the person has failed anything today; without that a right entry has nothing to end. */
export const hasFailed = async (db: ReadDb, personId: string, now: Instant): Promise<boolean> =>
  Object.values(await readFailures(db, personId, now)).some((count) => count > 0)

/** Ends the row of failures of a method whose entry was right (R-LCK-06), a passed face every row (R-LCK-04). */
export async function countSuccess(db: WriteDb, personId: string, method: LockedMethod, now: Instant): Promise<void> {
  await lockPerson(db, personId)
  await writeFailures(db, personId, afterSuccess(await readFailures(db, personId, now), method), now)
}

/** Unlocks what a recovered or reset password unlocks (R-LCK-03, OP-02). Central only: a desk has no such table. */
export async function clearFailures(
  db: WriteDb,
  personId: string,
  by: LockedMethod | 'counter',
  policy: Policy,
  now: Instant,
): Promise<void> {
  await lockPerson(db, personId)
  await writeFailures(db, personId, afterPasswordRecovered(await readFailures(db, personId, now), by, policy), now)
}
