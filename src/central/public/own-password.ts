import type { Proof } from '../../domain/kernel/proof.ts'
import { countFailure, countSuccess, lockPerson } from '../../storage/auth-failure.ts'
import { Refused } from '../../storage/refused.ts'
import { findKnownSecret } from '../../storage/secret.ts'
import { findLockBar } from '../../storage/verification.ts'
import type { CentralDeps } from '../deps.ts'

/**
 * Whether a text is the person's own password, as a proof. A wrong one counts for the lock, as at a log-in; an initial
 * or reset value is read off the document by anybody who has seen it, and proves nobody.
 * @param personId nobody's when undefined: as slow, and wrong.
 * @throws Refused while passwords are locked (R-LCK-01).
 */
export async function proveOwnPassword(
  deps: CentralDeps,
  personId: string | undefined,
  password: string,
): Promise<Extract<Proof, { kind: 'password' }>> {
  const now = deps.now()
  const { bar, secret } = await deps.database.read(async (db) => ({
    bar: personId === undefined ? undefined : await findLockBar(db, personId, 'password', deps.policy, now),
    secret: personId === undefined ? undefined : await findKnownSecret(db, personId, deps.policy, now),
  }))
  if (bar !== undefined) throw new Refused(bar)
  const known = secret?.kind === 'hash'
  const fits = await deps.passwords.fits(known ? secret.hash : undefined, password)
  const passed = known && fits
  if (personId !== undefined) {
    const count = passed ? countSuccess : countFailure
    const late = await deps.database.write(async (db) => {
      // Looked at again in turn: of many guesses at once those past the lock tell nothing either.
      await lockPerson(db, personId)
      const locked = await findLockBar(db, personId, 'password', deps.policy, now)
      if (locked === undefined) await count(db, personId, 'password', deps.now())
      return locked
    })
    if (late !== undefined) throw new Refused(late)
  }
  return { kind: 'password', personId: personId ?? '', passed, at: deps.now() }
}
