import { sql, type ReadDb, type WriteDb } from '../storage/database.ts'

/** A desk as the central knows it: its hall, its key, and how far its chain of commands has come. */
export interface DeviceRecord {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly public_key: string
  readonly state: 'active' | 'revoked' | 'quarantined'
  readonly last_seq: number
  readonly chain_head: string
}

export const findDevice = (db: ReadDb, id: string): Promise<DeviceRecord | undefined> =>
  db.find(sql('select * from device where id = ?', [id]))

/** As `findDevice`, for a transaction that moves the chain: two deliveries of one device take turns. */
export async function takeTurn(db: WriteDb, id: string): Promise<DeviceRecord | undefined> {
  // Writing to the row first is what makes the second of them wait.
  await db.run(sql('update device set last_seq = last_seq where id = ?', [id]))
  return findDevice(db, id)
}
