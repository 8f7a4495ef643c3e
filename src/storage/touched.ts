import type { Command } from '../contract/command.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { wordsOfCommand, wordsOfRow } from './footprint.ts'
import type { OutboxRecord } from './outbox.ts'
import { findRow, isReplicated, type ReplicatedTable, type Row } from './rows.ts'

/** What a row was before a command of this desk changed it. */
export interface UndoRow {
  readonly command_seq: number
  readonly table_name: string
  readonly row_key: string
  readonly before: string | null
}

/** The before-images of all guesses, the newest first. */
export const listUndo = (db: ReadDb): Promise<UndoRow[]> =>
  db.all(sql('select command_seq, table_name, row_key, before from undo_row order by command_seq desc, position desc'))

export const beforeOf = ({ before }: UndoRow): Row | null => (before === null ? null : (JSON.parse(before) as Row))

interface FeedRow {
  readonly table: string
  readonly key: readonly string[]
  readonly content: Row | null
}

/**
 * The commands that rows of the central have to do with, and those that have to do with these in turn: two have when
 * they have a word in common (footprint.ts). One that has its effect here still, though it isn't pending any more, is
 * always among them.
 */
export async function findTouched(
  db: ReadDb,
  rows: readonly FeedRow[],
  pending: readonly OutboxRecord[],
  undo: readonly UndoRow[],
): Promise<ReadonlySet<number>> {
  const touched = new Set<number>()
  if (pending.length === 0 && undo.length === 0) return touched
  const footprints = await readFootprints(db, pending, undo)
  const owners = new Map<string, number[]>()
  for (const [seq, words] of footprints) for (const word of words) owners.set(word, [...(owners.get(word) ?? []), seq])
  const isPending = new Set(pending.map(({ seq }) => seq))
  const words = [...(await wordsOfPage(db, rows))]
  const touch = (seq: number) => {
    if (touched.has(seq)) return
    touched.add(seq)
    words.push(...(footprints.get(seq) ?? []))
  }
  for (const seq of footprints.keys()) if (!isPending.has(seq)) touch(seq)
  for (let word = words.pop(); word !== undefined; word = words.pop()) {
    for (const seq of owners.get(word) ?? []) touch(seq)
    owners.delete(word)
  }
  return touched
}

async function wordsOfPage(db: ReadDb, rows: readonly FeedRow[]): Promise<Set<string>> {
  const words = new Set<string>()
  for (const { table, key, content } of rows) {
    if (!isReplicated(table)) continue
    for (const part of key) words.add(part)
    for (const row of [content, await findRow(db, table, key), ...(await listDisplaced(db, table, content))])
      for (const word of wordsOfRow(table, row)) words.add(word)
  }
  return words
}

/** What one row alone may have; another one that has it here gives way to the central's (rows.ts, `overwriteRow`). */
const EXCLUSIVE: Partial<Record<ReplicatedTable, readonly string[]>> = {
  person: ['document_type', 'document_number'],
  phone: ['number'],
  enterprise: ['credit_code'],
  agency: ['credit_code'],
}

async function listDisplaced(db: ReadDb, table: ReplicatedTable, row: Row | null): Promise<Row[]> {
  const columns = EXCLUSIVE[table]
  if (columns === undefined || row === null) return []
  const condition = columns.map((column) => `${column} = ?`).join(' and ')
  const values = columns.map((column) => row[column])
  return db.all<Row>(sql(`select * from ${table} where ${condition}`, values))
}

async function readFootprints(db: ReadDb, pending: readonly OutboxRecord[], undo: readonly UndoRow[]) {
  const footprints = new Map<number, Set<string>>()
  for (const { seq, envelope } of pending)
    footprints.set(seq, await wordsOfCommand(db, JSON.parse(envelope) as Command))
  for (const row of undo) {
    const { command_seq: seq, table_name: table, row_key: key } = row
    if (!isReplicated(table)) continue
    const words = footprints.get(seq) ?? new Set<string>()
    footprints.set(seq, words)
    for (const part of JSON.parse(key) as string[]) words.add(part)
    // What the command put in its place is told by its payload.
    for (const word of wordsOfRow(table, beforeOf(row))) words.add(word)
  }
  return footprints
}
