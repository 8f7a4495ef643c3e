import { listUnknown } from '../../storage/migrate.ts'
import { sql, type WriteDb } from '../../storage/database.ts'
import { CannotOpen } from '../door/problems.ts'
import type { Enrolment } from '../desk.ts'
import { readLayout, nameRow, type Layout } from './layout.ts'
import { PAGE } from './page-file.ts'
import { readPages } from './pages.ts'
import { SAVED_TABLES, type Values } from './saved-tables.ts'

/** A damaged database laid out page by page (see `layPages`), with a first page of our own. */
export interface Remains {
  readonly file: string
  readonly key: string
  readonly pages: number
  /** Some pages may be older than others, because the log that had the newer ones is damaged. */
  readonly mixed: boolean
}

/** Rows found, by table. */
export type Tally = ReadonlyMap<string, number>

const MIGRATION = /^\d{4}_\w+\.(both|desk|central)$/
/** What surely lies on one page; a longer row goes on elsewhere. */
const ON_ONE_PAGE = PAGE - 600

const isMigration = (values: readonly unknown[]): boolean => typeof values[1] === 'string' && MIGRATION.test(values[1])

/** @throws CannotOpen when the damaged file was written by a newer program, whose tables this one doesn't know */
function refuseNewer(values: readonly unknown[]): void {
  if (isMigration(values) && listUnknown([String(values[1])], 'desk').length > 0) throw new CannotOpen('newer-program')
}

const lengthOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 9), 0)

const listNumbers = (pages: number): number[] => Array.from({ length: Math.max(0, pages - 1) }, (_, index) => index + 2)

/** Whether any page but our own was written with this key. */
export function provesKey({ file, key, pages }: Remains): boolean {
  for (const { whole } of readPages(file, key, listNumbers(pages), () => false)) if (whole) return true
  return false
}

/** Every row of the remains that can be read and belongs to a table that is saved; whether it is true isn't asked yet. */
export function* findRows(
  { file, key, pages, mixed }: Remains,
  layout: Layout,
): Generator<{ table: string; row: Values }> {
  const seen = new Set<string>()
  const wants = (values: readonly unknown[]): boolean => isMigration(values) || nameRow(values, layout) !== undefined
  for (const { rows } of readPages(file, key, listNumbers(pages), wants)) {
    for (const { rowId, values } of rows) {
      refuseNewer(values)
      const found = nameRow(values, layout)
      if (found === undefined) continue
      // A page above others shows their rows once more.
      const mark = `${found.table} ${String(rowId)}`
      if (seen.has(mark)) continue
      if (mixed && SAVED_TABLES[found.table]?.trust === 'page' && lengthOf(values) > ON_ONE_PAGE) continue
      seen.add(mark)
      yield found
    }
  }
}

/** Looks for what this desk is among its settings, for the case that the copy beside the database is gone too. */
export function findEnrolment(remains: Remains, layout: Layout): Enrolment | undefined {
  for (const { table, row } of findRows(remains, layout))
    if (table === 'setting' && row['name'] === 'enrolment') return JSON.parse(String(row['value'])) as Enrolment
  return undefined
}

/**
 * Puts every true row of the remains into the fresh database, in the caller's transaction.
 * @returns how many, by table
 */
export async function takeRows(db: WriteDb, remains: Remains, enrolment: Enrolment | undefined): Promise<Tally> {
  const layout = await readLayout(db)
  const tally = new Map<string, number>()
  for (const { table, row } of findRows(remains, layout)) {
    if (SAVED_TABLES[table]?.isTrue(row, enrolment) !== true) continue
    const filled = Object.entries(row).filter(([, value]) => value !== null)
    const columns = filled.map(([name]) => `"${name}"`).join(', ')
    const marks = filled.map(() => '?').join(', ')
    // The fresh database's own first rows give way to what was there.
    const text = `insert or replace into ${table} (${columns}) values (${marks})`
    await db.run(
      sql(
        text,
        filled.map(([, value]) => value),
      ),
    )
    tally.set(table, (tally.get(table) ?? 0) + 1)
  }
  return tally
}
