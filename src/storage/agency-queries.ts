import { AGENT_FUNCTIONS } from '../domain/agency/agent.ts'
import { agencyRefusals } from '../domain/agency/refusals.ts'
import { findAdmissionBar, standingOn } from '../domain/agency/standing.ts'
import type { AdmissionBar, Agency, Agreement } from '../domain/agency/types.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import { maskCreditCode, maskDocumentNumber, maskEnterpriseName, maskName, maskPhone } from '../domain/kernel/mask.ts'
import { FUNCTION_GROUPS, FUNCTION_GROUP_IDS } from '../domain/permission/functions.ts'
import { isEffective } from '../domain/relation/standing.ts'
import { findClient, type AgencyClient } from './agency-clients.ts'
import {
  findAgency,
  findAgencyByCode,
  findAgencyPerson,
  findAgreement,
  listAgreements,
  listPersonnel,
} from './agency-load.ts'
import { toAgreement, type AgreementRecord } from './agency-rows.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { Refused } from './refused.ts'
import { listManagers } from './relation-load.ts'

interface Paging {
  readonly after?: string | undefined
  readonly size: number
}

interface Page<Row> {
  readonly rows: Row[]
  readonly next?: string
}

/** Rows read one too many, so that the last page knows it is the last one. */
function toPage<Record extends { readonly id: string }, Row>(
  records: readonly Record[],
  size: number,
  toRow: (record: Record) => Row,
): Page<Row> {
  const shown = records.slice(0, size)
  const last = records.length > size ? shown.at(-1) : undefined
  return { rows: shown.map(toRow), ...(last === undefined ? {} : { next: last.id }) }
}

/** An agreement from the client's side; an agency's name is public and stays readable. */
const toAgencyRow = (agency: Pick<Agency, 'name' | 'creditCode'>, agreement: Agreement, today: CivilDate) => ({
  agreementId: agreement.id,
  agencyName: agency.name,
  creditCode: maskCreditCode(agency.creditCode),
  validFrom: agreement.validFrom,
  validUntil: agreement.validUntil,
  state: standingOn(agreement, today).state,
  recognised: agreement.agents.length === 0,
})
export type AgencyRow = ReturnType<typeof toAgencyRow>

/** 我的代理机构, the newest agreement first (R-AGY-13, R-AGY-14). */
export async function pageAgencies(
  db: ReadDb,
  enterpriseId: string,
  { after, size }: Paging,
  now: Instant,
): Promise<Page<AgencyRow>> {
  const records = await db.all<AgreementRecord & { readonly name: string; readonly credit_code: string }>(
    sql(
      'select g.*, a.name, a.credit_code from agency_agreement g join agency a on a.id = g.agency_id where g.enterprise_id = ? and (g.id < ? or ? = 0) order by g.id desc limit ?',
      [enterpriseId, after ?? '', after === undefined ? 0 : 1, size + 1],
    ),
  )
  const today = beijingDate(now)
  return toPage(records, size, (row) =>
    toAgencyRow({ name: row.name, creditCode: row.credit_code }, toAgreement(row), today),
  )
}

/**
 * 同步 of 代理机构认定管理: the agency of this code, and how the two stand today by the agreement in force, else the
 * newest one (R-AGY-11). @throws Refused where the profile has no recognition, or nobody has this code.
 */
export async function getCandidate(
  db: ReadDb,
  { agencyCode, enterpriseId }: { readonly agencyCode: string; readonly enterpriseId: string },
  { now, policy }: { readonly now: Instant; readonly policy: Policy },
) {
  if (policy.agencyTwoForms) throw new Refused(agencyRefusals.make('agency-recognition-not-used'))
  const agency = await findAgencyByCode(db, agencyCode)
  if (agency === undefined) throw new Refused(agencyRefusals.make('agency-unknown'))
  const today = beijingDate(now)
  const rows = (await listAgreements(db, agency.id, enterpriseId)).map((one) => toAgencyRow(agency, one, today))
  const agreement = rows.find(({ state }) => state === 'G3') ?? rows[0] ?? null
  return { agencyName: agency.name, creditCode: maskCreditCode(agency.creditCode), agreement }
}

/** The agreement of this id. @throws Refused when it is none of this enterprise. */
export async function getAgreementOf(db: ReadDb, agreementId: string, enterpriseId: string): Promise<Agreement> {
  const agreement = await findAgreement(db, agreementId)
  if (agreement?.enterpriseId !== enterpriseId) throw new Refused(agencyRefusals.make('agency-agreement-unknown'))
  return agreement
}

/**
 * 代理信息查看: the people an agreement names; by a recognition, all of the agency's. Nobody of the agency who has
 * nothing to do with this client is shown to it.
 */
export async function listAgents(db: ReadDb, agreement: Agreement, now: Instant) {
  const agency = await findAgency(db, agreement.agencyId)
  const personnel = await listPersonnel(db, agreement.agencyId)
  const footing = { basicFormAt: agency?.basicFormAt ?? null, personnel }
  const today = beijingDate(now)
  const agents: { name: string; document: string; bar: AdmissionBar | null }[] = []
  for (const id of agreement.agents.length === 0 ? personnel : agreement.agents) {
    const person = await findParticulars(db, id)
    if (person === undefined) continue
    const bar = findAdmissionBar(footing, agreement, { id, accountState: person.account_state }, today) ?? null
    agents.push({ name: maskName(person.name), document: maskDocumentNumber(person.document_number), bar })
  }
  return agents
}

interface Particulars {
  readonly name: string
  readonly document_type: string
  readonly document_number: string
  readonly account_state: string
}

const findParticulars = (db: ReadDb, personId: string): Promise<Particulars | undefined> =>
  db.find(sql('select name, document_type, document_number, account_state from person where id = ?', [personId]))

/** Every agreement of the agency as this agent finds it, the newest first (R-AGY-08, R-AGY-09, R-AGY-14). */
export async function pageAgreements(
  db: ReadDb,
  { agencyId, personId }: { readonly agencyId: string; readonly personId: string },
  { after, size }: Paging,
  now: Instant,
) {
  const records = await db.all<AgreementRecord & { readonly name: string; readonly credit_code: string }>(
    sql(
      'select g.*, e.name, e.credit_code from agency_agreement g join enterprise e on e.id = g.enterprise_id where g.agency_id = ? and (g.id < ? or ? = 0) order by g.id desc limit ?',
      [agencyId, after ?? '', after === undefined ? 0 : 1, size + 1],
    ),
  )
  const agency = await findAgency(db, agencyId)
  const person = (await findAgencyPerson(db, personId)) ?? { id: personId, name: '', accountState: 'A0' }
  const footing = { basicFormAt: agency?.basicFormAt ?? null, personnel: await listPersonnel(db, agencyId) }
  const today = beijingDate(now)
  return toPage(records, size, (row) => {
    const agreement = toAgreement(row)
    return {
      agreementId: agreement.id,
      taxpayerName: maskEnterpriseName(row.name),
      creditCode: maskCreditCode(row.credit_code),
      validFrom: agreement.validFrom,
      validUntil: agreement.validUntil,
      state: standingOn(agreement, today).state,
      bar: findAdmissionBar(footing, agreement, person, today) ?? null,
    }
  })
}

/** Who an agent is, and for whom. */
export interface Entered {
  readonly agencyId: string
  readonly enterpriseId: string
  readonly personId: string
}

/** The manager of this type in effect: name and the number codes go to, both masked (OP-13). */
async function viewManager(db: ReadDb, enterpriseId: string, type: string, today: CivilDate) {
  const managers = await listManagers(db, enterpriseId)
  const manager = managers.find((one) => one.identityType === type && isEffective(one, today))
  if (manager === undefined) return { name: null, phone: null }
  const row = await db.find<{ name: string; number: string | null }>(
    sql(
      "select p.name, n.number from person p left join phone n on n.person_id = p.id and n.is_default = 1 and n.state = 'bound' where p.id = ?",
      [manager.personId],
    ),
  )
  const number = row?.number ?? null
  return { name: row === undefined ? null : maskName(row.name), phone: number === null ? null : maskPhone(number) }
}

/** 企业基本信息 as the agency's session shows it (R-AGY-04); nothing of a taxpayer it doesn't represent (R-AGY-03). */
export async function viewClient(db: ReadDb, entered: Entered, now: Instant) {
  const client = await findClient(db, entered, now)
  const person = await findParticulars(db, entered.personId)
  if (client === undefined || person === undefined) return undefined
  const row = await db.find<{ tax_authority: string; state: string; address: string | null }>(
    sql('select tax_authority, state, address from enterprise where id = ?', [client.enterpriseId]),
  )
  const today = beijingDate(now)
  const legal = await viewManager(db, client.enterpriseId, 'legal-representative', today)
  const finance = await viewManager(db, client.enterpriseId, 'finance-officer', today)
  const address = row?.address ?? null
  return {
    creditCode: maskCreditCode(client.creditCode),
    taxpayerName: maskEnterpriseName(client.name),
    taxAuthority: row?.tax_authority ?? '',
    state: row?.state ?? '',
    address: address === null ? null : maskEnterpriseName(address),
    legalRepresentative: legal.name,
    legalRepresentativePhone: legal.phone,
    financeOfficer: finance.name,
    financeOfficerPhone: finance.phone,
    person: {
      name: maskName(person.name),
      documentType: person.document_type,
      document: maskDocumentNumber(person.document_number),
    },
  }
}

const groupOf = (code: string): string =>
  FUNCTION_GROUP_IDS.find((group) => FUNCTION_GROUPS[group].some((one) => one === code)) ?? ''

/** 人员权限查看 of an agent at their client (R-AGY-05). */
export async function viewAgentPermissions(db: ReadDb, entered: Entered, now: Instant) {
  const client: AgencyClient | undefined = await findClient(db, entered, now)
  const person = await findParticulars(db, entered.personId)
  if (client === undefined || person === undefined) return undefined
  return {
    taxpayerName: maskEnterpriseName(client.name),
    creditCode: maskCreditCode(client.creditCode),
    name: maskName(person.name),
    identityType: 'agent' as const,
    functions: AGENT_FUNCTIONS.map((code) => ({ code, group: groupOf(code) })),
    validFrom: client.validFrom,
    validUntil: client.validUntil,
  }
}
