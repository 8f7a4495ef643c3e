import type { WriteDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

/** Stays below the 32,766 bindings SQLite takes in a statement and the 65,535 of PostgreSQL. */
const BINDINGS = 16000

const statements = new Map<string, string>()

function statementFor(table: string, columns: readonly string[], count: number): string {
  const key = `${table} ${String(count)} ${columns.join()}`
  const known = statements.get(key)
  if (known !== undefined) return known
  const row = `(${columns.map(() => '?').join(', ')})`
  const text = `insert into ${table} (${columns.join(', ')}) values ${Array.from({ length: count }, () => row).join(', ')}`
  statements.set(key, text)
  return text
}

/** Inserts rows as they are, many a statement; all must have the same columns. Nobody is told: there is no feed row. */
export async function insertRows(db: WriteDb, table: string, rows: readonly object[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  if (columns.length === 0) return
  const most = Math.max(1, Math.floor(BINDINGS / columns.length))
  for (let first = 0; first < rows.length; first += most) {
    const part = rows.slice(first, first + most)
    const values = part.flatMap((row) => columns.map((column) => (row as Record<string, unknown>)[column]))
    await db.run(sql(statementFor(table, columns, part.length), values))
  }
}
