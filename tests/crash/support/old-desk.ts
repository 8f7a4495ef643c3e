import BetterSqlite3 from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { migrations } from '../../../migrations/list.ts'
import type { Row } from '../../../src/storage/rows.ts'
import { migrate } from '../../../src/storage/migrate.ts'
import { CHAIN_START, commandText } from '../../../src/sync/chain.ts'
import { PROTOCOL_VERSION } from '../../../src/contract/protocol.ts'
import { newDeviceKey, newId, sha256, signText } from '../../../src/worker/crypto.ts'
import { personRow } from '../../support/rows.ts'

/** The first schema that a desk could keep unsent work in. */
const OLDEST = '0100_search.desk'

function unlock(connection: BetterSqlite3.Database, key: string): void {
  connection.pragma("cipher = 'aegis'")
  connection.pragma(`key = "x'${key}'"`)
  connection.pragma('journal_mode = wal')
}

/**
 * Makes the database of a desk that was last started long ago, with people, drafts and so many unsent acts.
 * @returns each row that an upgrade must keep as it is, by table
 */
export async function makeOldDesk(directory: string, key: string, unsent: number): Promise<Record<string, Row[]>> {
  const file = join(directory, 'desk.db')
  const upTo = migrations.findIndex(({ name }) => name === OLDEST) + 1
  const afterCreate = (connection: BetterSqlite3.Database, done: (error: unknown, connection: unknown) => void) => {
    unlock(connection, key)
    done(null, connection)
  }
  const pool = { min: 1, max: 1, afterCreate }
  const client = { client: 'better-sqlite3', connection: { filename: file }, pool }
  await migrate(client, 'desk', migrations.slice(0, upTo))
  const connection = new BetterSqlite3(file)
  unlock(connection, key)
  const rows = { person: people(), outbox: acts(unsent), draft: drafts() }
  for (const [table, list] of Object.entries(rows)) insert(connection, table, list)
  const kept = Object.keys(rows).map((table) => [table, connection.prepare(`select * from ${table}`).all() as Row[]])
  connection.close()
  return Object.fromEntries(kept) as Record<string, Row[]>
}

/** Columns that came later are left out. */
function insert(connection: BetterSqlite3.Database, table: string, rows: readonly Row[]): void {
  const known = connection.pragma(`table_info(${table})`) as { name: string }[]
  const columns = known.map(({ name }) => name).filter((name) => rows[0] !== undefined && name in rows[0])
  const statement = connection.prepare(
    `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`,
  )
  connection.transaction(() => {
    for (const row of rows) statement.run(...columns.map((name) => row[name]))
  })()
}

const people = (): Row[] => Array.from({ length: 300 }, (_, n) => personRow(`p${String(n)}`, 'h1'))

const drafts = (): Row[] =>
  Array.from({ length: 20 }, () => ({
    id: randomUUID(),
    kind: 'capture',
    title: '关*',
    content: JSON.stringify({ mark: randomUUID() }),
    operator_id: 'clerk-h1',
    updated_at: 1,
  }))

/** A chain of signed acts, none of which has left. */
function acts(count: number): Row[] {
  const key = newDeviceKey()
  const device = newId()
  let prev = CHAIN_START
  return Array.from({ length: count }, (_, place) => {
    const unsigned = {
      id: newId(),
      device,
      seq: place + 1,
      prev,
      name: 'phone.add',
      payload: { personId: `p${String(place)}`, number: '13800000001' },
      seen: {},
      operator: { staffId: 'clerk-h1', role: 'clerk' as const, hallId: 'h1' },
      profile: 'liaoning',
      instant: place,
      protocol: PROTOCOL_VERSION,
    }
    prev = sha256(commandText(unsigned))
    const envelope = JSON.stringify({ ...unsigned, signature: signText(commandText(unsigned), key) })
    const { id, seq, name, instant } = unsigned
    const constant = { flagged: 0, tries: 0, operator_id: 'clerk-h1', acknowledged: 0, state: 'recorded' }
    return { seq, command_id: id, name, envelope, hash: prev, recorded_at: instant, ...constant }
  })
}
