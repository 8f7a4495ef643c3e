import type { Knex } from 'knex'
import type { RelationPage, RelationRow } from '../contract/relation.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate } from '../domain/kernel/instant.ts'
import { maskCreditCode, maskDocumentNumber, maskEnterpriseName, maskName } from '../domain/kernel/mask.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { normaliseName } from '../domain/person/name.ts'
import { standingOn, statesOf, TAB_STATES, type HistoryCategory, type Tab } from '../domain/relation/standing.ts'
import type { Side } from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import type { ReadContext } from './queries.ts'
import { listPendingActs } from './relation-pending.ts'
import { toRelation, type RelationRecord } from './relation-rows.ts'

interface Paging {
  readonly tab: Tab
  readonly after?: string | undefined
  readonly size: number
}

export interface ByEnterprise extends Paging {
  readonly enterpriseId: string
  readonly identityType?: string | undefined
  readonly personName?: string | undefined
  readonly category?: HistoryCategory | undefined
}

export interface ByPerson extends Paging {
  readonly personId: string
  readonly identityType?: string | undefined
  readonly creditCode?: string | undefined
  readonly taxpayerName?: string | undefined
  readonly link?: 'enabled' | 'disabled' | undefined
  readonly category?: HistoryCategory | undefined
}

export interface JoinedRecord extends RelationRecord {
  readonly sort_key: number
  readonly person_name: string
  readonly document_type: string
  readonly document_number: string
  readonly enterprise_name: string
  readonly credit_code: string
  readonly identity_name: string | null
}

type Conditions = (query: Knex.QueryBuilder) => Knex.QueryBuilder

/** `like` finds a part of a name; the signs it gives a meaning to are taken as themselves. */
const holding = (part: string) => `%${part.toLowerCase().replace(/[!%_]/g, '!$&')}%`
const HOLDS = (column: string) => `lower(${column}) like ? escape '!'`

/** 法定代表人 and 财务负责人 stand first among present staff, then who came first. Everything else is newest first. */
const RANK = `case r.identity_type when 'legal-representative' then 0 when 'finance-officer' then 100000000000000 else 200000000000000 end + r.created_at`
const SORT: Readonly<Record<Tab, { readonly key: string; readonly order: 'asc' | 'desc' }>> = {
  present: { key: RANK, order: 'asc' },
  pending: { key: 'r.created_at', order: 'desc' },
  history: { key: 'coalesce(r.decided_at, r.created_at)', order: 'desc' },
}

function statesFor({ tab, category }: { tab: Tab; category?: HistoryCategory | undefined }): string[] {
  return [...(tab === 'history' && category !== undefined ? statesOf(category) : TAB_STATES[tab])]
}

/** The cursor of a row: where it stands in its order. */
const cursorOf = (row: JoinedRecord) => `${String(row.sort_key)}~${row.id}`

function readCursor(after: string): readonly [number, string] | undefined {
  const at = after.indexOf('~')
  const key = Number(after.slice(0, at))
  return at > 0 && Number.isFinite(key) ? [key, after.slice(at + 1)] : undefined
}

/** One page of joined rows in the order of its tab, and the cursor of the next. */
export async function pageOfRelations(
  db: ReadDb,
  side: Side,
  { tab, after, size }: Paging,
  conditions: Conditions,
): Promise<{ readonly records: readonly JoinedRecord[]; readonly next: string | undefined }> {
  const { key, order } = SORT[tab]
  const query = conditions(
    db
      .build('relation as r')
      .join('person as p', 'p.id', 'r.person_id')
      .join('enterprise as e', 'e.id', 'r.enterprise_id')
      .leftJoin('permission_identity as i', 'i.id', 'r.permission_identity_id')
      .select('r.*', db.build.raw(`${key} as sort_key`))
      .select({
        person_name: 'p.name',
        document_type: 'p.document_type',
        document_number: 'p.document_number',
        enterprise_name: 'e.name',
        credit_code: 'e.credit_code',
        identity_name: 'i.name',
      }),
  )
  if (tab === 'history') void query.where(side === 'enterprise' ? 'r.hidden_for_enterprise' : 'r.hidden_for_person', 0)
  const from = after === undefined ? undefined : readCursor(after)
  const beyond = order === 'asc' ? '>' : '<'
  if (from !== undefined)
    void query.whereRaw(`(${key} ${beyond} ? or (${key} = ? and r.id ${beyond} ?))`, [from[0], from[0], from[1]])
  void query.orderByRaw(`${key} ${order}, r.id ${order}`).limit(size + 1)
  const rows = await db.all<JoinedRecord>(query)
  const records = rows.slice(0, size)
  const last = records.at(-1)
  return { records, next: rows.length > size && last !== undefined ? cursorOf(last) : undefined }
}

/** A row as it counts today, masked. */
export function toRow(record: JoinedRecord, today: CivilDate): Omit<RelationRow, 'acts'> {
  const {
    hallId: _hall,
    hiddenForEnterprise: _,
    hiddenForPerson: __,
    permissionIdentityId,
    ...relation
  } = standingOn(toRelation(record), today)
  return {
    ...relation,
    functions: [...relation.functions],
    decidedAt: relation.decidedAt,
    enterpriseName: maskEnterpriseName(record.enterprise_name),
    creditCode: maskCreditCode(record.credit_code),
    personName: maskName(record.person_name),
    documentType: record.document_type,
    document: maskDocumentNumber(record.document_number),
    permissionIdentity:
      permissionIdentityId === null ? null : { id: permissionIdentityId, name: record.identity_name ?? '' },
  }
}

async function countTabs(db: ReadDb, side: Side, ownerId: string): Promise<RelationPage['counts']> {
  const [owner, hidden] =
    side === 'enterprise' ? ['enterprise_id', 'hidden_for_enterprise'] : ['person_id', 'hidden_for_person']
  const rows = await db.all<{ state: string; hidden: number; count: number }>(
    db
      .build('relation')
      .select('state', { hidden })
      .count({ count: '*' })
      .where(owner, ownerId)
      .groupBy('state', hidden),
  )
  const sum = (tab: Tab) =>
    rows
      .filter((row) => (TAB_STATES[tab] as readonly string[]).includes(row.state))
      .filter((row) => tab !== 'history' || row.hidden === 0)
      .reduce((total, row) => total + Number(row.count), 0)
  return { present: sum('present'), pending: sum('pending'), history: sum('history') }
}

async function answer(
  db: ReadDb,
  side: Side,
  ownerId: string,
  page: { readonly records: readonly JoinedRecord[]; readonly next: string | undefined },
  { now, operator }: ReadContext,
): Promise<RelationPage> {
  const today = beijingDate(now)
  const acts = await listPendingActs(
    db,
    operator?.hallId,
    page.records.map((record) => record.id),
  )
  return {
    rows: page.records.map((record) => ({ ...toRow(record, today), acts: acts.get(record.id) ?? [] })),
    ...(page.next === undefined ? {} : { next: page.next }),
    counts: await countTabs(db, side, ownerId),
  }
}

/** What an enterprise sees of its people (R-REL-10, R-REL-16, R-HIS-01): exact by type, any part of a name. */
export function enterpriseConditions(input: ByEnterprise): Conditions {
  return (query) => {
    void query.where('r.enterprise_id', input.enterpriseId).whereIn('r.state', statesFor(input))
    if (input.identityType !== undefined) void query.where('r.identity_type', input.identityType)
    const name = normaliseName(input.personName ?? '')
    if (name !== '') void query.whereRaw(HOLDS('p.name'), [holding(name)])
    return query
  }
}

/** What a person sees of their enterprises (R-AUT-01, R-AUT-02, R-HIS-02): any part of a code or a name. */
export function personConditions(input: ByPerson, today: CivilDate): Conditions {
  return (query) => {
    void query.where('r.person_id', input.personId).whereIn('r.state', statesFor(input))
    if (input.identityType !== undefined) void query.where('r.identity_type', input.identityType)
    const code = normaliseIdentifier(input.creditCode ?? '')
    if (code !== '') void query.whereRaw(HOLDS('e.credit_code'), [holding(code)])
    const name = (input.taxpayerName ?? '').trim()
    if (name !== '') void query.whereRaw(HOLDS('e.name'), [holding(name)])
    // Over is over, whether or not anybody has written the state down (standingOn).
    const counts = "(r.state = 'R4' and (r.valid_until is null or r.valid_until >= ?))"
    if (input.link !== undefined) void query.whereRaw(input.link === 'enabled' ? counts : `not ${counts}`, [today])
    return query
  }
}

export const relationReads = {
  'relation.list-by-enterprise': async (db: ReadDb, input: ByEnterprise, context: ReadContext) => {
    const page = await pageOfRelations(db, 'enterprise', input, enterpriseConditions(input))
    return answer(db, 'enterprise', input.enterpriseId, page, context)
  },
  'relation.list-by-person': async (db: ReadDb, input: ByPerson, context: ReadContext) => {
    const page = await pageOfRelations(db, 'person', input, personConditions(input, beijingDate(context.now)))
    return answer(db, 'person', input.personId, page, context)
  },
}
