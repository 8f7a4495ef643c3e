import type { DecideContext } from '../domain/kernel/context.ts'
import type { Decision } from '../domain/kernel/decision.ts'
import type { Command } from '../contract/command.ts'
import { outcomeOfRecord, type CommandResultRecord } from './command-result.ts'
import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import { getHandler } from './execute.ts'
import { forgetLeft } from './leaving.ts'
import { applyOutcome, listPending, UndoLog, type OutboxRecord } from './outbox.ts'
import { eraseRow, findRow, isReplicated, overwriteRow, REPLICATED, type ReplicatedTable, type Row } from './rows.ts'
import { beforeOf, findTouched, listUndo, type UndoRow } from './touched.ts'

/** One row of a feed page: the central's newest state of it, or `null` where it left this hall. */
export interface FeedRow {
  readonly table: string
  readonly key: readonly string[]
  readonly content: Row | null
}

export interface RebaseTools {
  /** The context a pending command was recorded under, with the proofs its visit has now. */
  contextOf(command: Command, db: WriteDb): Promise<DecideContext>
  /** Told of every row as it finally stands, so that derived data (the search index) can follow. */
  rowApplied(db: WriteDb, table: ReplicatedTable, before: Row | undefined, after: Row | undefined): Promise<void>
  /** Told of a pending command whose deciding failed. */
  faulted(commandId: string, error: unknown): void
}

/**
 * Applies rows of the central beneath the desk's pending commands, in the caller's transaction: their guessed
 * effects are undone, the rows applied, and the pending commands decided again in order (sync.md, deciding
 * twice). One that is refused now stays in the outbox, flagged, for the central to judge. Commands that have nothing to
 * do with the rows, nor with any command that has, keep their effects as they are; `all` decides every one again.
 */
export async function rebase(
  db: WriteDb,
  rows: readonly FeedRow[],
  tools: RebaseTools,
  which: 'touched' | 'all' = 'touched',
): Promise<void> {
  const undo = await listUndo(db)
  const touched = which === 'all' ? undefined : await findTouched(db, rows, await listPending(db), undo)
  const isTouched = (seq: number) => touched?.has(seq) ?? true
  const guesses = undo.filter((row) => isTouched(row.command_seq))
  await undoPending(db, guesses, tools)
  for (const row of rows) await applyFeedRow(db, row, tools)
  for (const pending of await listPending(db)) if (isTouched(pending.seq)) await replay(db, pending, tools)
}

async function undoPending(db: WriteDb, rows: readonly UndoRow[], tools: RebaseTools): Promise<void> {
  for (const undo of rows) {
    const { table_name: table, row_key: key } = undo
    if (isReplicated(table))
      await applyRow(db, { table, key: JSON.parse(key) as string[], content: beforeOf(undo) }, tools)
  }
  for (const seq of new Set(rows.map((row) => row.command_seq)))
    await db.run(sql('delete from undo_row where command_seq = ?', [seq]))
}

/**
 * Forgets the before-images of rows that a page of a copy brings: the page is what lies beneath the guesses now, and
 * undoing must not put back what was, or wasn't, there before it.
 */
export async function forgetBeforeImages(
  db: WriteDb,
  table: ReplicatedTable,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const guessed = await db.all<{ row_key: string }>(
    sql('select distinct row_key from undo_row where table_name = ?', [table]),
  )
  if (guessed.length === 0) return
  const places = REPLICATED[table].map((column) => columns.indexOf(column))
  const brought = new Set(rows.map((row) => JSON.stringify(places.map((place) => String(row[place])))))
  for (const { row_key: key } of guessed) {
    if (brought.has(key)) await db.run(sql('delete from undo_row where table_name = ? and row_key = ?', [table, key]))
  }
}

async function applyFeedRow(db: WriteDb, row: FeedRow, tools: RebaseTools): Promise<void> {
  if (!isReplicated(row.table)) return
  const before = await applyRow(db, { ...row, table: row.table }, tools)
  await forgetLeft(db, row.table, before, row.content)
  if (row.table !== 'command_result' || row.content === null) return
  const result = row.content as unknown as CommandResultRecord
  await applyOutcome(db, outcomeOfRecord(result), result.decided_at)
}

/**
 * Settles commands by results that lie in the cache already, for which no feed row will come again: after a copy, and
 * after a command was sent twice. A copy speaks for all of them, since a restored central may have decided otherwise.
 * Gives how many it settled.
 */
export async function settleFromResults(db: WriteDb, which: 'pending' | 'all'): Promise<number> {
  const states = which === 'all' ? "o.state <> 'withdrawn'" : "o.state in ('delivered', 'held')"
  const results = await db.all<CommandResultRecord>(
    sql(`select r.* from outbox o join command_result r on r.command_id = o.command_id where ${states}`),
  )
  for (const result of results) await applyOutcome(db, outcomeOfRecord(result), result.decided_at)
  return results.filter(({ state }) => state !== 'held').length
}

async function applyRow(
  db: WriteDb,
  { table, key, content }: FeedRow & { table: ReplicatedTable },
  tools: RebaseTools,
): Promise<Row | undefined> {
  const before = await findRow(db, table, key)
  if (content === null) await eraseRow(db, table, key)
  else await overwriteRow(db, table, content)
  await tools.rowApplied(db, table, before, content ?? undefined)
  return before
}

/** A command that can't even be decided here must not keep the desk from reading on: the central will judge it. */
async function replay(db: WriteDb, pending: OutboxRecord, tools: RebaseTools): Promise<void> {
  await db.run(sql('savepoint replay'))
  let guess: Decision<unknown> | undefined
  try {
    guess = await decideOnTop(db, pending, tools)
  } catch (error) {
    await db.run(sql('rollback to replay'))
    tools.faulted(pending.command_id, error)
  }
  await db.run(sql('release replay'))
  const flagged = guess === undefined || guess.kind === 'refused' ? 1 : 0
  const waitsFor = guess?.kind === 'held' ? guess.waitsFor : null
  // What was delivered waits for what the central says, and for nothing else.
  const text =
    "update outbox set flagged = ?, waits_for = case state when 'recorded' then ? else waits_for end where seq = ?"
  await db.run(sql(text, [flagged, waitsFor, pending.seq]))
}

async function decideOnTop(db: WriteDb, pending: OutboxRecord, tools: RebaseTools): Promise<Decision<unknown>> {
  const command = JSON.parse(pending.envelope) as Command
  const context = await tools.contextOf(command, db)
  const { decision, save } = await getHandler(command.name).judge(db, command, context)
  const log = new UndoLog(pending.seq)
  await save({
    db,
    log: {
      changed: async (inner, change) => {
        await log.changed(inner, change)
        await tools.rowApplied(inner, change.table, change.before, change.after)
      },
    },
  })
  return decision
}
