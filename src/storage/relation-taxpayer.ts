import {
  RELATION_LABELS,
  type PendingKind,
  type RowOffer,
  type TaxpayerRelation,
} from '../contract/public/relation-rows.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskName } from '../domain/kernel/mask.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { judgeAct } from '../domain/relation/judge.ts'
import { relationRefusals } from '../domain/relation/refusals.ts'
import { TAB_STATES, type Tab } from '../domain/relation/standing.ts'
import type { RelationState, Side } from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { Refused } from './refused.ts'
import {
  enterpriseConditions,
  pageOfRelations,
  personConditions,
  toRow,
  type ByEnterprise,
  type ByPerson,
  type JoinedRecord,
} from './relation-queries.ts'
import { toRelation } from './relation-rows.ts'

/** What decides how a row looks to a taxpayer. */
export interface Looking {
  readonly now: Instant
  readonly policy: Policy
}

/** The acts that stand on each list of each side; the judge says which of them a row really offers. */
const OFFERED: Readonly<Record<Side, Readonly<Record<Tab, readonly RowOffer[]>>>> = {
  enterprise: {
    pending: ['confirm', 'reject', 'withdraw'],
    present: ['manage', 'delete', 'freeze', 'unfreeze'],
    history: [],
  },
  person: { pending: ['accept', 'refuse'], present: ['unbind'], history: [] },
}

const KINDS: Readonly<Partial<Record<RelationState, PendingKind>>> = { R1: 'added', R2: 'applied', R3: 'core' }

const tabOf = (state: RelationState): Tab =>
  TAB_STATES.pending.includes(state) ? 'pending' : TAB_STATES.present.includes(state) ? 'present' : 'history'

/** A row as one side sees it, with the acts the rules leave it (R-REL-08, R-REL-15, R-REL-21). */
function toTaxpayerRow(record: JoinedRecord, side: Side, { now, policy }: Looking): TaxpayerRelation {
  const { personId: _person, ...row } = toRow(record, beijingDate(now))
  const { state, disabledReason } = row
  const relation = { ...toRelation(record), state, disabledReason }
  return {
    ...row,
    label: RELATION_LABELS[state],
    kind: KINDS[state] ?? null,
    offers: OFFERED[side][tabOf(state)].filter((act) => judgeAct(relation, act, policy).refuse === undefined),
  }
}

export interface TaxpayerPage {
  readonly rows: TaxpayerRelation[]
  readonly next?: string
}

function toPage(
  { records, next }: Awaited<ReturnType<typeof pageOfRelations>>,
  side: Side,
  looking: Looking,
): TaxpayerPage {
  const rows = records.map((record) => toTaxpayerRow(record, side, looking))
  return { rows, ...(next === undefined ? {} : { next }) }
}

/** One page of an enterprise's list. */
export async function listForEnterprise(db: ReadDb, input: ByEnterprise, looking: Looking): Promise<TaxpayerPage> {
  return toPage(await pageOfRelations(db, 'enterprise', input, enterpriseConditions(input)), 'enterprise', looking)
}

/** One page of a person's list. */
export async function listForPerson(db: ReadDb, input: ByPerson, looking: Looking): Promise<TaxpayerPage> {
  const conditions = personConditions(input, beijingDate(looking.now))
  return toPage(await pageOfRelations(db, 'person', input, conditions), 'person', looking)
}

/** One row of this enterprise that hasn't ended. @throws Refused when there is none. */
export async function getForEnterprise(
  db: ReadDb,
  key: { readonly enterpriseId: string; readonly relationId: string },
  looking: Looking,
): Promise<TaxpayerRelation> {
  const states = [...TAB_STATES.present, ...TAB_STATES.pending]
  const { records } = await pageOfRelations(db, 'enterprise', { tab: 'present', size: 1 }, (query) =>
    query.where({ 'r.enterprise_id': key.enterpriseId, 'r.id': key.relationId }).whereIn('r.state', states),
  )
  const [record] = records
  if (record === undefined) throw new Refused(relationRefusals.make('relation-unknown'))
  return toTaxpayerRow(record, 'enterprise', looking)
}

/** A person's present relations with the enterprises of a taxpayer number or credit code (R-UNB-02). */
export async function listForUnbinding(
  db: ReadDb,
  { personId, enterpriseCode }: { readonly personId: string; readonly enterpriseCode: string },
  looking: Looking,
): Promise<TaxpayerRelation[]> {
  const code = normaliseIdentifier(enterpriseCode)
  const page = await pageOfRelations(db, 'person', { tab: 'present', size: 200 }, (query) =>
    query
      .where('r.person_id', personId)
      .whereIn('r.state', [...TAB_STATES.present])
      .whereRaw('(e.credit_code = ? or e.taxpayer_number = ?)', [code, code]),
  )
  return toPage(page, 'person', looking).rows
}

/** Ids of the next records of an enterprise's history that the filters find, for a clearing (R-HIS-03). */
export async function listEnterpriseHistory(db: ReadDb, filters: ByEnterprise): Promise<string[]> {
  const page = await pageOfRelations(db, 'enterprise', filters, enterpriseConditions(filters))
  return page.records.map((record) => record.id)
}

/** The same of a person's history. */
export async function listPersonHistory(db: ReadDb, filters: ByPerson, now: Instant): Promise<string[]> {
  const page = await pageOfRelations(db, 'person', filters, personConditions(filters, beijingDate(now)))
  return page.records.map((record) => record.id)
}

interface FoundRecord {
  readonly id: string
  readonly name: string
  readonly credit_code: string
}

export interface FoundByCode {
  readonly id: string
  readonly name: string
  readonly creditCode: string
}

const toFound = (row: FoundRecord): FoundByCode => ({ id: row.id, name: row.name, creditCode: row.credit_code })

/** Enterprises of a taxpayer number or credit code; a taxpayer number can stand on several (R-BND-02). */
export async function listByCode(db: ReadDb, typed: string): Promise<FoundByCode[]> {
  const code = normaliseIdentifier(typed)
  if (code === '') return []
  const rows = await db.all<FoundRecord>(
    sql(
      'select id, name, credit_code from enterprise where credit_code = ? or taxpayer_number = ? order by id limit 20',
      [code, code],
    ),
  )
  return rows.map(toFound)
}

/** The enterprise that was chosen from such a list. */
export async function findChosen(db: ReadDb, id: string): Promise<FoundByCode | undefined> {
  const row = await db.find<FoundRecord>(sql('select id, name, credit_code from enterprise where id = ?', [id]))
  return row && toFound(row)
}

export interface Concerned {
  readonly relationId: string
  readonly personName: string
  readonly identityType: string
  readonly captured: boolean
}

/** Everybody who acts for the enterprise today, of whatever identity: all of them have to be captured (R-PLT-14). */
export async function listConcerned(db: ReadDb, enterpriseId: string): Promise<Concerned[]> {
  const rows = await db.all<{ id: string; name: string; identity_type: string; captured_at: number | null }>(
    sql(
      `select r.id, p.name, r.identity_type, p.captured_at from relation r join person p on p.id = r.person_id
        where r.enterprise_id = ? and r.state in ('R4', 'R5') order by r.created_at, r.id`,
      [enterpriseId],
    ),
  )
  return rows.map((row) => ({
    relationId: row.id,
    personName: maskName(row.name),
    identityType: row.identity_type,
    captured: row.captured_at !== null,
  }))
}
