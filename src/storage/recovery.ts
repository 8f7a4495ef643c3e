import type { Instant } from '../domain/kernel/instant.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { hasAccount } from '../domain/login/first-step.ts'
import { openWays, recoveryRefusals, type RecoveryRefusalCode, type RecoveryWay } from '../domain/login/recovery.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { readFailures } from './auth-failure.ts'
import { findPersonByDocument } from './auth-load.ts'
import type { ReadDb } from './database.ts'
import { findDefaultNumber } from './phone.ts'
import { findPersonSubject, isRefusal } from './verification.ts'

/** Whom 忘记密码 is for, and how they can prove themselves. */
export interface Recovering {
  readonly personId: string
  readonly defaultNumber: string | undefined
  readonly ways: readonly RecoveryWay[]
}

export const refuseRecovery = (code: RecoveryRefusalCode): Refusal => recoveryRefusals.make(code)

/** A document as it was typed. */
export interface TypedDocument {
  readonly documentType: string
  readonly documentNumber: string
}

/** In the one written form, so that what is bound to it is found again. */
export const normaliseDocument = ({ documentType, documentNumber }: TypedDocument): TypedDocument => ({
  documentType,
  documentNumber: normaliseIdentifier(documentNumber),
})

/** The id of whoever has an account by this document. */
export async function findAccountId(db: ReadDb, typed: TypedDocument): Promise<string | undefined> {
  const { documentType, documentNumber } = normaliseDocument(typed)
  const person = await findPersonByDocument(db, documentType, documentNumber)
  return person !== undefined && hasAccount(person.accountState) ? person.id : undefined
}

/** Step one of 忘记密码 (R-FGT-01, R-FGT-02), or why it goes no further. */
export async function findRecovering(
  db: ReadDb,
  typed: TypedDocument,
  judge: { readonly now: Instant; readonly policy: Policy },
): Promise<Recovering | Refusal> {
  const personId = await findAccountId(db, typed)
  if (personId === undefined) return recoveryRefusals.make('recovery-account-unknown')
  const defaultNumber = await findDefaultNumber(db, personId)
  const facts = {
    hasPhone: defaultNumber !== undefined,
    hasFace: !isRefusal(await findPersonSubject(db, personId)),
    failures: await readFailures(db, personId, judge.now),
  }
  const ways = openWays(facts, judge.policy)
  return ways.length === 0 ? recoveryRefusals.make('recovery-no-way') : { personId, defaultNumber, ways }
}
