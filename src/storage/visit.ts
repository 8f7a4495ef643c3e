import { beijingDate } from '../domain/kernel/calendar.ts'
import { MINUTE, type Instant } from '../domain/kernel/instant.ts'
import type { ActingIdentity, VisitEvidence } from '../domain/kernel/visit.ts'
import { parseDocument } from '../domain/document/document-number.ts'
import type { DocumentTypeId } from '../domain/document/document-types.ts'
import { findIdentityProblem } from '../domain/visit/identity.ts'
import { visitRefusals } from '../domain/visit/refusals.ts'
import { findReading, READING_COUNTS_FOR } from './card-reading.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { WriteContext } from './queries.ts'
import { Refused } from './refused.ts'
import { listIdentities } from './visit-identities.ts'

/** The visit as the desk keeps it; the document is kept because the visitor may not be in the cache (yet). */
export interface VisitRecord {
  readonly id: string
  readonly document_type: DocumentTypeId
  readonly document_number: string
  readonly name: string
  readonly presence: VisitEvidence['presence']
  readonly acting: string
  readonly operator_id: string
  readonly started_at: number
  readonly ended_at: number | null
  readonly receipt_number: number | null
}

/** A visit that nothing was recorded in for so long is over: whoever sits there now is somebody else. */
export const VISIT_IDLE_AFTER = 60 * MINUTE

/** The one open visit of this desk. */
export const findOpenVisit = (db: ReadDb): Promise<VisitRecord | undefined> =>
  db.find(sql('select * from visit where ended_at is null order by started_at desc limit 1'))

/** The cached person with the visitor's document, main or further. */
export async function findVisitor(db: ReadDb, visit: VisitRecord): Promise<{ id: string } | undefined> {
  const document = [visit.document_type, visit.document_number]
  return (
    (await db.find<{ id: string }>(
      sql('select id from person where document_type = ? and document_number = ?', document),
    )) ??
    db.find<{ id: string }>(
      sql('select person_id as id from person_document where document_type = ? and document_number = ?', document),
    )
  )
}

/**
 * The evidence that every command of the open visit carries (OP-25). A visitor who isn't in the cache goes by the
 * visit's own id, which is nobody's; after their capture the document leads to the new person.
 */
export async function findCurrentVisit(db: ReadDb): Promise<VisitEvidence | undefined> {
  const visit = await findOpenVisit(db)
  if (visit === undefined) return undefined
  return {
    visitId: visit.id,
    personId: (await findVisitor(db, visit))?.id ?? visit.id,
    presence: visit.presence,
    acting: JSON.parse(visit.acting) as ActingIdentity,
    since: visit.started_at,
  }
}

type Met =
  | { readonly by: 'reading'; readonly readingId: string }
  | { readonly by: 'person'; readonly personId: string }
  | { readonly by: 'document'; readonly documentType: DocumentTypeId; readonly number: string; readonly name: string }

interface Identified {
  readonly type: DocumentTypeId
  readonly number: string
  readonly name: string
  readonly presence: VisitEvidence['presence']
}

const refuse = (code: (typeof visitRefusals.codes)[number]): never => {
  throw new Refused(visitRefusals.make(code))
}

/** Only a reading of this desk, fresh and by this clerk, makes presence by card; what a page says never does. */
async function identify(db: ReadDb, met: Met, { now, operator }: WriteContext): Promise<Identified> {
  if (met.by === 'reading') {
    const reading = await findReading(db, met.readingId)
    const counts = reading?.operator_id === operator?.staffId && now - (reading?.read_at ?? 0) <= READING_COUNTS_FOR
    if (reading === undefined || !counts) return refuse('visit-reading-stale')
    const { document_type: type, document_number: number, name } = reading
    return { type, number, name, presence: 'card-reader' }
  }
  if (met.by === 'person') {
    const person = await db.find<{ document_type: DocumentTypeId; document_number: string; name: string }>(
      sql('select document_type, document_number, name from person where id = ?', [met.personId]),
    )
    if (person === undefined) return refuse('visit-person-unknown')
    const { document_type: type, document_number: number, name } = person
    return { type, number, name, presence: 'document-seen' }
  }
  const parsed = parseDocument(met.documentType, met.number, beijingDate(now))
  if (!parsed.ok) return refuse('visit-document-wrong')
  return { type: met.documentType, number: parsed.number, name: met.name.trim(), presence: 'document-seen' }
}

/** Starts a visit, one at a time a desk (ux.md). @throws Refused while another is open. */
export async function startVisit(db: WriteDb, met: Met, context: WriteContext): Promise<void> {
  await endAbandonedVisit(db, context)
  if ((await findOpenVisit(db)) !== undefined) refuse('visit-open-already')
  const { type, number, name, presence } = await identify(db, met, context)
  const id = context.newId()
  await db.run(
    sql(
      'insert into visit (id, document_type, document_number, name, presence, acting, operator_id, started_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
      [id, type, number, name, presence, JSON.stringify({ kind: 'personal' }), context.operator?.staffId, context.now],
    ),
  )
  await context.audit('visit.start', [id], { presence, by: met.by })
}

/** Changes the identity in which the visitor acts (R-PLT-02). @throws Refused when it isn't theirs to take. */
export async function setActing(db: WriteDb, acting: ActingIdentity, context: WriteContext): Promise<void> {
  const visit = (await findOpenVisit(db)) ?? refuse('visit-none')
  const visitor = await findVisitor(db, visit)
  const identities = visitor === undefined ? [] : await listIdentities(db, visitor.id, context.now)
  const problem = findIdentityProblem(acting, identities, beijingDate(context.now))
  if (problem !== undefined) refuse(problem)
  await db.run(sql('update visit set acting = ? where id = ?', [JSON.stringify(acting), visit.id]))
  await context.audit('visit.set-acting', [visit.id], { acting: acting.kind })
}

/** Ends the open visit and gives its receipt a number, if there is anything to put on one. */
export async function endVisit(
  db: WriteDb,
  context: WriteContext,
  reason: 'ended' | 'idle' | 'operator-changed' = 'ended',
): Promise<{ readonly visit: VisitRecord; readonly receiptNumber: number | null }> {
  const visit = (await findOpenVisit(db)) ?? refuse('visit-none')
  const acts = await db.find<{ count: number }>(
    sql("select count(*) as count from outbox where visit_id = ? and state <> 'withdrawn'", [visit.id]),
  )
  const last = await db.find<{ last: number | null }>(sql('select max(receipt_number) as last from visit'))
  const receiptNumber = (acts?.count ?? 0) === 0 ? null : (last?.last ?? 0) + 1
  await db.run(
    sql('update visit set ended_at = ?, receipt_number = ? where id = ?', [context.now, receiptNumber, visit.id]),
  )
  // Sealed boxes count once and only for this visitor; what is left of them serves nobody.
  await db.run(sql('delete from customer_answer'))
  await context.audit('visit.end', [visit.id], { reason, acts: acts?.count ?? 0 })
  return { visit, receiptNumber }
}

/** Ends an open visit that is a colleague's, or in which nothing happened for long. */
export async function endAbandonedVisit(db: WriteDb, context: WriteContext): Promise<void> {
  const visit = await findOpenVisit(db)
  if (visit === undefined) return
  if (visit.operator_id !== context.operator?.staffId) {
    await endVisit(db, context, 'operator-changed')
    return
  }
  if (context.now - (await findLastActivity(db, visit)) > VISIT_IDLE_AFTER) await endVisit(db, context, 'idle')
}

async function findLastActivity(db: ReadDb, visit: VisitRecord): Promise<Instant> {
  const row = await db.find<{ at: number | null }>(
    sql('select max(recorded_at) as at from outbox where visit_id = ?', [visit.id]),
  )
  return Math.max(visit.started_at, row?.at ?? 0)
}
