import { readSnapshot, type Place, type SnapshotPage } from '../../src/central/snapshot.ts'
import type { Instant } from '../../src/domain/kernel/instant.ts'
import { sql, type ReadDb } from '../../src/storage/database.ts'
import { REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { canonical } from '../../src/sync/chain.ts'

const TABLES = Object.keys(REPLICATED) as ReplicatedTable[]

/** `table/key`, by which a row is told. */
export const nameOf = (table: ReplicatedTable, row: Row) =>
  `${table}/${REPLICATED[table].map((column) => String(row[column])).join('/')}`

/** Every mirrored row of a desk, as text. */
export async function mirrorOf(db: ReadDb): Promise<string[]> {
  const found: string[] = []
  for (const table of TABLES)
    for (const row of await db.all<Row>(sql(`select * from ${table}`)))
      found.push(`${nameOf(table, row)} ${canonical(row)}`)
  return found.toSorted()
}

/** Every row of a table that a copy brings a hall, page by page; one that came twice is here twice. */
export async function snapshotOf(
  db: ReadDb,
  hall: string,
  table: ReplicatedTable,
  { limit = 5_000, now = Date.now() }: { readonly limit?: number; readonly now?: Instant } = {},
): Promise<Row[]> {
  const found: Row[] = []
  let place: Place | null = null
  do {
    const page: SnapshotPage = await readSnapshot(db, hall, table, place, limit, now)
    for (const values of page.rows) found.push(Object.fromEntries(page.columns.map((name, i) => [name, values[i]])))
    place = page.next
  } while (place !== null)
  return found
}

/** Every row of a hall at the central, as `mirrorOf` would tell it. */
export async function selectOf(db: ReadDb, hall: string): Promise<string[]> {
  const found = new Set<string>()
  for (const table of TABLES)
    for (const row of await snapshotOf(db, hall, table)) found.add(`${nameOf(table, row)} ${canonical(row)}`)
  return [...found].toSorted()
}
