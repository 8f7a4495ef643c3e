import type { Receipt } from '../contract/receipt.ts'
import { maskDocumentNumber, maskName } from '../domain/kernel/mask.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext } from './queries.ts'
import { findDeskFacts, formatReceiptNumber } from './receipt-number.ts'
import { listVisitActs } from './visit-acts.ts'
import type { VisitRecord } from './visit.ts'

async function findReceipt(db: ReadDb, visitId: string, { now }: ReadContext): Promise<Receipt | null> {
  const visit = await db.find<VisitRecord>(sql('select * from visit where id = ?', [visitId]))
  if (visit?.ended_at === null || visit === undefined || visit.receipt_number === null) return null
  const staff = await db.find<{ name: string }>(sql('select name from staff where id = ?', [visit.operator_id]))
  const facts = await findDeskFacts(db)
  const acts = await listVisitActs(db, visitId)
  return {
    number: formatReceiptNumber(visit, facts),
    // The first receipt promised; once the central has returned one of the acts, the next print says so (sync.md).
    kind: acts.some((act) => act.state === 'returned') ? 'second-notice' : 'receipt',
    hall: facts.hall,
    taxAuthority: facts.taxAuthority,
    device: facts.device,
    operator: staff?.name ?? visit.operator_id,
    visitor: maskName(visit.name),
    document: maskDocumentNumber(visit.document_number),
    startedAt: visit.started_at,
    endedAt: visit.ended_at,
    acts,
    asOf: now,
  }
}

export const receiptReads = {
  'receipt.get': (db: ReadDb, { visitId }: { visitId: string }, context: ReadContext) =>
    findReceipt(db, visitId, context),
}
