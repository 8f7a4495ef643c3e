import type { HallStoreReport, StoreReport, StoreReportKind } from '../contract/store.ts'
import { appendAudit } from '../storage/audit.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import type { CentralDeps } from './deps.ts'
import type { DeviceRecord } from './device-record.ts'

type Told = Pick<StoreReport, 'id' | 'kind' | 'foundAt' | 'detail'>

/** Keeps what a desk's storage has to say, once, with a row in the audit of its hall. */
export async function putReport(deps: CentralDeps, db: WriteDb, device: DeviceRecord, report: Told): Promise<void> {
  const now = deps.now()
  const added = await db.run(
    sql(
      `insert into store_report (id, device_id, hall_id, kind, detail, found_at, told_at) values (?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do nothing`,
      [report.id, device.id, device.hall_id, report.kind, JSON.stringify(report.detail), report.foundAt, now],
    ),
  )
  if (added === 0) return
  await appendAudit(
    db,
    { chain: device.hall_id, hash: deps.sha256 },
    {
      at: now,
      actor: { kind: 'system', source: 'clock' },
      action: `store.${report.kind}`,
      subjects: [device.id],
      detail: report.detail,
    },
  )
}

const SHOWN = 100

/** What the desks of a hall had to say, the newest first. */
export async function listReports(deps: CentralDeps, hallId: string): Promise<HallStoreReport[]> {
  const rows = await deps.database.readFor(hallId, (db) =>
    db.all<{ id: string; name: string | null; kind: string; detail: string; found_at: number; told_at: number }>(
      sql(
        `select r.id, d.name, r.kind, r.detail, r.found_at, r.told_at from store_report r left join device d on d.id = r.device_id
         where r.hall_id = ? order by r.told_at desc, r.id limit ?`,
        [hallId, SHOWN],
      ),
    ),
  )
  return rows.map((row) => ({
    id: row.id,
    device: row.name ?? '',
    kind: row.kind as StoreReportKind,
    detail: JSON.parse(row.detail) as StoreReport['detail'],
    foundAt: Number(row.found_at),
    toldAt: Number(row.told_at),
  }))
}
