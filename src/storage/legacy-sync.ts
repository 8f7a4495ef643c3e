import { compareNumbers, numberForCode, type NumberFinding } from '../domain/legacy/number.ts'
import {
  documentKey,
  judgeRegistered,
  type KnownPerson,
  type RegisteredPerson,
  type SyncResult,
} from '../domain/legacy/synchronise.ts'
import type { ReadDb } from './database.ts'
import type { MemberFile } from './legacy-load.ts'
import { listNumbers, REAL_NAME_LEVEL } from './legacy-load.ts'
import { coreRoleOf, listCoreNamed } from './relation-core.ts'
import { findPersonByDocument } from './relation-load.ts'
import { findPerson } from './person.ts'

async function findKnown(
  db: ReadDb,
  { documentType, documentNumber }: RegisteredPerson,
): Promise<KnownPerson | undefined> {
  const holder = await findPersonByDocument(db, documentType, documentNumber)
  const row = holder && (await findPerson(db, holder.id))
  if (holder === undefined || row === undefined) return undefined
  return {
    id: holder.id,
    name: holder.name,
    accountState: holder.accountState,
    captured: holder.captured || row.level >= REAL_NAME_LEVEL,
    numbers: await listNumbers(db, holder.id, row.captured_phone),
  }
}

/** Holds what the core system has registered against what is known here (R-LEG-08, R-LEG-09), one result a person. */
export async function judgePeople(db: ReadDb, people: readonly RegisteredPerson[]): Promise<SyncResult[]> {
  const results: SyncResult[] = []
  for (const person of people) results.push(judgeRegistered(person, await findKnown(db, person)))
  return results
}

/** Whom the core system named and names no longer, each with the role it knew. */
export async function listDropped(db: ReadDb, enterpriseId: string, people: readonly RegisteredPerson[]) {
  const registered = new Set(
    people.map((person) => `${person.role} ${documentKey(person.documentType, person.documentNumber)}`),
  )
  const named = (await listCoreNamed(db, enterpriseId)).map((one) => ({ ...one, role: coreRoleOf(one.identityType) }))
  return named.filter(
    ({ role, documents }) =>
      !documents.some(({ type, number }) => registered.has(`${role} ${documentKey(type, number)}`)),
  )
}

/** How a member's registered number agrees with the captured ones, and where a code may go (R-SMS-06, R-SMS-07). */
export function judgeNumbers(
  member: Pick<MemberFile, 'documentType' | 'documentNumber' | 'numbers'>,
  people: readonly RegisteredPerson[],
): { readonly finding: NumberFinding; readonly number: string | undefined; readonly registered: string | null } {
  const key = documentKey(member.documentType, member.documentNumber)
  // One entry a role; whichever has a mobile speaks for the person.
  const own = people.filter((person) => documentKey(person.documentType, person.documentNumber) === key)
  const registered = own.find((person) => person.mobile !== null) ?? own[0]
  const known = { registered, captured: member.numbers }
  return { finding: compareNumbers(known), number: numberForCode(known), registered: registered?.mobile ?? null }
}
