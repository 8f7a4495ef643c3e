import type { VisitInput, VisitProof, VisitRow, VisitState } from '../contract/visit.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { maskDocumentNumber, maskName, maskPhone } from '../domain/kernel/mask.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import type { ActingIdentity } from '../domain/kernel/visit.ts'
import { offerActs, type ActId } from '../domain/visit/acts.ts'
import { isUsable } from '../domain/visit/identity.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext, WriteContext } from './queries.ts'
import { formatReceiptNumber, type DeskFacts, findDeskFacts } from './receipt-number.ts'
import { listVisitActs } from './visit-acts.ts'
import { listIdentities, type NamedIdentity } from './visit-identities.ts'
import {
  endAbandonedVisit,
  endVisit,
  findOpenVisit,
  findVisitor,
  setActing,
  startVisit,
  type VisitRecord,
} from './visit.ts'

/** What a proof of the visit tells the counter: its kind, and whom or what it proved, masked. */
function showProof(proof: Proof): VisitProof {
  const passed = 'passed' in proof ? proof.passed : 'granted' in proof ? proof.granted : true
  return { kind: proof.kind, label: proof.kind === 'sms-code' ? maskPhone(proof.number) : '', passed, at: proof.at }
}

async function listProofs(db: ReadDb, visitId: string): Promise<Proof[]> {
  const rows = await db.all<{ content: string }>(
    sql('select content from visit_proof where visit_id = ? order by at', [visitId]),
  )
  return rows.map((row) => JSON.parse(row.content) as Proof)
}

function showIdentity(identity: NamedIdentity, today: string): VisitState['identities'][number] {
  const { acting, identityType, label, creditCode, validUntil } = identity
  return { acting, identityType, label, creditCode, validUntil, usable: isUsable(identity, today) }
}

async function findState(db: ReadDb, { now, policy, operator }: ReadContext): Promise<VisitState | null> {
  const visit = await findOpenVisit(db)
  if (visit === undefined) return null
  const visitor = await findVisitor(db, visit)
  const person =
    visitor &&
    (await db.find<{ account_state: string }>(sql('select account_state from person where id = ?', [visitor.id])))
  const acting = JSON.parse(visit.acting) as ActingIdentity
  const identities = visitor === undefined ? [] : await listIdentities(db, visitor.id, now)
  const offers = offerActs({ accountState: person?.account_state, acting }, operator?.role ?? 'clerk', policy)
  return {
    visitId: visit.id,
    personId: visitor?.id ?? visit.id,
    known: visitor !== undefined,
    name: maskName(visit.name),
    documentType: visit.document_type,
    document: maskDocumentNumber(visit.document_number),
    presence: visit.presence,
    acting,
    since: visit.started_at,
    identities: identities.map((identity) => showIdentity(identity, beijingDate(now))),
    offers: offers.map((offer) => ({ ...offer, act: offer.act as ActId })),
    proofs: (await listProofs(db, visit.id)).map(showProof),
    acts: await listVisitActs(db, visit.id),
  }
}

async function getState(db: ReadDb, context: ReadContext): Promise<VisitState> {
  const state = await findState(db, context)
  if (state === null) throw new Error('a visit was just written and is not there')
  return state
}

type ListedVisit = VisitRecord & { readonly acts: number; readonly returned: number }

function showVisit(row: ListedVisit, facts: DeskFacts): VisitRow {
  return {
    visitId: row.id,
    name: maskName(row.name),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    receiptNumber: row.receipt_number === null ? null : formatReceiptNumber(row, facts),
    acts: row.acts,
    returned: row.returned,
  }
}

async function listVisits(db: ReadDb, { after, size }: VisitInput<'visit.list'>) {
  const [at, id] = after === undefined ? [Number.MAX_SAFE_INTEGER, ''] : (JSON.parse(after) as [number, string])
  const rows = await db.all<ListedVisit>(
    sql(
      `select v.*,
         (select count(*) from outbox o where o.visit_id = v.id and o.state <> 'withdrawn') as acts,
         (select count(*) from outbox o where o.visit_id = v.id and o.state = 'returned') as returned
       from visit v where v.started_at < ? or (v.started_at = ? and v.id < ?)
       order by v.started_at desc, v.id desc limit ?`,
      [at, at, id, size + 1],
    ),
  )
  const page = rows.slice(0, size)
  const last = page.at(-1)
  const facts = await findDeskFacts(db)
  return {
    rows: page.map((row) => showVisit(row, facts)),
    ...(rows.length > size && last !== undefined ? { next: JSON.stringify([last.started_at, last.id]) } : {}),
  }
}

export const visitReads = {
  'visit.current': (db: ReadDb, _input: unknown, context: ReadContext) => findState(db, context),
  'visit.list': (db: ReadDb, input: VisitInput<'visit.list'>) => listVisits(db, input),
}

export const visitWrites = {
  'visit.start': async (db: WriteDb, { met }: VisitInput<'visit.start'>, context: WriteContext) => {
    await startVisit(db, met, context)
    return getState(db, context)
  },
  'visit.resume': async (db: WriteDb, _input: unknown, context: WriteContext) => {
    await endAbandonedVisit(db, context)
    return findState(db, context)
  },
  'visit.set-acting': async (db: WriteDb, { acting }: VisitInput<'visit.set-acting'>, context: WriteContext) => {
    await setActing(db, acting, context)
    return getState(db, context)
  },
  'visit.end': async (db: WriteDb, _input: unknown, context: WriteContext) => {
    const { visit, receiptNumber } = await endVisit(db, context)
    const facts = await findDeskFacts(db)
    const number =
      receiptNumber === null ? null : formatReceiptNumber({ ...visit, receipt_number: receiptNumber }, facts)
    return { visitId: visit.id, receiptNumber: number }
  },
}
