import { findAuditBreak } from '../storage/audit.ts'
import { sql } from '../storage/database.ts'
import { auditChainOf, type Desk } from './desk.ts'

export interface AuditVerdict {
  readonly rows: number
  readonly head: string | null
  readonly broken: { readonly seq: number; readonly problem: string } | null
}

/** Walks this desk's whole audit chain; the first row that doesn't fit is named, and nothing is repaired. */
export function verifyAudit(desk: Desk): Promise<AuditVerdict> {
  const chain = auditChainOf(desk)
  return desk.database.read(async (db) => {
    const last = await db.find<{ seq: number; hash: string }>(
      sql('select seq, hash from audit where chain = ? order by seq desc limit 1', [chain.chain]),
    )
    const broken = await findAuditBreak(db, chain)
    return { rows: last?.seq ?? 0, head: last?.hash ?? null, broken: broken ?? null }
  })
}
