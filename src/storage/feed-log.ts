import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { REPLICATED, type Change, type ChangeLog, type ReplicatedTable, type Row } from './rows.ts'
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
      const hallsAfter = after === undefined ? new Set<string>() : await hallsOf(db, table, after)
      const moved = hallsBefore.symmetricDifference(hallsAfter)
      for (const companion of await companionsOf(db, change, moved)) {
        const halls = await hallsOf(db, companion.table, companion.content)
        for (const hall of moved) add(hall, halls.has(hall) ? companion : { ...companion, content: null })
      }
      for (const hall of hallsAfter) add(hall, { table, key, content: after ?? null })
      for (const hall of hallsBefore.difference(hallsAfter)) add(hall, { table, key, content: null })
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

interface Companion extends FeedEntry {
  readonly content: Row
}

/**
 * Rows that come along when their owner enters or leaves a hall: a person's numbers, documents and relations, an
 * enterprise's relations, and both ends of a relation across a hall border.
 */
async function companionsOf(db: ReadDb, change: Change, moved: ReadonlySet<string>): Promise<Companion[]> {
  if (moved.size === 0) return []
  const row = change.after ?? change.before ?? {}
  const id = String(row['id'])
  switch (change.table) {
    case 'person':
      // A person nobody knew before has nothing yet that could hang on them.
      return change.before === undefined ? [] : dependentsOf(db, id)
    case 'enterprise':
      return change.before === undefined ? [] : rowsWhere(db, 'relation', 'enterprise_id', id)
    case 'relation': {
      const people = await rowsWhere(db, 'person', 'id', String(row['person_id']))
      if (people[0]?.content['hall_id'] === row['hall_id']) return []
      const enterprise = await rowsWhere(db, 'enterprise', 'id', String(row['enterprise_id']))
      return [...people, ...(await dependentsOf(db, String(row['person_id']))), ...enterprise]
    }
    default:
      return []
  }
}

async function dependentsOf(db: ReadDb, personId: string): Promise<Companion[]> {
  const found: Companion[] = []
  // One after the other: a transaction has one connection, which answers one question at a time.
  for (const table of ['phone', 'person_document', 'relation'] as const)
    found.push(...(await rowsWhere(db, table, 'person_id', personId)))
  return found
}

async function rowsWhere(db: ReadDb, table: ReplicatedTable, column: string, value: string): Promise<Companion[]> {
  const rows = await db.all<Row>(sql(`select * from ${table} where ${column} = ?`, [value]))
  return rows.map((row) => ({ table, key: REPLICATED[table].map((name) => String(row[name])), content: row }))
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
