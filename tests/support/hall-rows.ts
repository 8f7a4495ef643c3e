import { readSnapshot } from '../../src/central/snapshot.ts'
import { sql, type ReadDb } from '../../src/storage/database.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { canonical } from '../../src/sync/chain.ts'

const TABLES = Object.keys(REPLICATED) as ReplicatedTable[]

const nameOf = (table: ReplicatedTable, row: Row) =>
  `${table}/${REPLICATED[table].map((column) => String(row[column])).join('/')}`

/** Every mirrored row of a desk, as text. */
export async function mirrorOf(db: ReadDb): Promise<string[]> {
  const found: string[] = []
  for (const table of TABLES)
    for (const row of await db.all<Row>(sql(`select * from ${table}`)))
      found.push(`${nameOf(table, row)} ${canonical(row)}`)
  return found.toSorted()
}

/** Every row of a hall at the central, as `mirrorOf` would tell it. */
export async function selectOf(db: ReadDb, hall: string): Promise<string[]> {
  const found: string[] = []
  for (const table of TABLES) {
    const { columns, rows } = await readSnapshot(db, hall, table, null, 100_000, Date.now())
    for (const values of rows) {
      const row: Row = Object.fromEntries(columns.map((column, i) => [column, values[i]]))
      found.push(`${nameOf(table, row)} ${canonical(row)}`)
    }
  }
  return found.toSorted()
}
