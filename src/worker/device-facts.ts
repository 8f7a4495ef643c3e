import { PROTOCOL_VERSION } from '../contract/protocol.ts'
import type { DeviceFacts } from '../contract/settings.ts'
import type { ReadDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { REPLICATED } from '../storage/rows.ts'
import { policyOf, type Desk } from './desk.ts'
import { findSetting } from './settings.ts'
import type { KeptDatabase } from './salvage/folder.ts'

async function countRows(db: ReadDb): Promise<DeviceFacts['rows']> {
  const counts: DeviceFacts['rows'] = []
  for (const table of Object.keys(REPLICATED)) {
    const row = await db.find<{ count: number }>(sql(`select count(*) as count from ${table}`))
    counts.push({ table, count: row?.count ?? 0 })
  }
  return counts
}

/** What this desk is and holds, for the settings page and for whoever helps by telephone. */
export function deviceFacts(desk: Desk, damaged: readonly KeptDatabase[]): Promise<DeviceFacts> {
  const { enrolment } = desk
  const policy = policyOf(desk)
  return desk.database.read(async (db) => {
    const newest = await db.find<{ name: string }>(sql('select name from schema_migration order by name desc limit 1'))
    return {
      deviceId: enrolment?.deviceId ?? null,
      deviceName: enrolment?.name ?? null,
      hall: enrolment?.hall.name ?? null,
      taxAuthority: enrolment?.hall.taxAuthority ?? null,
      profile: policy.id,
      profileVersion: policy.version,
      protocol: PROTOCOL_VERSION,
      schema: newest?.name ?? '',
      rows: await countRows(db),
      cursor: (await findSetting<{ epoch: string; seq: number }>(db, 'cursor')) ?? null,
      damaged: [...damaged],
    }
  })
}
