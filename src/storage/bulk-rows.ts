import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import { DIGEST_SIZE, digestOfPage, isDigested } from './row-digest.ts'
import { REPLICATED, type ReplicatedTable } from './rows.ts'

/** A page of a copy: column names once, rows as arrays. */
export interface PageRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Rows a statement; more gain nothing (docs/decisions/0011). */
const TOGETHER = 50
/** Rows between two breaths: reads of the same thread wait no longer than these take. */
const SLICE = 500

/**
 * Writes a page of a copy into its table, whatever stands in its way there. What its rows add to the digest is reckoned
 * here and noted once, because a trigger that does it row by row costs as much as the rows themselves.
 */
export async function insertPage(
  db: WriteDb,
  table: ReplicatedTable,
  { columns, rows }: PageRows,
  breathe: () => Promise<void>,
): Promise<void> {
  const wake = await letSleep(db, `digest_${table}_come`)
  const one = `(${columns.map(() => '?').join(', ')})`
  const head = `insert or replace into ${table} (${columns.join(', ')}) values `
  const many = head + Array.from({ length: TOGETHER }, () => one).join(', ')
  for (let at = 0; at < rows.length; at += TOGETHER) {
    const together = rows.slice(at, at + TOGETHER)
    if (together.length === TOGETHER) await db.run(sql(many, together.flat()))
    else for (const values of together) await db.run(sql(head + one, values))
    if (at % SLICE === SLICE - TOGETHER) await breathe()
  }
  await wake(isDigested(table) ? digestOfPage(table, columns, rows) : 0)
}

/** Takes all mirrored rows away at once: nothing adds up to nothing, which no row has to be asked for. */
export async function emptyAll(db: WriteDb): Promise<void> {
  for (const table of Object.keys(REPLICATED)) {
    const wake = await letSleep(db, `digest_${table}_gone`)
    await db.run(sql(`delete from ${table}`))
    await wake(0)
  }
  await db.run(sql('update mirror_digest set digest = 0'))
}

/** Puts a trigger of this connection to sleep until what it would have added is given. */
async function letSleep(db: WriteDb, trigger: string): Promise<(sum: number) => Promise<void>> {
  const kept = await db.find<{ sql: string }>(
    sql("select sql from temp.sqlite_schema where type = 'trigger' and name = ?", [trigger]),
  )
  if (kept === undefined) return () => Promise.resolve()
  await db.run(sql(`drop trigger temp.${trigger}`))
  return async (sum) => {
    await db.run(sql(kept.sql.replace(/^create\s+trigger/i, 'create temp trigger')))
    await db.run(sql(`update mirror_digest set digest = (digest + ?) % ${String(DIGEST_SIZE)}`, [sum]))
  }
}
