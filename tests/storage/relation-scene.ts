import type { ActingIdentity } from '../../src/domain/kernel/visit.ts'
import type { Database } from '../../src/storage/database.ts'
import { writeRow, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import type { OpenFresh } from '../support/databases.ts'
import { enterpriseRow, personRow, relationRow } from '../support/rows.ts'

// 2026-03-10 10:00 in Beijing.
export const NOW = Date.UTC(2026, 2, 10, 2)
export const H = 'hall-1'
export const E: ActingIdentity = { kind: 'enterprise', enterpriseId: 'E1', identityType: 'legal-representative' }

export interface Rows {
  readonly table: ReplicatedTable
  readonly row: Row
}
export const person = (id: string, columns: Row = {}): Rows => ({
  table: 'person',
  row: personRow(id, H, { document_type: 'resident-id', document_number: `21010219900307${id}`, ...columns }),
})
export const relation = (id: string, personId: string, columns: Row = {}): Rows => ({
  table: 'relation',
  row: relationRow(id, H, 'E1', personId, {
    identity_type: 'staff-filing',
    functions: '["filing.declare"]',
    valid_until: '2026-12-31',
    version: 1,
    ...columns,
  }),
})
export const manager = { identity_type: 'legal-representative', initiator: 'core', in_core: 1, valid_until: null }

/** A hall with one enterprise, its manager and two more people, and what a test adds. */
export async function fill(open: OpenFresh, ...rows: readonly Rows[]): Promise<Database> {
  const database = await open()
  await database.write(async (db) => {
    const people = [person('M', { name: '单雄信' }), person('S', { name: '欧阳娜娜' }), person('X', { name: '𠮷野翀' })]
    const first: Rows[] = [
      {
        table: 'enterprise',
        row: enterpriseRow('E1', H, { credit_code: '91210102MA0ABCDE12', name: '沈阳北方机电有限公司' }),
      },
      {
        table: 'enterprise',
        row: enterpriseRow('E2', H, { taxpayer_number: '210102123456789', name: '大连100%纯棉公司' }),
      },
      ...people,
      relation('R-M', 'M', manager),
    ]
    for (const { table, row } of [...first, ...rows]) await writeRow(db, table, row)
  })
  return database
}
