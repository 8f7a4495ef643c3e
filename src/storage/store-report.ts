import type { StoreReport, StoreReportKind } from '../contract/store.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { WriteContext } from './queries.ts'

/** Under this device a desk keeps what is its own; it has an id only once it is enrolled. */
export const OWN = 'own'

interface StoreReportRecord {
  readonly id: string
  readonly kind: StoreReportKind
  readonly detail: string
  readonly found_at: number
  readonly told_at: number | null
  readonly seen_at: number | null
}

export const toStoreReport = (record: StoreReportRecord): StoreReport => ({
  id: record.id,
  kind: record.kind,
  detail: JSON.parse(record.detail) as StoreReport['detail'],
  foundAt: record.found_at,
  toldAt: record.told_at,
})

/**
 * Writes down what the desk's storage has to say, for its clerk and for the central; in the transaction that makes it
 * good.
 * @param detail numbers and codes only, nothing about people
 */
export async function putStoreReport(
  db: WriteDb,
  report: {
    readonly id: string
    readonly kind: StoreReportKind
    readonly at: Instant
    readonly detail: StoreReport['detail']
  },
): Promise<void> {
  await db.run(
    sql('insert into store_report (id, device_id, kind, detail, found_at) values (?, ?, ?, ?, ?)', [
      report.id,
      OWN,
      report.kind,
      JSON.stringify(report.detail),
      report.at,
    ]),
  )
}

/** What the central hasn't been told yet, the oldest first, with what it has said of the acts in it. */
export async function listUntold(db: ReadDb): Promise<StoreReport[]> {
  const rows = await db.all<StoreReportRecord>(
    sql('select * from store_report where device_id = ? and told_at is null order by found_at, id', [OWN]),
  )
  return Promise.all(rows.map((row) => withMissing(db, toStoreReport(row))))
}

/** Whoever has read that acts may be lost reads it once more when the central has said how many are. */
export async function showAgain(
  db: WriteDb,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const within = "json_extract(detail, '$.from') <= ? and json_extract(detail, '$.to') >= ?"
  await db.run(sql(`update store_report set seen_at = null where device_id = ? and ${within}`, [OWN, from, to]))
}

/** Once the central has said so, how many of the acts in a report it never had: only those are lost. */
async function withMissing(db: ReadDb, report: StoreReport): Promise<StoreReport> {
  const { from, to } = report.detail
  if (from === undefined || to === undefined) return report
  const ranges = await db.all<{ missing: number | null }>(
    sql('select missing from lost_range where device_id = ? and to_seq between ? and ?', [OWN, from, to]),
  )
  const isKnown = ranges.length > 0 && ranges.every(({ missing }) => missing !== null)
  if (!isKnown) return report
  const missing = ranges.reduce((sum, range) => sum + (range.missing ?? 0), 0)
  return { ...report, detail: { ...report.detail, missing } }
}

export const storeReads = {
  /** What the clerk of this desk has not yet read, the oldest first. */
  'store.reports': async (db: ReadDb): Promise<StoreReport[]> => {
    const rows = await db.all<StoreReportRecord>(
      sql('select * from store_report where device_id = ? and seen_at is null order by found_at, id', [OWN]),
    )
    const reports = rows.map(toStoreReport)
    return Promise.all(reports.map((report) => withMissing(db, report)))
  },
}

export const storeWrites = {
  'store.seen': async (db: WriteDb, { id }: { id: string }, context: WriteContext): Promise<Record<string, never>> => {
    const changed = await db.run(
      sql('update store_report set seen_at = ? where id = ? and seen_at is null', [context.now, id]),
    )
    if (changed > 0) await context.audit('store.seen', [], { report: id })
    return {}
  },
}
