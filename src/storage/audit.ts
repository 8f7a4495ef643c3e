import type { Actor } from '../domain/kernel/actor.ts'
import type { WriteDb, ReadDb } from './database.ts'
import { sql } from './database.ts'

/** SHA-256 of a text as lower-case hex; handed in, because storage itself has no crypto. */
export type Hash = (text: string) => string

/** Which chain to write to: the desk's own, or a hall's at the central. */
export interface AuditChain {
  readonly chain: string
  readonly hash: Hash
}

export interface AuditEntry {
  readonly at: number
  readonly actor: Actor
  /** What was done: a command's name, or an act such as `reveal`, `sign-in`. */
  readonly action: string
  readonly subjects: readonly string[]
  readonly commandId?: string | undefined
  /** Codes and ids only; no names, numbers or dates of birth. */
  readonly detail: Readonly<Record<string, unknown>>
}

export interface AuditRow {
  readonly chain: string
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subjects: string
  readonly command_id: string | null
  readonly detail: string
  readonly previous_hash: string
  readonly hash: string
}

const GENESIS = '0'.repeat(64)

const linkText = (row: Omit<AuditRow, 'hash'>): string =>
  JSON.stringify([
    row.chain,
    row.seq,
    row.at,
    row.actor,
    row.action,
    row.subjects,
    row.command_id,
    row.detail,
    row.previous_hash,
  ])

/** Whether a row is as it was written, by its own hash; says nothing of its place in the chain. */
export const isOwnAuditRow = (row: AuditRow, hash: Hash): boolean => hash(linkText(row)) === row.hash

/** Adds one row to the hash chain; runs in the transaction of the act, so no act is without its row. */
export async function appendAudit(db: WriteDb, { chain, hash }: AuditChain, entry: AuditEntry): Promise<void> {
  // Writers of one chain take turns; SQLite has one writer anyway, and halls don't wait for each other.
  if (db.dialect === 'postgres') await db.run(sql('select pg_advisory_xact_lock(hashtextextended(?, 0))', [chain]))
  const last = await db.find<{ seq: number; hash: string }>(
    sql('select seq, hash from audit where chain = ? order by seq desc limit 1', [chain]),
  )
  const row = {
    chain,
    seq: (last?.seq ?? 0) + 1,
    at: entry.at,
    actor: JSON.stringify(entry.actor),
    action: entry.action,
    subjects: JSON.stringify(entry.subjects),
    command_id: entry.commandId ?? null,
    detail: JSON.stringify(entry.detail),
    previous_hash: last?.hash ?? GENESIS,
  }
  await db.run(
    sql(
      'insert into audit (chain, seq, at, actor, action, subjects, command_id, detail, previous_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [...Object.values(row), hash(linkText(row))],
    ),
  )
}

/** When a chain's last row was written, or 0: the last one counts, since a wrong clock may have dated an earlier one. */
export async function findNewest(db: ReadDb, { chain }: Pick<AuditChain, 'chain'>): Promise<number> {
  const last = await db.find<{ at: number }>(
    sql('select at from audit where chain = ? order by seq desc limit 1', [chain]),
  )
  return last?.at ?? 0
}

/** Walks the chain and gives the first row that doesn't fit, or nothing when all do. */
export async function findAuditBreak(
  db: ReadDb,
  { chain, hash }: AuditChain,
): Promise<{ seq: number; problem: string } | undefined> {
  let previous = GENESIS
  let expected = 1
  for (;;) {
    const rows = await db.all<AuditRow>(
      sql('select * from audit where chain = ? and seq >= ? order by seq limit 1000', [chain, expected]),
    )
    for (const row of rows) {
      if (row.seq !== expected) return { seq: expected, problem: 'missing' }
      if (row.previous_hash !== previous) return { seq: row.seq, problem: 'unlinked' }
      if (!isOwnAuditRow(row, hash)) return { seq: row.seq, problem: 'altered' }
      previous = row.hash
      expected++
    }
    if (rows.length === 0) return undefined
  }
}
