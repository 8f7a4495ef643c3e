import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import type { Database } from '../../../src/storage/database.ts'
import { FeedLog } from '../../../src/storage/feed-log.ts'
import { putRow } from '../../../src/storage/rows.ts'
import { enterpriseRow, hallRow, personRow } from '../../support/rows.ts'

/** Somebody of the cast, by what they would type; whether they are known, and by which id, is the database's matter. */
export interface Player {
  readonly name: string
  readonly documentType: 'resident-id' | 'foreign-passport'
  readonly document: string
  readonly username: string
  readonly mail: string
}

const resident = (front: string): string => front + idNumberChecksum(front)

/** Few enough that they meet: each wants each other's numbers and works for the same enterprises. */
export const CAST: readonly Player[] = [
  ['关山月', 'resident-id', resident('11010519491231002')],
  ['欧阳娜娜', 'resident-id', resident('21010219900307123')],
  ['林之远', 'resident-id', resident('21010219850611001')],
  ['ANNA SMITH', 'foreign-passport', 'AB123456'],
  ['OLE HANSEN', 'foreign-passport', 'NO998877'],
].map(([name = '', documentType, document = ''], index) => ({
  name,
  documentType: documentType as Player['documentType'],
  document,
  username: `player.${String(index)}`,
  mail: `player${String(index)}@example.org`,
}))

export const NUMBERS = ['13800000001', '13800000002', '13800000003', '13800000004', '13800000005'] as const

export const ENTERPRISES = [
  { id: 'shop', hall: 'h1', code: 'CODE-SHOP' },
  { id: 'mill', hall: 'h2', code: 'CODE-MILL' },
] as const

/** Halls and enterprises, and of the people one whom a hall has captured and who has yet to register (A1). */
export async function fillCast(database: Database, now: number): Promise<void> {
  await database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    for (const hall of ['h1', 'h2']) await putRow(work, 'hall', hallRow(hall))
    for (const { id, hall, code } of ENTERPRISES)
      await putRow(work, 'enterprise', enterpriseRow(id, hall, { credit_code: code }))
    const { name, documentType, document } = CAST[2] as Player
    const captured = { name, document_type: documentType, document_number: document, captured_phone: NUMBERS[2] }
    const opened = { account_state: 'A1', credential_state: 'K1', level: 3 }
    await putRow(work, 'person', personRow('captured', 'h1', { ...captured, ...opened }))
    await work.log.flush(db, now)
  })
}
