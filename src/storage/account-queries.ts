import { accountRefusals, type AccountRefusalCode } from '../domain/account/refusals.ts'
import { AGREEMENT_VERSIONS } from '../domain/account/types.ts'
import { isExpired } from '../domain/document/validity.ts'
import { beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskDocumentNumber, maskName, maskPhone } from '../domain/kernel/mask.ts'
import { isHighestLevel, LEVEL_REQUIRED } from '../domain/level/step.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { isLive } from '../domain/relation/standing.ts'
import { countUsernameChanges } from './account.ts'
import { findRecordedPerson } from './capture-person.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { findPerson, maskAddress, maskBirth, maskEmail, maskUsername, orNull, type PersonRecord } from './person.ts'
import { findDefaultNumber } from './phone.ts'
import { listRelationsOfPerson } from './relation-load.ts'

interface Judge {
  readonly now: Instant
  readonly policy: Policy
}

async function getOwn(db: ReadDb, personId: string): Promise<PersonRecord> {
  const person = await findPerson(db, personId)
  if (person === undefined) throw new Error('a session without its person')
  return person
}

/** 个人基本信息 of whoever is logged in, masked before it leaves (R-MSK-03, OP-13). */
export async function loadOwnAccount(db: ReadDb, personId: string, { now, policy }: Judge) {
  const person = await getOwn(db, personId)
  const recorded = await findRecordedPerson(db, personId)
  const number = await findDefaultNumber(db, personId)
  const expired =
    recorded?.validityStated === true ||
    (recorded?.validity !== undefined && isExpired(recorded.validity, beijingDate(now)))
  const changes = await countUsernameChanges(db, personId, now)
  const spent = person.username !== null && changes >= policy.usernameChangesPerYear
  return {
    name: maskName(person.name),
    documentType: person.document_type,
    document: maskDocumentNumber(person.document_number),
    sex: person.sex,
    nationality: person.nationality,
    birth: orNull(person.birth, maskBirth),
    accountState: person.account_state,
    level: person.level,
    username: orNull(person.username, maskUsername),
    usernameChangeableFrom: spent ? beijingMidnight(`${String(Number(beijingDate(now).slice(0, 4)) + 1)}-01-01`) : now,
    email: orNull(person.email, maskEmail),
    contactAddress: orNull(person.contact_address, maskAddress),
    residence: orNull(person.residence, maskAddress),
    validity: { kind: person.validity_kind, start: person.validity_start, end: person.validity_end, expired },
    defaultNumber: number === undefined ? null : maskPhone(number),
  }
}

/** 我的证件, the main one first (R-DOC-01, R-DOC-03); imported people have theirs in their own row alone. */
export async function listOwnDocuments(db: ReadDb, personId: string) {
  const person = await getOwn(db, personId)
  const rows = await db.all<{ document_type: string; document_number: string; added_at: number }>(
    sql('select * from person_document where person_id = ? order by added_at, document_number', [personId]),
  )
  const isMain = (row: { readonly document_type: string; readonly document_number: string }) =>
    row.document_type === person.document_type && row.document_number === person.document_number
  const main = rows.find(isMain) ?? { ...person, added_at: person.captured_at ?? person.updated_at }
  return [main, ...rows.filter((row) => !isMain(row))].map((row) => ({
    documentType: row.document_type,
    masked: maskDocumentNumber(row.document_number),
    isMain: isMain(row),
    addedAt: row.added_at,
  }))
}

/** The main document that somebody's record is on. */
export async function findRecordedDocument(db: ReadDb, personId: string) {
  const { document_type: documentType, document_number: documentNumber } = await getOwn(db, personId)
  return { documentType, documentNumber }
}

/** 个人实名等级 and what asks for which (R-RNL-03, R-RNL-10). */
export async function loadLevel(db: ReadDb, personId: string, policy: Policy) {
  const { level } = await getOwn(db, personId)
  const highest = isHighestLevel(level, policy)
  return {
    level,
    maximum: policy.level.maximum,
    required: { ...LEVEL_REQUIRED },
    raisable: !highest,
    message: highest ? 'R-MSG-09' : null,
  }
}

/** What a deregistration would end (OP-18): relations that count are disabled, pending ones refused. */
export async function loadDeregistration(db: ReadDb, personId: string) {
  const person = await getOwn(db, personId)
  const number = await findDefaultNumber(db, personId)
  const live = (await listRelationsOfPerson(db, personId)).filter(isLive)
  const names = new Map<string, string>()
  for (const { enterpriseId } of live) {
    const enterprise = await db.find<{ name: string }>(sql('select name from enterprise where id = ?', [enterpriseId]))
    names.set(enterpriseId, enterprise?.name ?? '')
  }
  return {
    agreement: AGREEMENT_VERSIONS.deregistration as string,
    name: maskName(person.name),
    codeTo: number === undefined ? null : maskPhone(number),
    relations: live.map(({ enterpriseId, identityType, state }) => ({
      enterprise: names.get(enterpriseId) ?? '',
      identityType,
      becomes: state === 'R4' || state === 'R5' ? ('disabled' as const) : ('refused' as const),
    })),
  }
}

/** The wording that a tick stands for, none without one. */
export const agreedVersion = (paper: keyof typeof AGREEMENT_VERSIONS, agreed: boolean): string =>
  agreed ? AGREEMENT_VERSIONS[paper] : ''

/** A refusal of an act on an account, for the central to throw before anything is proved. */
export const refuseAccount = (code: AccountRefusalCode) => accountRefusals.make(code)
