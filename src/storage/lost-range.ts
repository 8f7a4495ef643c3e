import type { LostRange } from '../contract/store.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { OWN, showAgain } from './store-report.ts'

interface LostRangeRecord {
  readonly from_seq: number
  readonly to_seq: number
  readonly prev: string
  readonly head: string
}

const toRange = ({ from_seq: from, to_seq: to, prev, head }: LostRangeRecord): LostRange => ({ from, to, prev, head })

/** Notes that commands of this desk are gone: its chain goes on after them, and the central is told (SYNC-LOST). */
export async function putLostRange(db: WriteDb, range: LostRange, at: Instant): Promise<void> {
  await db.run(
    sql('insert into lost_range (device_id, from_seq, to_seq, prev, head, at) values (?, ?, ?, ?, ?, ?)', [
      OWN,
      range.from,
      range.to,
      range.prev,
      range.head,
      at,
    ]),
  )
}

/** The holes of the chain that the central hasn't acknowledged, in order. */
export async function listUndeclared(db: ReadDb): Promise<LostRange[]> {
  const rows = await db.all<LostRangeRecord>(
    sql('select * from lost_range where device_id = ? and missing is null order by to_seq', [OWN]),
  )
  return rows.map(toRange)
}

/** The first of them. */
export const findUndeclared = async (db: ReadDb): Promise<LostRange | undefined> => (await listUndeclared(db))[0]

/** The central has taken the declaration, and has never had this many of the commands. */
export async function noteDeclared(db: WriteDb, to: number, missing: number): Promise<void> {
  const range = await db.find<LostRangeRecord>(
    sql('select * from lost_range where device_id = ? and to_seq = ? and missing is null', [OWN, to]),
  )
  if (range === undefined) return
  await db.run(sql('update lost_range set missing = ? where device_id = ? and to_seq = ?', [missing, OWN, to]))
  if (missing > 0) await showAgain(db, toRange(range))
}

/** The central was restored from an earlier day and has to be told again what comes after this number. */
export function declareAgainFrom(db: WriteDb, lastSeq: number): Promise<number> {
  return db.run(sql('update lost_range set missing = null where device_id = ? and to_seq > ?', [OWN, lastSeq]))
}

/** A new identity begins a chain of its own; what the former one lost is none of it. */
export async function forgetLostRanges(db: WriteDb): Promise<void> {
  await db.run(sql('delete from lost_range where device_id = ?', [OWN]))
}

/** The newest hole of this desk's chain, if there is one. */
export function findLastLost(db: ReadDb): Promise<{ seq: number; hash: string } | undefined> {
  return db.find(
    sql('select to_seq as seq, head as hash from lost_range where device_id = ? order by to_seq desc limit 1', [OWN]),
  )
}
