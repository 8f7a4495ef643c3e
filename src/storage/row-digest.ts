import type { ReplicatedTable, Row } from './rows.ts'

/**
 * What a hall's rows add up to: each row gives a number of 52 bits, and a hall's digest is their sum modulo 2^52. The
 * order in which rows came doesn't matter, and a change costs two numbers, however many rows there are. It finds what
 * went astray, not who forged it: that is for signatures.
 */
export const DIGEST_SIZE = 2 ** 52

/** Log-ins are a window that each side cuts at its own time, so that the two never hold quite the same ones. */
export const isDigested = (table: ReplicatedTable): boolean => table !== 'login_log'

export const addDigest = (digest: number, more: number): number => (digest + more) % DIGEST_SIZE
export const takeDigest = (digest: number, less: number): number => (digest + DIGEST_SIZE - less) % DIGEST_SIZE

const sortedColumns = (row: Row): string[] => Object.keys(row).toSorted()

/** The number of one row, the same on every database: columns count in the order of their names. */
export function digestOfRow(table: ReplicatedTable, row: Row): number {
  return digestOfValues(
    table,
    sortedColumns(row).map((column) => row[column]),
  )
}

/** What the rows of a page add up to: column names once, rows as arrays. */
export function digestOfPage(
  table: ReplicatedTable,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): number {
  const places = new Map(columns.map((column, place) => [column, place]))
  const order = columns.toSorted().map((column) => places.get(column) ?? 0)
  let digest = 0
  for (const row of rows)
    digest = addDigest(
      digest,
      digestOfValues(
        table,
        order.map((place) => row[place]),
      ),
    )
  return digest
}

/** As `digestOfRow`, for values that stand in the order of their columns' names already. */
export function digestOfValues(table: string, values: readonly unknown[]): number {
  let text = table
  for (const value of values)
    text += typeof value === 'string' ? `"${String(value.length)}:${value}` : `,${String(value)}`
  return digestOfText(text)
}

/** Two lanes of 32 bits that stir each other (cyrb53, public domain, with 52 bits kept). */
function digestOfText(text: string): number {
  let first = 0xdeadbeef
  let second = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    first = Math.imul(first ^ unit, 2654435761)
    second = Math.imul(second ^ unit, 1597334677)
  }
  first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909)
  second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909)
  return 2 ** 32 * (second & 0xfffff) + (first >>> 0)
}
