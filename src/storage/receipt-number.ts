import { beijingDate } from '../domain/kernel/calendar.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** What the desk knows of itself, as its receipts name it. */
export interface DeskFacts {
  readonly deviceId: string
  readonly device: string
  readonly hallId: string
  readonly hall: string
  readonly taxAuthority: string
}

/** From the enrolment; before it there are no visits, so the empty facts are never printed. */
export async function findDeskFacts(db: ReadDb): Promise<DeskFacts> {
  const row = await db.find<{ value: string }>(sql("select value from setting where name = 'enrolment'"))
  if (row === undefined) return { deviceId: '', device: '', hallId: '', hall: '', taxAuthority: '' }
  const enrolment = JSON.parse(row.value) as {
    deviceId: string
    name: string
    hall: { id: string; name: string; taxAuthority: string }
  }
  const { deviceId, name, hall } = enrolment
  return { deviceId, device: name, hallId: hall.id, hall: hall.name, taxAuthority: hall.taxAuthority }
}

/** `2101020001-20260520-7F3A-0012`: hall, Beijing day, the device's last four, and its running number. */
export function formatReceiptNumber(
  visit: { readonly started_at: number; readonly receipt_number: number | null },
  { hallId, deviceId }: DeskFacts,
): string {
  const day = beijingDate(visit.started_at).replaceAll('-', '')
  const device = deviceId.slice(-4).toUpperCase()
  return `${hallId}-${day}-${device}-${String(visit.receipt_number ?? 0).padStart(4, '0')}`.toUpperCase()
}
