import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { findRow, REPLICATED, type Change, type ChangeLog, type ReplicatedTable, type Row } from './rows.ts'
import { hallsOf } from './scope.ts'

/** A change together with the halls that held its row before it. */
interface Noted {
  readonly change: Change
  readonly hallsBefore: ReadonlySet<string>
}

/**
 * The central's change log: collects the changes of one transaction and gives them out per hall, with gap-free
 * numbers, as the very last thing before the commit. Taking the counter late keeps halls from waiting for each
 * other, and a rollback gives the numbers back.
 */
export class FeedLog implements ChangeLog {
  readonly #noted: Noted[] = []

  async changed(db: WriteDb, change: Change): Promise<void> {
    this.#noted.push({ change, hallsBefore: await this.#hallsBefore(db, change) })
  }

  /** Where the row was mirrored before this change: rows that depend on others are asked with those still in place. */
  async #hallsBefore(db: ReadDb, { table, before }: Change): Promise<ReadonlySet<string>> {
    return before === undefined ? new Set() : hallsOf(db, table, before)
  }

  /** Writes the feed rows of everything that changed. Call it once, last, inside the transaction. */
  async flush(db: WriteDb, now: Instant): Promise<void> {
    const entries = new Map<string, FeedEntry[]>()
    const add = (hall: string, entry: FeedEntry) => {
      const list = entries.get(hall)
      if (list === undefined) entries.set(hall, [entry])
      else list.push(entry)
    }
    for (const { change, hallsBefore } of this.#noted) {
      const { table, key, after } = change
      const halls = after === undefined ? new Set<string>() : await hallsOf(db, table, after)
      for (const hall of halls) {
        if (table === 'relation') for (const entry of await companions(db, change, hall)) add(hall, entry)
        add(hall, { table, key, content: after ?? null })
      }
      for (const hall of hallsBefore) if (!halls.has(hall)) add(hall, { table, key, content: null })
    }
    // A fixed order of halls keeps two transactions that touch the same halls from waiting for each other in a ring.
    for (const hall of [...entries.keys()].toSorted()) await writeEntries(db, hall, entries.get(hall) ?? [], now)
  }
}

interface FeedEntry {
  readonly table: ReplicatedTable
  readonly key: readonly string[]
  readonly content: Row | null
}

/** A new relation may bring a person or an enterprise into a hall that didn't mirror them: they go along. */
async function companions(db: ReadDb, { before, after }: Change, hall: string): Promise<FeedEntry[]> {
  if (before !== undefined || after === undefined) return []
  const personId = String(after['person_id'])
  const person = await findRow(db, 'person', [personId])
  if (person === undefined || person['hall_id'] === after['hall_id']) return []
  const related: [ReplicatedTable, Row][] =
    hall === after['hall_id']
      ? [
          ['person', person],
          ...(await dependents(db, 'phone', personId)),
          ...(await dependents(db, 'person_document', personId)),
        ]
      : await enterpriseRow(db, String(after['enterprise_id']))
  return related.map(([table, row]) => ({
    table,
    key: REPLICATED[table].map((column) => String(row[column])),
    content: row,
  }))
}

async function dependents(db: ReadDb, table: 'phone' | 'person_document', personId: string) {
  const rows = await db.all<Row>(sql(`select * from ${table} where person_id = ?`, [personId]))
  return rows.map((row): [ReplicatedTable, Row] => [table, row])
}

async function enterpriseRow(db: ReadDb, id: string): Promise<[ReplicatedTable, Row][]> {
  const row = await findRow(db, 'enterprise', [id])
  return row === undefined ? [] : [['enterprise', row]]
}

async function writeEntries(db: WriteDb, hall: string, entries: readonly FeedEntry[], now: Instant): Promise<void> {
  const counter = await db.find<{ seq: number }>(
    sql(
      'insert into feed_counter (hall_id, seq) values (?, ?) on conflict (hall_id) do update set seq = feed_counter.seq + excluded.seq returning seq',
      [hall, entries.length],
    ),
  )
  let seq = (counter?.seq ?? entries.length) - entries.length
  for (const { table, key, content } of entries) {
    await db.run(
      sql('insert into feed (hall_id, seq, table_name, row_key, content, at) values (?, ?, ?, ?, ?, ?)', [
        hall,
        ++seq,
        table,
        JSON.stringify(key),
        content === null ? null : JSON.stringify(content),
        now,
      ]),
    )
  }
}
