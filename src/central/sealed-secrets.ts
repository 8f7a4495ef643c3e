import type { SealPurpose } from '../contract/sealed-box.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import type { ProofRequest } from '../storage/feature.ts'
import { findKnownSecret, findRuleProblem, keepNewSecret, takeNonce } from '../storage/secret.ts'
import { equalSecrets } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { openSealedBox } from './sealed-box.ts'

type PasswordRequest = Extract<ProofRequest, { sealedPassword: string }>

/**
 * Opens the box of a held command and says what it found: whether the password is the person's present one, or
 * whether it can become the next one. The clear text lives in this function's callees only and is written nowhere.
 */
export async function proveSealed(deps: CentralDeps, request: PasswordRequest, commandId: string): Promise<Proof> {
  return request.kind === 'password'
    ? checkPassword(deps, request, commandId)
    : openNewPassword(deps, request, commandId)
}

type Unsealed = { readonly secret: string } | { readonly problem: string }

async function unseal(
  deps: CentralDeps,
  { personId, sealedPassword }: PasswordRequest,
  purpose: SealPurpose,
  commandId: string,
): Promise<Unsealed> {
  const now = deps.now()
  const opened = openSealedBox(deps.sealing, sealedPassword, { purpose, personId }, now)
  if (!opened.ok) return { problem: opened.problem }
  const fresh = await deps.database.write((db) => takeNonce(db, opened.nonce, commandId, now))
  return fresh ? { secret: opened.secret } : { problem: 'used' }
}

async function openNewPassword(deps: CentralDeps, request: PasswordRequest, commandId: string): Promise<Proof> {
  const { personId } = request
  const unsealed = await unseal(deps, request, 'new-password', commandId)
  const problem = 'problem' in unsealed ? unsealed.problem : (findRuleProblem(unsealed.secret, deps.policy) ?? null)
  if (problem === null && 'secret' in unsealed) {
    const passwordHash = await deps.passwords.hash(unsealed.secret)
    await deps.database.write((db) => keepNewSecret(db, { commandId, personId, passwordHash }, deps.now()))
  }
  return { kind: 'new-password', personId, problem, at: deps.now() }
}

async function checkPassword(deps: CentralDeps, request: PasswordRequest, commandId: string): Promise<Proof> {
  const { personId } = request
  const unsealed = await unseal(deps, request, 'password-check', commandId)
  const passed = 'secret' in unsealed && (await isPassword(deps, personId, unsealed.secret))
  return { kind: 'password', personId, passed, at: deps.now() }
}

/** Whether this is the person's password now; upper and lower case differ (R-PWD-05). */
export async function isPassword(deps: CentralDeps, personId: string, password: string): Promise<boolean> {
  const known = await deps.database.read((db) => findKnownSecret(db, personId, deps.policy, deps.now()))
  switch (known.kind) {
    case 'hash':
      return deps.passwords.fits(known.hash, password)
    case 'initial':
      return equalSecrets(known.value, password)
    case 'none':
      return false
  }
}
