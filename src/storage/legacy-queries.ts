import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskDocumentNumber, maskName, maskPhone } from '../domain/kernel/mask.ts'
import { normaliseName } from '../domain/person/name.ts'
import { functionsOf, isListed } from '../domain/legacy/login.ts'
import { isLegacyOpen, LEGACY_ENTERPRISE_WAYS, LEGACY_ENTRIES } from '../domain/legacy/open.ts'
import { NO_SECRET } from '../domain/legacy/transitions.ts'
import { isManager } from '../domain/permission/identity-types.ts'
import { isEffective } from '../domain/relation/standing.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { Relation } from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import { listMemberSecrets } from './legacy-secret.ts'
import { listMembers, type MemberFile } from './legacy-load.ts'
import { findDefaultNumber } from './phone.ts'
import { findIdentity, findPersonByDocument } from './relation-load.ts'

/** What the page of the earlier log-in offers today; nothing once it is closed (R-LEG-01, R-PLT-12). */
export function describeLegacy(policy: Policy, now: Instant) {
  const open = isLegacyOpen(policy, beijingDate(now))
  return {
    open,
    until: policy.legacyLoginUntil,
    entries: open ? [...LEGACY_ENTRIES] : [],
    enterpriseWays: open ? [...LEGACY_ENTERPRISE_WAYS] : [],
  }
}

/** A person of the list that a log-in picks from: the enterprise's own people, so by their whole names. */
export interface PickRow {
  readonly member: string
  readonly name: string
  readonly identityType: string
  readonly identityName: string | null
  readonly state: 'normal' | 'frozen'
}

async function toPickRow(db: ReadDb, { relation, person }: MemberFile, today: string): Promise<PickRow> {
  const { permissionIdentityId } = relation
  const identity = permissionIdentityId === null ? undefined : await findIdentity(db, permissionIdentityId)
  return {
    member: relation.id,
    name: person.name,
    identityType: relation.identityType,
    identityName: identity?.name ?? null,
    state: isEffective(relation, today) ? 'normal' : 'frozen',
  }
}

/** Whom an ordinary log-in can pick (R-LEG-06, R-LEG-07). */
export async function listPickRows(db: ReadDb, enterpriseId: string, now: Instant): Promise<PickRow[]> {
  const today = beijingDate(now)
  const rows: PickRow[] = []
  for (const member of await listMembers(db, enterpriseId))
    if (isListed(member.relation, today)) rows.push(await toPickRow(db, member, today))
  return rows
}

/** A row of 企业人员维护: what a manager needs for deleting, freezing, binding and resetting (R-STF-01). */
export interface StaffRow extends PickRow {
  readonly personId: string
  readonly documentNumber: string
  /** Masked; empty until the person was captured and linked (R-PHN-19). */
  readonly mobile: string | null
  readonly captured: boolean
  readonly inCore: boolean
  readonly isManager: boolean
  readonly functions: string[]
  readonly password: 'none' | 'given' | 'own' | 'reset'
  readonly bound: boolean
}

const PASSWORDS = { K0: 'none', K1: 'given', K2: 'own', K3: 'reset' } as const

export async function listStaffRows(db: ReadDb, enterpriseId: string, now: Instant): Promise<StaffRow[]> {
  const today = beijingDate(now)
  const members = (await listMembers(db, enterpriseId)).filter((member) => isListed(member.relation, today))
  const secrets = await listMemberSecrets(
    db,
    members.map((member) => member.relation.id),
  )
  const rows: StaffRow[] = []
  for (const member of members) {
    const { relation, person, captured, numbers } = member
    const secret = secrets.get(relation.id) ?? NO_SECRET
    const mobile = captured ? numbers[0] : undefined
    rows.push({
      ...(await toPickRow(db, member, today)),
      personId: person.id,
      documentNumber: maskDocumentNumber(member.documentNumber),
      mobile: mobile === undefined ? null : maskPhone(mobile),
      captured,
      inCore: relation.inCore,
      isManager: isManager(relation.identityType),
      functions: await listFunctions(db, relation),
      password: PASSWORDS[secret.state],
      bound: secret.bound,
    })
  }
  return rows
}

/** What a member may do, by their own choice or their identity's (R-PER-08). */
export async function listFunctions(db: ReadDb, relation: Relation): Promise<string[]> {
  const { permissionIdentityId } = relation
  const identity = permissionIdentityId === null ? undefined : await findIdentity(db, permissionIdentityId)
  return [...functionsOf(relation, identity)]
}

/** Whom 搜索 finds: real-named or registered, under this name (R-STF-03, OP-17); masked. */
export async function findCandidate(
  db: ReadDb,
  wanted: { readonly personName: string; readonly documentType: string; readonly documentNumber: string },
): Promise<{ readonly name: string; readonly mobile: string | null } | undefined> {
  const person = await findPersonByDocument(db, wanted.documentType, wanted.documentNumber)
  if (person === undefined || normaliseName(person.name) !== normaliseName(wanted.personName)) return undefined
  const known = person.captured || (person.accountState !== 'A0' && person.accountState !== 'A4')
  if (!known) return undefined
  const number = await findDefaultNumber(db, person.id)
  return { name: maskName(person.name), mobile: number === undefined ? null : maskPhone(number) }
}
