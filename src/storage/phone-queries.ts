import type { PhoneRow } from '../contract/phone.ts'
import { maskPhone } from '../domain/kernel/mask.ts'
import type { ReadDb } from './database.ts'
import { listPhones } from './phone.ts'

export const phoneQueries = {
  'phone.list': async (db: ReadDb, input: { personId: string }): Promise<PhoneRow[]> => {
    const rows = await listPhones(db, input.personId)
    return rows.map((row) => ({
      id: row.id,
      masked: maskPhone(row.number),
      state: row.state,
      isDefault: row.is_default === 1,
      verifiedAt: row.verified_at,
      emptiedAt: row.emptied_at,
      version: row.version,
    }))
  },
}
