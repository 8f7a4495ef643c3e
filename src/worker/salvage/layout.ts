import { sql, type ReadDb } from '../../storage/database.ts'
import { COLUMNS } from './pages.ts'
import { SAVED_TABLES, type Values } from './saved-tables.ts'

interface Column {
  readonly name: string
  readonly type: string
  readonly required: number
}

/** The columns of each saved table, in their order, as the newest schema has them: it only ever adds at the end. */
export type Layout = ReadonlyMap<string, readonly Column[]>

export async function readLayout(db: ReadDb): Promise<Layout> {
  const layout = new Map<string, readonly Column[]>()
  for (const table of Object.keys(SAVED_TABLES)) {
    const columns = await db.all<Column>(
      sql(
        'select name, lower(type) as type, "notnull" and dflt_value is null as required from pragma_table_info(?) order by cid',
        [table],
      ),
    )
    if (columns.length === 0 || columns.length >= COLUMNS) throw new Error(`${table} can't be saved as it is`)
    layout.set(table, columns)
  }
  return layout
}

function isOfType(value: unknown, { type, required }: Column): boolean {
  if (value === null) return required === 0
  if (type === 'blob') return value instanceof Uint8Array
  return type === 'text' ? typeof value === 'string' : typeof value === 'number'
}

/** A row under its names, and of which table it is; nothing when it is none that is saved. */
export function nameRow(values: readonly unknown[], layout: Layout): { table: string; row: Values } | undefined {
  for (const [table, columns] of layout) {
    if (values.slice(columns.length).some((value) => value !== null)) continue
    if (!columns.every((column, index) => isOfType(values[index], column))) continue
    const row = Object.fromEntries(columns.map(({ name }, index) => [name, values[index]]))
    if (SAVED_TABLES[table]?.fits(row) === true) return { table, row }
  }
  return undefined
}
