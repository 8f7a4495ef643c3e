import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { MIRROR_SCHEMA } from './mirror-schema.ts'
import { addDigest, DIGEST_SIZE, digestOfRow, digestOfValues, isDigested, takeDigest } from './row-digest.ts'
import { findRow, isReplicated, REPLICATED, type ReplicatedTable, type Row } from './rows.ts'

/** The part of a SQLite connection that the triggers need. */
export interface TriggerConnection {
  exec(sql: string): unknown
  pragma(text: string): unknown
  prepare(sql: string): { all(...bindings: unknown[]): unknown[] }
  function(
    name: string,
    options: { readonly varargs: boolean; readonly deterministic: boolean },
    work: (...values: unknown[]) => unknown,
  ): unknown
}

const DIGESTED = (Object.keys(REPLICATED) as ReplicatedTable[]).filter(isDigested)

/**
 * Keeps the digest of the mirrored rows with whatever this connection writes, however it writes it: what isn't seen by
 * the code that keeps the mirror is just what the digest is for. The triggers are the connection's own and leave no
 * trace in the file, so that the schema stays free of functions it can't know.
 */
export function followMirror(connection: TriggerConnection): void {
  // A row that gives way to another one with the same key is deleted too, and counts as that.
  connection.pragma('recursive_triggers = on')
  connection.function('row_digest', { varargs: true, deterministic: true }, (table, ...values) =>
    digestOfValues(String(table), values),
  )
  for (const table of DIGESTED) {
    const columns = connection.prepare('select name from pragma_table_info(?) order by name').all(table)
    const names = (columns as { name: string }[]).map(({ name }) => name).toSorted()
    const of = (row: 'new' | 'old') =>
      `cast(row_digest('${table}', ${names.map((name) => `${row}."${name}"`).join(', ')}) as integer)`
    const moved = (change: string) => `update mirror_digest set digest = (digest + ${change}) % ${String(DIGEST_SIZE)};`
    const [gone, come] = [`${String(DIGEST_SIZE)} - ${of('old')}`, of('new')]
    connection.exec(`
      create temp trigger digest_${table}_come after insert on main.${table} begin ${moved(come)} end;
      create temp trigger digest_${table}_gone after delete on main.${table} begin ${moved(gone)} end;
      create temp trigger digest_${table}_moved after update on main.${table} begin ${moved(`${gone} + ${come}`)} end;`)
  }
}

const PAGE = 2_000

/**
 * Counts the rows where the digest was never begun, or was counted over other columns: after the first start with it,
 * and after one that changed the tables.
 */
export async function countMirror(db: WriteDb, breathe: () => Promise<void>): Promise<void> {
  const kept = await db.find<{ columns: string }>(sql('select columns from mirror_digest'))
  if (kept?.columns === MIRROR_SCHEMA) return
  let digest = 0
  for (const table of DIGESTED) {
    for (let after = 0; ;) {
      const rows = await db.all<Row & { digest_place: number }>(
        sql(`select rowid as digest_place, * from ${table} where rowid > ? order by rowid limit ${String(PAGE)}`, [
          after,
        ]),
      )
      for (const { digest_place: place, ...row } of rows) {
        digest = addDigest(digest, digestOfRow(table, row))
        after = place
      }
      if (rows.length < PAGE) break
      await breathe()
    }
  }
  await db.run(
    sql(
      'insert into mirror_digest (id, digest, columns) values (1, ?, ?) on conflict (id) do update set digest = excluded.digest, columns = excluded.columns',
      [digest, MIRROR_SCHEMA],
    ),
  )
}

/** What the rows add up to as the central gave them: the desk's own guesses on top of them are taken out again. */
export async function findBaseDigest(db: ReadDb): Promise<number | undefined> {
  const kept = await db.find<{ digest: number; columns: string }>(sql('select digest, columns from mirror_digest'))
  if (kept?.columns !== MIRROR_SCHEMA) return undefined
  let { digest } = kept
  for (const { table, key, before } of await listBeneath(db)) {
    const now = await findRow(db, table, key)
    if (now !== undefined) digest = takeDigest(digest, digestOfRow(table, now))
    if (before !== undefined) digest = addDigest(digest, digestOfRow(table, before))
  }
  return digest
}

/** The rows that lie beneath guesses: of a row that several commands changed, the state before the first of them. */
async function listBeneath(db: ReadDb) {
  const rows = await db.all<{ table_name: string; row_key: string; before: string | null }>(
    sql('select table_name, row_key, before from undo_row order by command_seq, position'),
  )
  const beneath = new Map<string, { table: ReplicatedTable; key: string[]; before: Row | undefined }>()
  for (const { table_name: table, row_key: key, before } of rows) {
    const name = `${table} ${key}`
    if (beneath.has(name) || !isReplicated(table) || !isDigested(table)) continue
    beneath.set(name, {
      table,
      key: JSON.parse(key) as string[],
      before: before === null ? undefined : (JSON.parse(before) as Row),
    })
  }
  return beneath.values()
}
