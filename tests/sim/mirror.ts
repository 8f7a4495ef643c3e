import { isReplicated, REPLICATED, type ReplicatedTable, type Row } from '../../src/storage/rows.ts'
import { isForked, mirrorOf, rowsOf, scopeOf, TABLES } from './checks.ts'
import { HALLS } from './scene.ts'
import type { SimulatedDesk, World } from './world.ts'

type Rows = Map<string, string>

interface FeedRow {
  readonly seq: number
  readonly table_name: string
  readonly row_key: string
  readonly content: string | null
}

/** What a hall held where one epoch of its feed began for this story, and everything told since. */
interface Journal {
  readonly from: number
  readonly base: Rows
  readonly told: FeedRow[]
}

const nameOf = (table: ReplicatedTable, row: Row): string =>
  `${table} ${JSON.stringify(REPLICATED[table].map((column) => String(row[column])))}`
const textOf = (row: Row): string => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const put = (rows: Rows, name: string, content: string | null): void => {
  if (content === null) rows.delete(name)
  else rows.set(name, textOf(JSON.parse(content) as Row))
}

/**
 * [TRUST-22] Remembers what every hall's feed has said, so that a desk can be held to it at any moment: beneath its own
 * guesses it has exactly the rows of the number at which it stands.
 */
export class Mirror {
  readonly #world: World
  readonly #journals = new Map<string, Journal>()

  constructor(world: World) {
    this.#world = world
    this.listen()
  }

  /** Reads on in every feed; to be called before anything may be taken out of one. */
  listen(): void {
    if (!this.#world.isCentralUp) return
    const central = this.#world.centralLife.writer
    const [epoch] = rowsOf<{ value: string }>(central, "select value from central_state where name = 'feed-epoch'")
    for (const hall of HALLS) {
      const name = `${epoch?.value ?? ''}.${hall}`
      const [counter] = rowsOf<{ seq: number }>(central, 'select seq from feed_counter where hall_id = ?', hall)
      const journal = this.#journals.get(name) ?? { from: counter?.seq ?? 0, base: this.#baseOf(hall), told: [] }
      this.#journals.set(name, journal)
      const last = journal.told.at(-1)?.seq ?? journal.from
      const text = 'select seq, table_name, row_key, content from feed where hall_id = ? and seq > ? order by seq'
      journal.told.push(...rowsOf<FeedRow>(central, text, hall, last))
    }
  }

  #baseOf(hall: string): Rows {
    const base: Rows = new Map()
    for (const table of TABLES)
      for (const row of scopeOf(this.#world.centralLife.writer, table, hall)) base.set(nameOf(table, row), textOf(row))
    return base
  }

  /** What is not so on this desk now; nothing where it is still copying, and has added nothing up. */
  check(desk: SimulatedDesk): string[] {
    if (desk.life.dead) return []
    const [row] = rowsOf<{ value: string }>(desk.life.writer, "select value from setting where name = 'cursor'")
    const cursor = row && (JSON.parse(row.value) as { epoch: string; seq: number; checked?: boolean })
    const journal = cursor && this.#journals.get(cursor.epoch)
    if (cursor?.checked !== true || journal === undefined || cursor.seq < journal.from) return []
    // A central that is down can't be listened to; what it said last is heard when it is back.
    if ((journal.told.at(-1)?.seq ?? journal.from) < cursor.seq) return []
    const truth = new Map(journal.base)
    for (const told of journal.told)
      if (told.seq <= cursor.seq) put(truth, `${told.table_name} ${told.row_key}`, told.content)
    const beneath = beneathGuesses(desk)
    const where = `${desk.name} at number ${String(cursor.seq)}`
    const wrong = [...truth].filter(([name, text]) => beneath.get(name) !== text).map(([name]) => `${where}: ${name}`)
    const foreign = [...beneath.keys()].filter((name) => !truth.has(name)).map((name) => `${where} and beyond: ${name}`)
    // What two disks of one identity recorded is for people to judge, and the other's may have taken its place.
    const early = isForked(this.#world, desk) ? [] : untold(this.#world, desk, cursor.epoch.split('.').at(-1) ?? '')
    return [...wrong, ...foreign, ...unguessed(desk), ...early]
  }
}

/** The desk's rows with its own guesses taken back. */
function beneathGuesses(desk: SimulatedDesk): Rows {
  const rows: Rows = new Map()
  for (const table of TABLES)
    for (const row of mirrorOf(desk.life.writer, table)) rows.set(nameOf(table, row), textOf(row))
  const undone = rowsOf<{ table_name: string; row_key: string; before: string | null }>(
    desk.life.writer,
    'select table_name, row_key, before from undo_row order by command_seq desc, position desc',
  )
  for (const { table_name: table, row_key: key, before } of undone)
    if (isReplicated(table)) put(rows, `${table} ${key}`, before)
  return rows
}

/**
 * [SYNC-REBASE] What waits to be sent for the first time and was accepted here shows its effect here. One that is sent
 * once more after a restore shows it in rows of before.
 */
function unguessed(desk: SimulatedDesk): string[] {
  return rowsOf<{ seq: number; name: string }>(
    desk.life.writer,
    `select seq, name from outbox where state = 'recorded' and tries = 0 and flagged = 0 and waits_for is null
     and seq not in (select command_seq from undo_row) and command_id not in (select command_id from command_result)`,
  ).map(({ seq, name }) => `#${String(seq)} of ${desk.name}, ${name}, shows nothing`)
}

/**
 * An act counts as decided when the feed has brought the decision, with the rows that it changed. What was recorded in
 * a former hall, or before the desk was carried somewhere and back, was told in that one's.
 */
function untold(world: World, desk: SimulatedDesk, hall: string): string[] {
  return rowsOf<{ seq: number; command_id: string; state: string }>(
    desk.life.writer,
    `select o.seq, o.command_id, o.state from outbox o left join command_result r on r.command_id = o.command_id
     where o.state in ('effective', 'returned') and r.command_id is null
     and json_extract(o.envelope, '$.operator.hallId') = ?`,
    hall,
  )
    .filter(({ command_id: id }) => !world.leftBehind.has(id))
    .map(({ seq, state }) => `#${String(seq)} of ${desk.name} is ${state} before the feed has said so`)
}
