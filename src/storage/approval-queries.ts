import type { ApprovalFact, ApprovalItem, ApprovalListInput, ApprovalSubject } from '../contract/approval.ts'
import type { CommandState } from '../contract/call.ts'
import { maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import { approvalRefusals } from '../domain/approval/refusals.ts'
import { listFacts } from './approval-facts.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext, WriteContext } from './queries.ts'
import { Refused } from './refused.ts'

interface ItemColumns {
  readonly command_id: string
  readonly version: number
  readonly name: string
  readonly state: CommandState
  readonly waits_for: string | null
  readonly summary: string
  readonly operator_id: string
  readonly operator: string | null
  readonly recorded_at: number
  readonly decided_at: number
}

interface Summary {
  readonly subjects: readonly string[]
  readonly payload: Readonly<Record<string, unknown>>
}

const readSummary = (text: string): Summary => JSON.parse(text) as Summary

/** Whom an id names, masked; an id of nothing in the cache is left out. */
async function findSubjects(db: ReadDb, id: string): Promise<ApprovalSubject[]> {
  const person = await db.find<{ name: string }>(sql('select name from person where id = ?', [id]))
  if (person !== undefined) return [{ kind: 'person', id, label: maskName(person.name) }]
  const enterprise = await db.find<{ name: string }>(sql('select name from enterprise where id = ?', [id]))
  if (enterprise !== undefined) return [{ kind: 'enterprise', id, label: maskEnterpriseName(enterprise.name) }]
  const relation = await db.find<{ person: string; enterprise: string }>(
    sql(
      'select p.name as person, e.name as enterprise from relation r join person p on p.id = r.person_id join enterprise e on e.id = r.enterprise_id where r.id = ?',
      [id],
    ),
  )
  if (relation === undefined) return []
  const label = `${maskName(relation.person)} · ${maskEnterpriseName(relation.enterprise)}`
  return [{ kind: 'relation', id, label }]
}

async function show(db: ReadDb, row: ItemColumns, staffId: string | undefined): Promise<ApprovalItem> {
  const subjects: ApprovalSubject[] = []
  for (const id of readSummary(row.summary).subjects) subjects.push(...(await findSubjects(db, id)))
  return {
    commandId: row.command_id,
    version: row.version,
    name: row.name,
    state: row.state,
    waitsFor: row.waits_for,
    operator: row.operator ?? row.operator_id,
    own: row.operator_id === staffId,
    recordedAt: row.recorded_at,
    decidedAt: row.decided_at,
    subjects,
  }
}

/** `waiting`: what waits for a second person, the longest first; `mine`: the own acts that wait or were answered. */
async function list(db: ReadDb, { tab, after, size }: ApprovalListInput, { operator }: ReadContext) {
  const condition = tab === 'waiting' ? "c.state = 'held' and c.waits_for = 'approval'" : 'c.operator_id = ?'
  const [at, id] = after === undefined ? [0, ''] : (JSON.parse(after) as [number, string])
  const rows = await db.all<ItemColumns>(
    sql(
      `select c.*, s.name as operator from command_result c left join staff s on s.id = c.operator_id
       where c.hall_id = ? and ${condition} and (c.decided_at > ? or (c.decided_at = ? and c.command_id > ?))
       order by c.decided_at, c.command_id limit ?`,
      [operator?.hallId, ...(tab === 'mine' ? [operator?.staffId] : []), at, at, id, size + 1],
    ),
  )
  const page = rows.slice(0, size)
  const last = page.at(-1)
  const items: ApprovalItem[] = []
  for (const row of page) items.push(await show(db, row, operator?.staffId))
  const next = rows.length > size && last !== undefined ? JSON.stringify([last.decided_at, last.command_id]) : undefined
  return { rows: items, ...(next === undefined ? {} : { next }) }
}

async function count(db: ReadDb, _input: unknown, { operator }: ReadContext): Promise<{ waiting: number }> {
  const row = await db.find<{ waiting: number }>(
    sql(
      "select count(*) as waiting from command_result where hall_id = ? and state = 'held' and waits_for = 'approval'",
      [operator?.hallId],
    ),
  )
  return { waiting: row?.waiting ?? 0 }
}

async function open(db: WriteDb, { commandId }: { commandId: string }, context: WriteContext): Promise<ApprovalFact[]> {
  const { operator } = context
  if (operator?.role !== 'supervisor') throw new Refused(approvalRefusals.make('approval-role'))
  const row = await db.find<{ name: string; summary: string; hall_id: string }>(
    sql('select name, summary, hall_id from command_result where command_id = ?', [commandId]),
  )
  if (row?.hall_id !== operator.hallId) throw new Refused(approvalRefusals.make('approval-item-unknown'))
  await context.audit('approval.open', [commandId], {})
  return listFacts(db, row.name, readSummary(row.summary).payload)
}

export const approvalReads = { 'approval.list': list, 'approval.count': count }
export const approvalWrites = { 'approval.open': open }
