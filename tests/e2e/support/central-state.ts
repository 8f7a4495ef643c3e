import BetterSqlite3 from 'better-sqlite3'
import { REPLICATED } from '../../../src/storage/rows.ts'
import type { Central } from './central.ts'

/** What the central keeps beyond what it sends down, by table and key. */
const OWN = { person_secret: ['person_id'], attachment: ['id'] } as const
const TABLES: Readonly<Record<string, readonly string[]>> = { ...REPLICATED, ...OWN }

/** How often a row was touched on the way, and when, is not how it ended; nor is the order in which ids were given. */
const ROAD = new Set(['version', 'content', 'hall_id', 'bytes', 'device_id'])
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const YEAR_2020 = 1_577_836_800_000

type Row = Record<string, unknown>

function readRows(file: string): Map<string, Row> {
  const database = new BetterSqlite3(file, { readonly: true })
  try {
    const entries = Object.entries(TABLES).flatMap(([table, key]) =>
      (database.prepare(`select * from ${table}`).all() as Row[]).map(
        (row) => [`${table} ${key.map((column) => String(row[column])).join(' ')}`, row] as const,
      ),
    )
    return new Map(entries)
  } finally {
    database.close()
  }
}

/** A value without what two runs of the same job can't share: ids, instants, salts. */
function settle(column: string, value: unknown, isOld: (id: string) => boolean): unknown {
  if (column === 'password_hash') return '<hash>'
  if (typeof value === 'number' && value > YEAR_2020) return '<instant>'
  if (typeof value !== 'string') return value
  return value.replaceAll(UUID, (id) => (isOld(id) ? id : '<id>')).replaceAll(/\b1[5-9]\d{11}\b/g, '<instant>')
}

/**
 * What has become different at the central since the prepared beginning, one line a row, so that two runs of one
 * job can be compared: ids made on the way, instants and salts are left out, everything else stands.
 */
export function centralChanges(central: Pick<Central, 'database'>, beginning: string): string[] {
  const before = readRows(beginning)
  const after = readRows(central.database)
  const known = new Set(JSON.stringify([...before.values()].map(withoutBytes)).match(UUID))
  const isOld = (id: string) => known.has(id)
  const describe = (row: Row, earlier: Row | undefined) =>
    Object.entries(row)
      .filter(([column, value]) => !ROAD.has(column) && (earlier === undefined || earlier[column] !== value))
      .map(([column, value]) => `${column}=${JSON.stringify(settle(column, value, isOld))}`)
  const lines: string[] = []
  for (const [key, row] of after) {
    const earlier = before.get(key)
    const facts = describe(row, earlier)
    if (facts.length > 0)
      lines.push(`${earlier === undefined ? '+' : '~'} ${String(settle('', key, isOld))}: ${facts.join(' ')}`)
  }
  for (const key of before.keys()) if (!after.has(key)) lines.push(`- ${key}`)
  return lines.toSorted()
}

const withoutBytes = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => !(value instanceof Uint8Array)))
