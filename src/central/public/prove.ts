import { defineRefusals } from '../../domain/kernel/refusal.ts'
import type { Proof } from '../../domain/kernel/proof.ts'
import { countFailure, countSuccess } from '../../storage/auth-failure.ts'
import { findDefaultNumber } from '../../storage/phone.ts'
import { Refused } from '../../storage/refused.ts'
import { refuseCode } from '../../storage/sms-code.ts'
import { findLockBar, takeScan } from '../../storage/verification.ts'
import { proveNumber, type SmsProof } from '../codes.ts'
import type { CentralDeps } from '../deps.ts'
import type { Taxpayer } from './taxpayer.ts'

export const proveRefusals = defineRefusals({
  'verification-purpose-unknown': { rule: 'R-SMS-05', field: 'purpose' },
})

/** What a taxpayer has brought to prove that it is them. */
export interface Brought {
  readonly code?: string | undefined
  readonly scan?: string | undefined
}

/**
 * The proofs that a code to the default number and a scan are good for. A wrong code counts for the lock (OP-05), a
 * locked way proves nothing, right entries included (R-LCK-01).
 * @throws Refused when something was brought and doesn't prove anything.
 */
export async function proveOwnership(
  deps: CentralDeps,
  taxpayer: Taxpayer,
  purpose: string,
  { code, scan }: Brought,
): Promise<Proof[]> {
  const proofs: Proof[] = []
  if (code !== undefined) proofs.push(await proveDefaultNumber(deps, whoseOf(taxpayer), purpose, code))
  if (scan !== undefined) proofs.push(await proveScan(deps, taxpayer.session.personId, purpose, scan))
  return proofs
}

/** The proof that a number named in the call is at hand; it may be nobody's yet, so nobody's failures are counted. */
export const proveNamedNumber = (
  deps: CentralDeps,
  { tokenHash }: Taxpayer,
  { purpose, number, code }: { readonly purpose: string; readonly number: string; readonly code: string },
): Promise<Proof> => proveNumber(deps, { number, purpose, visitId: tokenHash, code })

/**
 * Uses up a scan that an APP has read and a face has passed.
 * @throws Refused when it proves nothing yet, or any more.
 */
export async function proveScan(deps: CentralDeps, personId: string, purpose: string, scan: string): Promise<Proof> {
  const now = deps.now()
  const bar = await deps.database.write((db) => takeScan(db, deps.sha256(scan), { purpose, personId }, now))
  if (bar !== undefined) throw new Refused(bar)
  return { kind: 'face', personId, passed: true, at: now }
}

/** Whose code it is, and the log-in or recovery it was asked for in. */
interface Whose {
  readonly personId: string
  readonly tokenHash: string
}

const whoseOf = ({ session: { personId }, tokenHash }: Taxpayer): Whose => ({ personId, tokenHash })

/**
 * The proof that the default number is at hand. A wrong code counts (OP-05), a right one ends the row (R-LCK-06).
 * @throws Refused when the code proves nothing, or codes are locked.
 */
export async function proveDefaultNumber(
  deps: CentralDeps,
  { personId, tokenHash }: Whose,
  purpose: string,
  code: string,
): Promise<SmsProof> {
  const { bar, number } = await deps.database.read(async (db) => ({
    bar: await findLockBar(db, personId, 'sms', deps.policy, deps.now()),
    number: await findDefaultNumber(db, personId),
  }))
  if (bar !== undefined) throw new Refused(bar)
  if (number === undefined) throw refuseCode('sms-number-missing')
  try {
    const proof = await proveNumber(deps, { number, purpose, visitId: tokenHash, code })
    await deps.database.write((db) => countSuccess(db, personId, 'sms', deps.now()))
    return proof
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'sms-code-wrong')
      await deps.database.write((db) => countFailure(db, personId, 'sms', deps.now()))
    throw error
  }
}
