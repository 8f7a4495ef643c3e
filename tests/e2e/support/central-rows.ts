import BetterSqlite3 from 'better-sqlite3'
import type { Central } from './central.ts'

export type CentralRow = Readonly<Record<string, unknown>>

/** Reads the central's rows beside the running service, which is never written to by a test. */
export function centralRows<Row extends object = CentralRow>(
  central: Pick<Central, 'database'>,
  query: string,
  ...values: readonly unknown[]
): Row[] {
  const database = new BetterSqlite3(central.database, { readonly: true })
  try {
    return database.prepare(query).all(...values) as Row[]
  } finally {
    database.close()
  }
}

/** The one row that a query finds. @throws when there is none. */
export function centralRow<Row extends object = CentralRow>(
  central: Pick<Central, 'database'>,
  query: string,
  ...values: readonly unknown[]
): Row {
  const [row] = centralRows<Row>(central, query, ...values)
  if (row === undefined) throw new Error(`the central has no such row: ${query}`)
  return row
}
