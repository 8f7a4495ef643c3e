import BetterSqlite3 from 'better-sqlite3'
import { join } from 'node:path'
import type { Command } from '../../../src/contract/command.ts'
import { findAuditBreak } from '../../../src/storage/audit.ts'
import type { Query, ReadDb, Statement } from '../../../src/storage/database.ts'
import { referencedAttachments } from '../../../src/storage/attachment.ts'
import { CHAIN_START, commandText } from '../../../src/sync/chain.ts'
import { sha256 } from '../../../src/worker/crypto.ts'
import type { Cursor } from '../../../src/worker/mirror.ts'
import type { Acknowledged } from './child.ts'

/** A second look at a desk's database, past everything that the desk itself does when it opens one. */
export interface Look {
  readonly db: ReadDb
  rows<Row>(text: string, bindings?: readonly unknown[]): Row[]
  close(): void
}

/** Looks into the database of a desk that runs, or that has just opened and closed it. */
export function lookInto(directory: string, databaseKey: string): Look {
  const connection = new BetterSqlite3(join(directory, 'desk.db'), { readonly: true })
  connection.pragma("cipher = 'aegis'")
  connection.pragma(`key = "x'${databaseKey}'"`)
  const rows = <Row>(text: string, bindings: readonly unknown[] = []) =>
    connection.prepare(text).all(...bindings) as Row[]
  const all = <Row>(query: Query) => {
    const { sql: text, bindings } = query as Statement
    return Promise.resolve(rows<Row>(text, bindings))
  }
  const db = { dialect: 'sqlite', all, find: async (query: Query) => (await all(query))[0] } as unknown as ReadDb
  return {
    db,
    rows,
    close: () => {
      connection.close()
    },
  }
}

interface OutboxRow {
  readonly seq: number
  readonly command_id: string
  readonly name: string
  readonly envelope: string
  readonly hash: string
}

/** Acts and drafts that were answered as recorded and aren't there. */
export function findLost(look: Look, recorded: readonly Acknowledged[], kept: readonly string[] = []): string[] {
  const held = look.rows<{ envelope: string }>('select envelope from outbox').map((row) => row.envelope)
  const ids = new Set(held.map((envelope) => (JSON.parse(envelope) as Command).id))
  const whole = held.join('\n')
  const drafts = look.rows<{ content: string }>('select content from draft').map((row) => row.content)
  const allDrafts = drafts.join('\n')
  return [
    ...recorded
      .filter(({ commandId, mark }) => !(commandId === undefined ? whole.includes(mark) : ids.has(commandId)))
      .map(({ name, mark }) => `lost: ${name} ${mark}`),
    ...kept.filter((mark) => !allDrafts.includes(mark)).map((mark) => `lost: draft ${mark}`),
  ]
}

/** What the desk's storage found wrong with itself. After a clean cut there is nothing: a false alarm is a fault, too. */
export function findAlarms(look: Look): string[] {
  const reports = look.rows<{ kind: string; detail: string }>('select kind, detail from store_report')
  const ranges = look.rows<{ from_seq: number; to_seq: number }>('select from_seq, to_seq from lost_range')
  return [
    ...reports.map(({ kind, detail }) => `alarm: ${kind} ${detail}`),
    ...ranges.map(({ from_seq: from, to_seq: to }) => `alarm: given up ${String(from)} to ${String(to)}`),
  ]
}

/** Each as one row that must not exist; `detail` is written without spaces, as JSON.stringify does. */
const HALVES = {
  'an act without its audit row': `select o.command_id as what from outbox o
    where (select count(*) from audit a where a.command_id = o.command_id and a.action = o.name) <> 1`,
  'an audit row without its act': `select a.command_id as what from audit a
    where a.command_id is not null and instr(a.detail, '"outcome":"refused"') = 0
    and not exists (select 1 from outbox o where o.command_id = a.command_id)`,
  'a before-image without its act': `select u.command_seq as what from undo_row u
    where not exists (select 1 from outbox o where o.seq = u.command_seq)`,
  'an act without its case': `select o.command_id as what from outbox o
    where o.name = 'capture.submit' and o.state = 'recorded'
    and not exists (select 1 from capture_case c where c.command_id = o.command_id)`,
  'an act outside its visit': `select o.command_id as what from outbox o
    where not exists (select 1 from visit v where v.id = o.visit_id)`,
} as const

/** What a crash must never leave: part of an act, a torn chain, a page that doesn't fit. */
export async function findHalves(look: Look): Promise<string[]> {
  const found = look.rows<Record<string, unknown>>('pragma integrity_check').map((row) => String(Object.values(row)[0]))
  const breaks = found.filter((line) => line !== 'ok').map((line) => `integrity: ${line}`)
  for (const [name, text] of Object.entries(HALVES))
    for (const { what } of look.rows<{ what: unknown }>(text)) breaks.push(`half: ${name}: ${String(what)}`)
  breaks.push(...findMissingRows(look), ...findTornChain(look))
  for (const { chain } of look.rows<{ chain: string }>('select distinct chain from audit')) {
    const torn = await findAuditBreak(look.db, { chain, hash: sha256 })
    if (torn !== undefined) breaks.push(`audit ${chain}: ${torn.problem} at ${String(torn.seq)}`)
  }
  return breaks
}

interface UndoRow {
  readonly table_name: string
  readonly row_key: string
  readonly before: string | null
}

/** A row that a pending act was the last to touch, by making it, is there. */
function findMissingRows(look: Look): string[] {
  const touched = look.rows<UndoRow>('select table_name, row_key, before from undo_row order by command_seq, position')
  const last = new Map(touched.map((row) => [`${row.table_name} ${row.row_key}`, row]))
  return [...last.values()]
    .filter(({ table_name: table, row_key: key, before }) => {
      const [id] = JSON.parse(key) as string[]
      const isKeyed = table === 'phone' || table === 'relation' || table === 'capture_case'
      return before === null && isKeyed && look.rows(`select 1 from ${table} where id = ?`, [id]).length === 0
    })
    .map(({ table_name: table, row_key: key }) => `half: an act without its ${table} ${key}`)
}

/** The device's chain: gap-free numbers, each act with the hash of the one before, and every picture it names. */
function findTornChain(look: Look): string[] {
  const breaks: string[] = []
  const pictures = new Set(look.rows<{ id: string }>('select id from attachment').map((row) => row.id))
  let prev = CHAIN_START
  let expected = 1
  for (const row of look.rows<OutboxRow>('select * from outbox order by seq')) {
    const command = JSON.parse(row.envelope) as Command
    if (row.seq !== expected || command.seq !== expected)
      breaks.push(`chain: ${String(row.seq)} at ${String(expected)}`)
    if (command.prev !== prev || sha256(commandText(command)) !== row.hash)
      breaks.push(`chain: torn at ${String(row.seq)}`)
    for (const id of referencedAttachments(command.payload))
      if (!pictures.has(id)) breaks.push(`half: ${row.command_id} without its picture ${id}`)
    prev = row.hash
    expected = row.seq + 1
  }
  return breaks
}

/** What the desk has of its central: its cursor, if it has one. */
export function findCursor(look: Look): Cursor | undefined {
  const [row] = look.rows<{ value: string }>("select value from setting where name = 'cursor'")
  return row && (JSON.parse(row.value) as Cursor)
}
