import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/** Tables whose rows live at the central and are mirrored on the desks of their hall, with their keys. */
export const REPLICATED = {
  hall: ['id'],
  staff: ['id'],
  person: ['id'],
  person_document: ['document_type', 'document_number'],
  phone: ['id'],
  enterprise: ['id'],
  relation: ['id'],
  permission_identity: ['id'],
  agency: ['id'],
  agency_person: ['agency_id', 'person_id'],
  agency_agreement: ['id'],
  cross_project: ['id'],
  login_log: ['id'],
  capture_case: ['id'],
  command_result: ['command_id'],
} as const
export type ReplicatedTable = keyof typeof REPLICATED

/** A row as the database holds it. */
export type Row = Readonly<Record<string, unknown>>

export interface Change {
  readonly table: ReplicatedTable
  readonly key: readonly string[]
  readonly before: Row | undefined
  readonly after: Row | undefined
}

/** Hears every change of a replicated row inside its transaction: the desk keeps before-images, the central feeds. */
export interface ChangeLog {
  /**
   * Takes turns with others who write rows of the same owner.
   * @param before the row as it is now; none where it is only being made
   * @returns whether a turn was taken now: somebody else may have written the row meanwhile
   */
  taking?(db: WriteDb, change: Omit<Change, 'key'>): Promise<boolean>
  /** Told before the row is written, while everything that hangs on it is still where it was. */
  changing?(db: WriteDb, change: Change): Promise<void>
  changed(db: WriteDb, change: Change): Promise<void>
}

/** A transaction together with its log: the only way to change replicated rows. */
export interface Work {
  readonly db: WriteDb
  readonly log: ChangeLog
}

export const isReplicated = (table: string): table is ReplicatedTable => Object.hasOwn(REPLICATED, table)

export const keyOf = (table: ReplicatedTable, row: Row): string[] =>
  REPLICATED[table].map((column) => String(row[column]))
const where = (table: ReplicatedTable) => REPLICATED[table].map((column) => `${column} = ?`).join(' and ')

/** The row with this key, if it is here. */
export function findRow(db: ReadDb, table: ReplicatedTable, key: readonly string[]): Promise<Row | undefined> {
  return db.find<Row>(sql(`select * from ${table} where ${where(table)}`, key))
}

/** The row as it is once it is this transaction's turn to write it; `after` is what it shall be, where that is known. */
async function findInTurn(
  { db, log }: Work,
  table: ReplicatedTable,
  key: readonly string[],
  after?: Row,
): Promise<Row | undefined> {
  const before = await findRow(db, table, key)
  const isTaken = (await log.taking?.(db, { table, before, after })) ?? false
  return isTaken ? findRow(db, table, key) : before
}

/** Inserts or replaces a whole row; its `version`, where it has one, becomes one more than it was. */
export async function putRow(work: Work, table: ReplicatedTable, row: Row): Promise<void> {
  await replaceRow(work, table, await findInTurn(work, table, keyOf(table, row), row), row)
}

/** Changes some columns of a row that must exist. */
export async function patchRow(
  work: Work,
  table: ReplicatedTable,
  key: readonly string[],
  columns: Row,
): Promise<void> {
  const before = await findInTurn(work, table, key)
  if (before === undefined) throw new Error(`no ${table} row to change`)
  await replaceRow(work, table, before, { ...before, ...columns })
}

async function replaceRow(work: Work, table: ReplicatedTable, before: Row | undefined, row: Row): Promise<void> {
  const after = 'version' in row ? { ...row, version: Number(before?.['version'] ?? 0) + 1 } : row
  const change = { table, key: keyOf(table, row), before, after }
  await work.log.changing?.(work.db, change)
  await writeRow(work.db, table, after)
  await work.log.changed(work.db, change)
}

export async function removeRow(work: Work, table: ReplicatedTable, key: readonly string[]): Promise<void> {
  const before = await findInTurn(work, table, key)
  if (before === undefined) return
  const change = { table, key, before, after: undefined }
  await work.log.changing?.(work.db, change)
  await eraseRow(work.db, table, key)
  await work.log.changed(work.db, change)
}

/** Writes a row as it is, telling nobody: for rows that come from the other side, and for undoing. */
export async function writeRow(db: WriteDb, table: ReplicatedTable, row: Row): Promise<void> {
  const columns = Object.keys(row)
  const marks = columns.map(() => '?').join(', ')
  const updates = columns.map((column) => `${column} = excluded.${column}`).join(', ')
  const statement = `insert into ${table} (${columns.join(', ')}) values (${marks}) on conflict (${REPLICATED[table].join(', ')}) do update set ${updates}`
  await db.run(sql(statement, Object.values(row)))
}

/**
 * Writes a row of the central into a desk's cache, whatever stands in its way there. A copy made while the central
 * worked on may hold a newer row with the same unique value; the feed brings that one again after this.
 */
export async function overwriteRow(db: WriteDb, table: ReplicatedTable, row: Row): Promise<void> {
  const columns = Object.keys(row)
  const marks = columns.map(() => '?').join(', ')
  await db.run(sql(`insert or replace into ${table} (${columns.join(', ')}) values (${marks})`, Object.values(row)))
}

/** Removes a row, telling nobody. */
export async function eraseRow(db: WriteDb, table: ReplicatedTable, key: readonly string[]): Promise<void> {
  await db.run(sql(`delete from ${table} where ${where(table)}`, key))
}
