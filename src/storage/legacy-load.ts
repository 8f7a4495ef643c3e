import { normaliseUsername } from '../domain/login/account-name.ts'
import { isLocked } from '../domain/login/lock.ts'
import type { LockedMethod } from '../domain/login/types.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { usesPersonPassword } from '../domain/legacy/transitions.ts'
import type { MemberSecret } from '../domain/legacy/types.ts'
import type { Relation } from '../domain/relation/types.ts'
import { readFailures } from './auth-failure.ts'
import type { Judge } from './auth-load.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import {
  findEnterpriseAccount,
  findKnownMemberSecret,
  findMemberSecret,
  type EnterpriseAccount,
} from './legacy-secret.ts'
import { findRelation, listIdentities } from './relation-load.ts'
import { toRelation, type RelationRecord } from './relation-rows.ts'
import { findKnownSecret, type KnownSecret } from './secret.ts'

/** An enterprise or an agency as the log names it. */
export interface Organisation {
  readonly id: string
  readonly hallId: string
  readonly name: string
  readonly creditCode: string
}

/** Whoever a code stands for, with the account its certificate opened. */
export interface OrganisationFile {
  readonly organisation: Organisation
  /** The enterprise whose password it is: an agency has that of the taxpayer it is itself. */
  readonly ownerId: string | undefined
  readonly account: EnterpriseAccount | undefined
}

interface OrganisationRecord {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly credit_code: string
}

const toOrganisation = (row: OrganisationRecord): Organisation => ({
  id: row.id,
  hallId: row.hall_id,
  name: row.name,
  creditCode: row.credit_code,
})

export async function findOrganisation(db: ReadDb, enterpriseId: string): Promise<Organisation | undefined> {
  const row = await db.find<OrganisationRecord>(
    sql('select id, hall_id, name, credit_code from enterprise where id = ?', [enterpriseId]),
  )
  return row && toOrganisation(row)
}

const findEnterpriseByCode = (db: ReadDb, code: string): Promise<OrganisationRecord | undefined> =>
  db.find(
    sql(
      'select id, hall_id, name, credit_code from enterprise where credit_code = ? or taxpayer_number = ? order by id limit 1',
      [code, code],
    ),
  )

/** By credit code or taxpayer number (R-LEG-06). */
export async function loadEnterprise(db: ReadDb, typed: string): Promise<OrganisationFile | undefined> {
  const code = normaliseIdentifier(typed)
  const row = code === '' ? undefined : await findEnterpriseByCode(db, code)
  return row && { organisation: toOrganisation(row), ownerId: row.id, account: await findEnterpriseAccount(db, row.id) }
}

/** An agency by its code (R-AGY-12). */
export async function loadAgency(db: ReadDb, typed: string): Promise<OrganisationFile | undefined> {
  const code = normaliseIdentifier(typed)
  const row = await db.find<OrganisationRecord>(
    sql('select id, hall_id, name, credit_code from agency where credit_code = ?', [code]),
  )
  if (row === undefined) return undefined
  const taxpayer = await findEnterpriseByCode(db, code)
  const account = taxpayer && (await findEnterpriseAccount(db, taxpayer.id))
  return { organisation: toOrganisation(row), ownerId: taxpayer?.id, account }
}

export async function findAgency(db: ReadDb, agencyId: string): Promise<Organisation | undefined> {
  const row = await db.find<OrganisationRecord>(
    sql('select id, hall_id, name, credit_code from agency where id = ?', [agencyId]),
  )
  return row && toOrganisation(row)
}

/** Whether entries of this method are refused today (R-LCK-01); an enterprise's password is counted as its own. */
export async function isLockedToday(
  db: ReadDb,
  ownerId: string | undefined,
  method: LockedMethod,
  { policy, now }: Judge,
): Promise<boolean> {
  return ownerId !== undefined && isLocked(await readFailures(db, ownerId, now), method, policy)
}

/** A real-name record exists, by a capture or by a level that only one gives (R-PLT-15, OP-08). */
export const REAL_NAME_LEVEL = 3

/** A person of the list, whole: whoever is asked about comes from here. */
export interface MemberFile {
  readonly relation: Relation
  readonly captured: boolean
  readonly person: { readonly id: string; readonly hallId: string; readonly name: string }
  readonly documentType: string
  readonly documentNumber: string
  /** The default number first, then the other bound ones and the one given at the capture. */
  readonly numbers: readonly string[]
}

interface MemberRecord extends RelationRecord {
  readonly person_name: string
  readonly person_hall: string
  readonly document_type: string
  readonly document_number: string
  readonly captured_at: number | null
  readonly level: number
  readonly captured_phone: string | null
}

const MEMBERS = `select r.*, p.name as person_name, p.hall_id as person_hall, p.document_type, p.document_number,
  p.captured_at, p.level, p.captured_phone from relation r join person p on p.id = r.person_id`

export async function listNumbers(db: ReadDb, personId: string, capturedPhone: string | null): Promise<string[]> {
  const bound = await db.all<{ number: string }>(
    sql("select number from phone where person_id = ? and state = 'bound' order by is_default desc, id", [personId]),
  )
  const all = [...bound.map((row) => row.number), ...(capturedPhone === null ? [] : [capturedPhone])]
  return [...new Set(all)]
}

async function toMember(db: ReadDb, row: MemberRecord): Promise<MemberFile> {
  return {
    relation: toRelation(row),
    captured: row.captured_at !== null || row.level >= REAL_NAME_LEVEL,
    person: { id: row.person_id, hallId: row.person_hall, name: row.person_name },
    documentType: row.document_type,
    documentNumber: row.document_number,
    numbers: await listNumbers(db, row.person_id, row.captured_phone),
  }
}

/** Everybody with a row that could be a member's, managers first, in the order they came. */
export async function listMembers(db: ReadDb, enterpriseId: string): Promise<MemberFile[]> {
  const rows = await db.all<MemberRecord>(
    sql(
      `${MEMBERS} where r.enterprise_id = ? and r.state in ('R4', 'R5') order by case r.identity_type when 'legal-representative' then 0 when 'finance-officer' then 1 else 2 end, r.created_at, r.id`,
      [enterpriseId],
    ),
  )
  const members: MemberFile[] = []
  for (const row of rows) members.push(await toMember(db, row))
  return members
}

export async function findMember(
  db: ReadDb,
  enterpriseId: string,
  relationId: string,
): Promise<MemberFile | undefined> {
  const row = await db.find<MemberRecord>(
    sql(`${MEMBERS} where r.enterprise_id = ? and r.id = ?`, [enterpriseId, relationId]),
  )
  return row && toMember(db, row)
}

/** Permission identities that could be given: none means that nobody maintained them yet (R-LEG-04, R-PER-09). */
export const listGivableIdentities = async (db: ReadDb, enterpriseId: string) =>
  (await listIdentities(db, enterpriseId)).filter((identity) => !identity.retired)

/** A member's password as it counts at a log-in, and what an entered one is compared with. */
export interface PasswordInForce {
  readonly secret: MemberSecret
  readonly known: KnownSecret
  /** Whether it is the member's own one at the enterprise. */
  readonly own: boolean
}

/** R-STF-08, R-STF-09: the natural person's password where bound or where the profile knows no other. */
export async function findPasswordInForce(
  db: ReadDb,
  { personId, relationId }: { readonly personId: string; readonly relationId: string | undefined },
  { policy, now }: Judge,
): Promise<PasswordInForce> {
  const ofMember = relationId === undefined ? undefined : await findMemberSecret(db, relationId)
  if (relationId !== undefined && ofMember !== undefined && !usesPersonPassword(ofMember, policy))
    return { secret: ofMember, known: await findKnownMemberSecret(db, relationId), own: true }
  const person = await db.find<{ credential_state: MemberSecret['state']; credential_void_at: number | null }>(
    sql('select credential_state, credential_void_at from person where id = ?', [personId]),
  )
  const secret = {
    state: person?.credential_state ?? ('K0' as const),
    bound: ofMember?.bound ?? false,
    voidAt: person?.credential_void_at ?? null,
  }
  return { secret, known: await findKnownSecret(db, personId, policy, now), own: false }
}

/** The relation behind a session, for the acts on its own password. */
export const findOwnRelation = async (
  db: ReadDb,
  { enterpriseId, personId, identityType }: { enterpriseId: string; personId: string; identityType: string },
): Promise<Relation | undefined> => {
  const row = await db.find<{ id: string }>(
    sql(
      "select id from relation where enterprise_id = ? and person_id = ? and identity_type = ? and state = 'R4' limit 1",
      [enterpriseId, personId, identityType],
    ),
  )
  return row && findRelation(db, row.id)
}

/** The natural person of a registered name, for 自然人登录 (R-LGN-04). */
export interface NamedPerson {
  readonly id: string
  readonly hallId: string
  readonly name: string
  readonly credentialState: MemberSecret['state']
  readonly hasAccount: boolean
}

export async function findByRegisteredName(db: ReadDb, typed: string): Promise<NamedPerson | undefined> {
  const row = await db.find<{
    id: string
    hall_id: string
    name: string
    credential_state: MemberSecret['state']
    account_state: string
  }>(
    sql('select id, hall_id, name, credential_state, account_state from person where username = ?', [
      normaliseUsername(typed),
    ]),
  )
  return (
    row && {
      id: row.id,
      hallId: row.hall_id,
      name: row.name,
      credentialState: row.credential_state,
      hasAccount: row.account_state !== 'A0' && row.account_state !== 'A4',
    }
  )
}

/** The people an agency has, for the second step of its log-in (R-AGY-12). */
export function listAgents(
  db: ReadDb,
  agencyId: string,
): Promise<{ readonly id: string; readonly hallId: string; readonly name: string }[]> {
  return db.all(
    sql(
      `select p.id as "id", p.hall_id as "hallId", p.name as "name" from agency_person a join person p on p.id = a.person_id
        where a.agency_id = ? and p.account_state in ('A1', 'A2') order by p.name, p.id`,
      [agencyId],
    ),
  )
}
