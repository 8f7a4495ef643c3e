import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { dependentsOf, type Owners } from './dependents.ts'
import { addDigest, DIGEST_SIZE, digestOfRow, isDigested, takeDigest } from './row-digest.ts'
import type { Change, ChangeLog, ReplicatedTable, Row } from './rows.ts'
import { hallsOf } from './scope.ts'
import { takeTurns } from './turns.ts'

/** A row that this transaction changes, or may move to other halls: as it was before, and as it is by now. */
interface Noted {
  readonly table: ReplicatedTable
  readonly key: readonly string[]
  readonly before: Row | undefined
  readonly hallsBefore: ReadonlySet<string>
  after: Row | undefined
}

/** What a hall is told in one transaction, and how its digest moves by it. */
interface HallNews {
  readonly entries: FeedEntry[]
  digest: number
}

interface FeedEntry {
  readonly table: ReplicatedTable
  readonly key: readonly string[]
  readonly content: Row | null
}

/**
 * The central's change log: collects the changes of one transaction and gives them out per hall, with gap-free
 * numbers, as the very last thing before the commit. Taking the counter late keeps halls from waiting for each
 * other, and a rollback gives the numbers back. Who held a row is asked before it changes, who is to hold it after
 * everything has: what lies between the two leaves or enters a hall.
 */
export class FeedLog implements ChangeLog {
  readonly #noted = new Map<string, Noted>()
  readonly #turns: Set<string>

  /** @param turns those that this transaction has taken already */
  constructor(turns: readonly string[] = []) {
    this.#turns = new Set(turns)
  }

  taking(db: WriteDb, change: Omit<Change, 'key'>): Promise<boolean> {
    return this.#takeTurns(db, writtenBy(change))
  }

  async changing(db: WriteDb, change: Change): Promise<void> {
    const { table, key, before } = change
    await this.#note(db, table, key, before)
    for (const dependent of await dependentsOf(db, change, (owners) => this.#takeTurns(db, owners)))
      await this.#note(db, dependent.table, dependent.key, dependent.content)
  }

  /**
   * A relation between halls carries its person's rows and its enterprise to another one as they stand now, so whoever
   * writes such a row, or carries it somewhere, takes turns with whoever else does: the one sees the relation, or the
   * other sees what was written, and no hall is told of the same enterprise twice. What comes with this very transaction
   * is nobody else's business yet: an import of thousands takes no turn for each.
   * @returns whether any was to be taken
   */
  async #takeTurns(db: WriteDb, owners: Owners): Promise<boolean> {
    const names = (['person', 'enterprise'] as const).flatMap((table) =>
      (owners[table] ?? []).filter((id) => !this.#turns.has(id) && !this.#isNew(table, id)),
    )
    for (const name of names) this.#turns.add(name)
    return names.length > 0 && takeTurns(db, names)
  }

  #isNew(table: keyof Owners, id: string): boolean {
    const noted = this.#noted.get(nameOf(table, [id]))
    return noted !== undefined && noted.before === undefined
  }

  /** Whatever happens to a row after its first change, it is the state before that one which the halls held. */
  async #note(db: ReadDb, table: ReplicatedTable, key: readonly string[], before: Row | undefined): Promise<void> {
    const name = nameOf(table, key)
    if (this.#noted.has(name)) return
    const hallsBefore = before === undefined ? new Set<string>() : await hallsOf(db, table, before)
    this.#noted.set(name, { table, key, before, hallsBefore, after: before })
  }

  changed(_db: WriteDb, { table, key, after }: Change): Promise<void> {
    const noted = this.#noted.get(nameOf(table, key))
    if (noted === undefined) throw new Error('a row was changed that was not announced')
    noted.after = after
    return Promise.resolve()
  }

  /** Writes the feed rows of everything that changed. Call it once, last, inside the transaction. */
  async flush(db: WriteDb, now: Instant): Promise<void> {
    const news = new Map<string, HallNews>()
    for (const noted of this.#noted.values()) await tellHalls(db, noted, news)
    // A fixed order of halls keeps two transactions that touch the same halls from waiting for each other in a ring.
    for (const [hall, told] of [...news].toSorted(([a], [b]) => (a < b ? -1 : 1))) await writeNews(db, hall, told, now)
  }
}

/** Whose row this is, of those that a relation carries; nobody's while its owner is only being made. */
function writtenBy({ table, before, after }: Omit<Change, 'key'>): Owners {
  if (table === 'person' || table === 'enterprise')
    return before === undefined ? {} : { [table]: [String(before['id'])] }
  return table === 'phone' || table === 'person_document' ? { person: [String((before ?? after)?.['person_id'])] } : {}
}

const nameOf = (table: ReplicatedTable, key: readonly string[]): string => `${table} ${JSON.stringify(key)}`

async function tellHalls(db: ReadDb, { table, key, before, hallsBefore, after }: Noted, news: Map<string, HallNews>) {
  const hallsAfter = after === undefined ? new Set<string>() : await hallsOf(db, table, after)
  const wasDigest = before === undefined || !isDigested(table) ? 0 : digestOfRow(table, before)
  const isDigest = after === undefined || !isDigested(table) ? 0 : digestOfRow(table, after)
  for (const hall of hallsBefore.union(hallsAfter)) {
    const stays = hallsBefore.has(hall) && hallsAfter.has(hall)
    if (stays && after === before) continue
    const told = news.get(hall) ?? { entries: [], digest: 0 }
    news.set(hall, told)
    told.entries.push({ table, key, content: hallsAfter.has(hall) ? (after ?? null) : null })
    if (hallsBefore.has(hall)) told.digest = takeDigest(told.digest, wasDigest)
    if (hallsAfter.has(hall)) told.digest = addDigest(told.digest, isDigest)
  }
}

async function writeNews(db: WriteDb, hall: string, { entries, digest }: HallNews, now: Instant): Promise<void> {
  const counter = await db.find<{ seq: number }>(
    sql(
      `insert into feed_counter (hall_id, seq, digest) values (?, ?, ?) on conflict (hall_id) do update
       set seq = feed_counter.seq + excluded.seq, digest = (feed_counter.digest + excluded.digest) % ${String(DIGEST_SIZE)}
       returning seq`,
      [hall, entries.length, digest],
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
