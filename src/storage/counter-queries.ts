import type { CounterToday } from '../contract/settings.ts'
import { beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import { HOUR } from '../domain/kernel/instant.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext } from './queries.ts'

interface ActRow {
  readonly name: string
  readonly state: string
  readonly recorded_at: number
}

const HOURS = 24
const WAITING = new Set(['recorded', 'delivered', 'held'])

/** Today's work on this desk: a hall's counter has hundreds of acts a day, so they are counted here. */
async function countToday(db: ReadDb, now: number): Promise<CounterToday> {
  const midnight = beijingMidnight(beijingDate(now))
  const acts = await db.all<ActRow>(
    sql("select name, state, recorded_at from outbox where recorded_at >= ? and state <> 'withdrawn'", [midnight]),
  )
  const visits = await db.find<{ count: number }>(
    sql('select count(*) as count from visit where started_at >= ?', [midnight]),
  )
  const byHour = Array.from({ length: HOURS }, () => 0)
  const byName = new Map<string, number>()
  for (const act of acts) {
    const hour = Math.floor((act.recorded_at - midnight) / HOUR)
    byHour[hour] = (byHour[hour] ?? 0) + 1
    byName.set(act.name, (byName.get(act.name) ?? 0) + 1)
  }
  return {
    visits: visits?.count ?? 0,
    acts: acts.length,
    effective: acts.filter((act) => act.state === 'effective').length,
    waiting: acts.filter((act) => WAITING.has(act.state)).length,
    returned: acts.filter((act) => act.state === 'returned').length,
    byHour,
    byName: [...byName].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count),
  }
}

export const counterReads = {
  'counter.today': (db: ReadDb, _input: unknown, { now }: ReadContext) => countToday(db, now),
}
