import type { AuditEntryRow } from '../contract/settings.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

interface AuditInput {
  readonly action?: string
  readonly subject?: string
  readonly from?: number
  readonly to?: number
  readonly after?: string
  readonly size: number
}

interface StoredRow {
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subjects: string
  readonly detail: string
  readonly hash: string
}

/** One `and …` for each filter given. */
function conditions(input: AuditInput): { text: string; bindings: unknown[] } {
  const parts: readonly (readonly [text: string, value: unknown])[] = [
    ['a.seq < ?', input.after === undefined ? undefined : Number(input.after)],
    ['a.action = ?', input.action],
    ['a.at >= ?', input.from],
    ['a.at <= ?', input.to],
    // Subjects are a JSON array of ids, which hold no quote.
    ["instr(a.subjects, '\"' || ? || '\"') > 0", input.subject],
  ]
  const given = parts.filter(([, value]) => value !== undefined)
  return {
    text: given.length === 0 ? '' : `where ${given.map(([text]) => text).join(' and ')}`,
    bindings: given.map(([, value]) => value),
  }
}

/** This desk's own audit, newest first. */
async function searchAudit(db: ReadDb, input: AuditInput) {
  const { text, bindings } = conditions(input)
  const rows = await db.all<StoredRow>(
    sql(
      `select a.seq, a.at, a.actor, a.action, a.subjects, a.detail, a.hash from audit a ${text} order by a.seq desc limit ?`,
      [...bindings, input.size],
    ),
  )
  const names = await staffNames(db)
  const next = rows.length === input.size ? String(rows.at(-1)?.seq) : undefined
  return { rows: rows.map((row) => toEntry(row, names)), ...(next === undefined ? {} : { next }) }
}

async function staffNames(db: ReadDb): Promise<Map<string, string>> {
  const rows = await db.all<{ id: string; name: string }>(sql('select id, name from staff'))
  return new Map(rows.map((row) => [row.id, row.name]))
}

function toEntry(row: StoredRow, names: ReadonlyMap<string, string>): AuditEntryRow {
  const actor = JSON.parse(row.actor) as { kind: string; staffId?: string }
  return {
    seq: row.seq,
    at: row.at,
    actor: actor.staffId === undefined ? actor.kind : (names.get(actor.staffId) ?? actor.staffId),
    action: row.action,
    subjects: JSON.parse(row.subjects) as string[],
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    hash: row.hash,
  }
}

export const auditReads = { 'audit.search': searchAudit }
