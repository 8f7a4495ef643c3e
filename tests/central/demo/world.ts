import { expect } from 'vitest'
import { makeJurisdiction } from '../../../src/central/demo/jurisdiction.ts'
import type { DemoRows, DemoTable } from '../../../src/central/demo/rows.ts'
import { beijingDate } from '../../../src/domain/kernel/calendar.ts'

export const NOW = Date.UTC(2026, 10, 22, 6)
export const TODAY = beijingDate(NOW)
export const OPTIONS = { seed: 20, people: 3000, profile: 'liaoning', now: NOW } as const

type Tables = { readonly [Table in DemoTable]: readonly DemoRows[Table][] }

/** Every row of one small jurisdiction by table, and the tables in the order they came. */
export function collect(): { readonly tables: Tables; readonly order: readonly string[]; readonly largest: number } {
  const tables: Record<string, object[]> = {}
  let largest = 0
  for (const { table, rows } of makeJurisdiction(OPTIONS).batches()) {
    largest = Math.max(largest, rows.length)
    ;(tables[table] ??= []).push(...rows)
  }
  return { tables: tables as unknown as Tables, order: Object.keys(tables), largest }
}

export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return groups
}

export function expectUnique(values: readonly string[]): void {
  expect(new Set(values).size).toBe(values.length)
}
