import { initialValue } from '../domain/credential/initial-value.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate, Instant } from '../domain/kernel/instant.ts'
import { NO_FAILURES } from '../domain/login/lock.ts'
import { mustChange } from '../domain/login/first-step.ts'
import type { AccountName, Entrance, LoginRelation, LoginState, ProjectKind } from '../domain/login/types.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { isAgentOf } from './agency-agent.ts'
import { readFailures } from './auth-failure.ts'
import { hasProjectOf, listProjectRoles } from './cross-project.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { findCodeTarget } from './phone.ts'
import type { KnownSecret } from './secret.ts'

/** The judge's clock and policy. */
export interface Judge {
  readonly now: Instant
  readonly policy: Policy
}

/** What the form of step one names. */
export interface LoginQuery {
  readonly entrance: Entrance
  readonly account: AccountName
  /** Normalised; the agency's own for 代理业务, empty for 自然人业务. */
  readonly enterpriseCode: string
  /** The kind chosen at 特定主体登录 (R-XRG-01). */
  readonly projectKind: ProjectKind | undefined
}

/** An enterprise or an agency, as the log copies it. */
export interface Taxpayer {
  readonly id: string
  readonly hallId: string
  readonly name: string
  readonly creditCode: string
}

/** Everything one log-in needs, found by account name or by the person of an open session. */
export interface LoginFile {
  readonly state: LoginState
  readonly person: { readonly id: string; readonly hallId: string; readonly name: string } | undefined
  readonly documentNumber: string
  /** Whom the log-in is for. */
  readonly enterprise: Taxpayer | undefined
  readonly agency: Taxpayer | undefined
  readonly secret: KnownSecret
  /** Where codes go (R-LGN-03, R-PHN-15): a number, from abroad a mailbox. */
  readonly defaultNumber: string | undefined
}

interface PersonColumns {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly document_number: string
  readonly account_state: string
  readonly credential_state: string
  readonly credential_void_at: number | null
  readonly captured_at: number | null
  readonly level: number
}

/** From here on a level says that there is a real-name record, whoever made it (OP-08). */
const REAL_NAME_LEVEL = 3

const PERSON =
  'select p.id, p.hall_id, p.name, p.document_number, p.account_state, p.credential_state, p.credential_void_at, p.captured_at, p.level from person p'

/** Any bound number opens the account, the default one or another (R-LGE-04); so does a further document. */
async function findPersonByAccount(db: ReadDb, account: AccountName): Promise<PersonColumns | undefined> {
  switch (account.kind) {
    case 'username':
      return db.find(sql(`${PERSON} where p.username = ?`, [account.username]))
    case 'phone':
      return db.find(
        sql(`${PERSON} join phone n on n.person_id = p.id where n.number = ? and n.state = 'bound'`, [account.number]),
      )
    case 'document':
      return findByDocument(db, account.documentType, account.number)
  }
}

/** The main document or a further one (OP-17). */
async function findByDocument(db: ReadDb, type: string, number: string): Promise<PersonColumns | undefined> {
  return (
    (await db.find<PersonColumns>(
      sql(`${PERSON} where p.document_type = ? and p.document_number = ?`, [type, number]),
    )) ??
    db.find(
      sql(
        `${PERSON} join person_document d on d.person_id = p.id where d.document_type = ? and d.document_number = ?`,
        [type, number],
      ),
    )
  )
}

/** Whose document this is, with an account or without. */
export async function findPersonByDocument(
  db: ReadDb,
  type: string,
  number: string,
): Promise<{ readonly id: string; readonly accountState: string } | undefined> {
  const row = await findByDocument(db, type, number)
  return row && { id: row.id, accountState: row.account_state }
}

interface TaxpayerColumns {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly credit_code: string
}

const toTaxpayer = (row: TaxpayerColumns | undefined): Taxpayer | undefined =>
  row && { id: row.id, hallId: row.hall_id, name: row.name, creditCode: row.credit_code }

/** By credit code or by the older taxpayer number (R-LGE-02). */
export async function findEnterpriseByCode(db: ReadDb, code: string): Promise<Taxpayer | undefined> {
  return toTaxpayer(
    await db.find<TaxpayerColumns>(
      sql(
        'select id, hall_id, name, credit_code from enterprise where credit_code = ? or taxpayer_number = ? order by id limit 1',
        [code, code],
      ),
    ),
  )
}

async function findAgencyByCode(db: ReadDb, code: string): Promise<Taxpayer | undefined> {
  return toTaxpayer(
    await db.find<TaxpayerColumns>(
      sql('select id, hall_id, name, credit_code from agency where credit_code = ?', [code]),
    ),
  )
}

async function listRelations(db: ReadDb, personId: string, enterpriseId: string): Promise<LoginRelation[]> {
  const rows = await db.all<{
    id: string
    identity_type: string
    state: string
    disabled_reason: string | null
    valid_until: CivilDate | null
  }>(
    sql(
      'select id, identity_type, state, disabled_reason, valid_until from relation where enterprise_id = ? and person_id = ? order by created_at, id',
      [enterpriseId, personId],
    ),
  )
  return rows.map((row) => ({
    id: row.id,
    identityType: row.identity_type,
    state: row.state,
    disabledReason: row.disabled_reason,
    validUntil: row.valid_until,
  }))
}

async function findSecret(db: ReadDb, person: PersonColumns, policy: Policy): Promise<KnownSecret> {
  // R-TR-ACC-04, R-TR-CRD-04: an account opened by capture or reset at the counter is on its initial value.
  if (mustChange(person.credential_state)) {
    return { kind: 'initial', value: initialValue(person.document_number, policy) }
  }
  const stored = await db.find<{ password_hash: string }>(
    sql('select password_hash from person_secret where person_id = ?', [person.id]),
  )
  return stored === undefined ? { kind: 'none' } : { kind: 'hash', hash: stored.password_hash }
}

async function loadFile(
  db: ReadDb,
  person: PersonColumns | undefined,
  query: Omit<LoginQuery, 'account'>,
  { now, policy }: Judge,
): Promise<LoginFile> {
  const { entrance, enterpriseCode } = query
  const forAgency = entrance === 'agency'
  const enterprise = enterpriseCode === '' || forAgency ? undefined : await findEnterpriseByCode(db, enterpriseCode)
  const agency = forAgency ? await findAgencyByCode(db, enterpriseCode) : undefined
  const defaultNumber = person === undefined ? undefined : await findCodeTarget(db, person.id)
  const state: LoginState = {
    person: person && toLoginPerson(person, defaultNumber),
    failures: person === undefined ? NO_FAILURES : await readFailures(db, person.id, now),
    relations: person && enterprise ? await listRelations(db, person.id, enterprise.id) : [],
    isAgent: person !== undefined && agency !== undefined && (await isAgentOf(db, person.id, agency.id, policy)),
    ...(await loadProjects(db, person?.id, enterprise?.id, query, beijingDate(now))),
  }
  return {
    state,
    person: person && { id: person.id, hallId: person.hall_id, name: person.name },
    documentNumber: person?.document_number ?? '',
    enterprise,
    agency,
    secret: person === undefined ? { kind: 'none' } : await findSecret(db, person, policy),
    defaultNumber,
  }
}

const toLoginPerson = (row: PersonColumns, defaultNumber: string | undefined): LoginState['person'] => ({
  id: row.id,
  accountState: row.account_state,
  credentialState: row.credential_state,
  credentialVoidAt: row.credential_void_at,
  hasPhone: defaultNumber !== undefined,
  isRealNamed: row.captured_at !== null || row.level >= REAL_NAME_LEVEL,
})

async function loadProjects(
  db: ReadDb,
  personId: string | undefined,
  enterpriseId: string | undefined,
  { entrance, projectKind }: Pick<LoginQuery, 'entrance' | 'projectKind'>,
  today: CivilDate,
): Promise<Pick<LoginState, 'hasProject' | 'projectRoles'>> {
  if (entrance !== 'special' || enterpriseId === undefined || projectKind === undefined)
    return { hasProject: false, projectRoles: [] }
  const which = { enterpriseId, kind: projectKind, today }
  return {
    hasProject: await hasProjectOf(db, which),
    projectRoles: personId === undefined ? [] : await listProjectRoles(db, personId, which),
  }
}

/** What step one is judged on. */
export async function loadLogin(db: ReadDb, query: LoginQuery, judge: Judge): Promise<LoginFile> {
  return loadFile(db, await findPersonByAccount(db, query.account), query, judge)
}

/** The same for the person of a log-in that is under way. */
export async function loadLoginOf(
  db: ReadDb,
  personId: string,
  query: Omit<LoginQuery, 'account'>,
  judge: Judge,
): Promise<LoginFile> {
  const person = await db.find<PersonColumns>(sql(`${PERSON} where p.id = ?`, [personId]))
  return loadFile(db, person, query, judge)
}
