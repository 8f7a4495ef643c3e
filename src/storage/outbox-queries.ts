import type { OutboxCounts, OutboxDetail, OutboxItem } from '../contract/outbox.ts'
import { COMMAND_STATES, type CommandState } from '../contract/call.ts'
import type { Command } from '../contract/command.ts'
import { maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { getHandler } from './execute.ts'
import type { OutboxRecord } from './outbox.ts'
import type { WriteContext } from './queries.ts'

type ListedRow = Omit<OutboxRecord, 'envelope' | 'refusal'> & { readonly operator: string | null }

const LISTED = `o.seq, o.command_id, o.name, o.state, o.waits_for, o.message, o.flagged, o.tries, o.next_try_at,
  o.visit_id, o.operator_id, o.hash, o.recorded_at, o.settled_at, o.acknowledged,
  o.withdrawn_late, s.name as operator`

const toItem = (row: ListedRow): OutboxItem => ({
  commandId: row.command_id,
  seq: row.seq,
  name: row.name,
  state: row.state,
  waitsFor: row.waits_for,
  message: row.message,
  flagged: row.flagged === 1,
  tries: row.tries,
  nextTryAt: row.next_try_at,
  recordedAt: row.recorded_at,
  settledAt: row.settled_at,
  operator: row.operator ?? '',
  withdrawnLate: row.withdrawn_late === 1,
  acknowledged: row.acknowledged === 1,
})

async function countStates(db: ReadDb): Promise<OutboxCounts> {
  const rows = await db.all<{ state: CommandState; count: number }>(
    sql("select state, count(*) as count from outbox where state <> 'returned' or acknowledged = 0 group by state"),
  )
  const waiting = await db.find<{ oldest: number | null; next_try_at: number | null; flagged: number | null }>(
    sql(
      "select min(case when state = 'held' then null else recorded_at end) as oldest, (select min(next_try_at) from outbox) as next_try_at, sum(flagged) as flagged from outbox where state in ('recorded', 'delivered', 'held')",
    ),
  )
  const late = await db.find<{ count: number }>(
    sql('select count(*) as count from outbox where withdrawn_late = 1 and acknowledged = 0'),
  )
  const counts = Object.fromEntries(COMMAND_STATES.map((state) => [state, 0])) as Record<CommandState, number>
  for (const row of rows) counts[row.state] = row.count
  return {
    ...counts,
    flagged: waiting?.flagged ?? 0,
    withdrawnLate: late?.count ?? 0,
    oldest: waiting?.oldest ?? null,
    nextTryAt: waiting?.next_try_at ?? null,
  }
}

async function listItems(db: ReadDb, input: { state?: CommandState; after?: string; size: number }) {
  const before = input.after === undefined ? Number.MAX_SAFE_INTEGER : Number(input.after)
  const inState = input.state === undefined ? '' : 'and o.state = ?'
  const rows = await db.all<ListedRow>(
    sql(
      `select ${LISTED} from outbox o left join staff s on s.id = o.operator_id where o.seq < ? ${inState} order by o.seq desc limit ?`,
      [before, ...(input.state === undefined ? [] : [input.state]), input.size],
    ),
  )
  const next = rows.length === input.size ? String(rows.at(-1)?.seq) : undefined
  return { rows: rows.map(toItem), ...(next === undefined ? {} : { next }) }
}

const findItem = (db: ReadDb, commandId: string) =>
  db.find<ListedRow & Pick<OutboxRecord, 'envelope' | 'refusal'>>(
    sql(
      `select ${LISTED}, o.envelope, o.refusal from outbox o left join staff s on s.id = o.operator_id where o.command_id = ?`,
      [commandId],
    ),
  )

const NAMED = {
  person: { table: 'person', mask: maskName },
  enterprise: { table: 'enterprise', mask: maskEnterpriseName },
} as const

/** Whom an act is about, as far as they are here, masked. */
async function nameSubjects(db: ReadDb, ids: readonly string[]): Promise<OutboxDetail['subjects']> {
  const subjects: OutboxDetail['subjects'] = []
  for (const id of ids) {
    for (const [kind, { table, mask }] of Object.entries(NAMED)) {
      const row = await db.find<{ name: string }>(sql(`select name from ${table} where id = ?`, [id]))
      if (row !== undefined) subjects.push({ kind: kind as keyof typeof NAMED, id, label: mask(row.name) })
    }
  }
  return subjects
}

async function loadDetail(db: ReadDb, commandId: string): Promise<OutboxDetail | null> {
  const row = await findItem(db, commandId)
  if (row === undefined) return null
  const { payload, device } = JSON.parse(row.envelope) as Command
  return {
    ...toItem(row),
    refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as unknown),
    subjects: await nameSubjects(db, getHandler(row.name).subjects(payload)),
    visitId: row.visit_id,
    hash: row.hash,
    device,
  }
}

async function loadPayload(db: ReadDb, commandId: string) {
  const row = await findItem(db, commandId)
  if (row === undefined) return null
  const { name, payload } = JSON.parse(row.envelope) as Command
  return { name, payload }
}

/** The owner has dealt with an act that came back, or couldn't be taken back: it leaves the count of open work and stays in the list. */
async function acknowledge(db: WriteDb, commandId: string, { audit }: WriteContext) {
  const changed = await db.run(
    sql(
      "update outbox set acknowledged = 1 where command_id = ? and (state = 'returned' or withdrawn_late = 1) and acknowledged = 0",
      [commandId],
    ),
  )
  if (changed > 0) await audit('outbox-acknowledge', [commandId], {})
  return {}
}

export const outboxReads = {
  'outbox.counts': (db: ReadDb) => countStates(db),
  'outbox.list': (db: ReadDb, input: { state?: CommandState; after?: string; size: number }) => listItems(db, input),
  'outbox.detail': (db: ReadDb, { commandId }: { commandId: string }) => loadDetail(db, commandId),
  'outbox.payload': (db: ReadDb, { commandId }: { commandId: string }) => loadPayload(db, commandId),
}

export const outboxWrites = {
  'outbox.acknowledge': (db: WriteDb, { commandId }: { commandId: string }, context: WriteContext) =>
    acknowledge(db, commandId, context),
}
