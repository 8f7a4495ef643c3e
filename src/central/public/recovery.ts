import { maskPhone } from '../../domain/kernel/mask.ts'
import { appendAudit } from '../../storage/audit.ts'
import { PERSONAL, endPersonSession, findSession, type PersonSession } from '../../storage/person-session.ts'
import { findDefaultNumber } from '../../storage/phone.ts'
import { findRecovering, refuseRecovery, type Recovering, type TypedDocument } from '../../storage/recovery.ts'
import { Refused } from '../../storage/refused.ts'
import { refuseCode } from '../../storage/sms-code.ts'
import { findLockBar, isRefusal, openFaceScan } from '../../storage/verification.ts'
import { sendCode } from '../codes.ts'
import { newToken } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { act, actRefusals } from './act.ts'
import { proveDefaultNumber, proveScan } from './prove.ts'
import { stepRefusals } from './refusals.ts'
import { openSession } from './sessions.ts'

const PURPOSE = 'forgotten-password'

/** Step one of 忘记密码 (R-FGT-01). @throws Refused for an unknown document, or where no way is left. */
export async function beginRecovery(
  deps: CentralDeps,
  typed: TypedDocument,
): Promise<Recovering & { readonly token: string; readonly expiresAt: number }> {
  const found = await deps.database.read((db) => findRecovering(db, typed, { now: deps.now(), policy: deps.policy }))
  if (isRefusal(found)) throw new Refused(found)
  const session = { ...PERSONAL, personId: found.personId, stage: 'recovery' } as const
  return { ...found, ...(await deps.database.write((db) => openSession(deps, db, session))) }
}

/** The recovery of this token, at its stage. @throws Refused when it has run out or gone on. */
async function getRecovery(
  deps: CentralDeps,
  token: string,
  stage: 'recovery' | 'new-password',
): Promise<PersonSession & { readonly tokenHash: string }> {
  const tokenHash = deps.sha256(token)
  const session = await deps.database.read((db) => findSession(db, tokenHash, stage, deps.now()))
  if (session === undefined) throw new Refused(refuseRecovery('recovery-expired'))
  return { ...session, tokenHash }
}

/** @throws Refused while this way is locked (OP-02). */
async function expectOpen(deps: CentralDeps, personId: string, way: 'sms' | 'scan'): Promise<void> {
  const bar = await deps.database.read((db) => findLockBar(db, personId, way, deps.policy, deps.now()))
  if (bar !== undefined) throw new Refused(bar)
}

/** Step two by a code to the default number (R-FGT-02). */
export async function sendRecoveryCode(deps: CentralDeps, token: string) {
  const { personId, tokenHash } = await getRecovery(deps, token, 'recovery')
  await expectOpen(deps, personId, 'sms')
  const number = await deps.database.read((db) => findDefaultNumber(db, personId))
  if (number === undefined) throw refuseCode('sms-number-missing')
  const { nextAt } = await sendCode(deps, { number, purpose: PURPOSE, visitId: tokenHash })
  return { codeTo: maskPhone(number), nextAt }
}

/** Step two by a scan, with the APPs the profile names (CF-26). */
export async function openRecoveryScan(deps: CentralDeps, token: string) {
  const { personId } = await getRecovery(deps, token, 'recovery')
  await expectOpen(deps, personId, 'scan')
  const scan = newToken()
  const apps = deps.policy.faceApps['forgotten-password']
  const opened = await deps.database.write((db) =>
    openFaceScan(db, deps.sha256(scan), { purpose: PURPOSE, personId, apps }, deps.now()),
  )
  if (isRefusal(opened)) throw new Refused(opened)
  return { scan, apps: [...apps], expiresAt: opened }
}

/** Step two: one proof is enough, and none is too few (R-FGT-02, R-FGT-03). */
export async function proveRecovery(
  deps: CentralDeps,
  token: string,
  { code, scan }: { readonly code?: string | undefined; readonly scan?: string | undefined },
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const { tokenHash, ...session } = await getRecovery(deps, token, 'recovery')
  const { personId } = session
  const recovered = await prove(deps, { personId, tokenHash }, { code, scan })
  return deps.database.write(async (db) => {
    if (!(await endPersonSession(db, tokenHash))) throw new Refused(refuseRecovery('recovery-expired'))
    return openSession(deps, db, { ...session, stage: 'new-password', recovered })
  })
}

async function prove(
  deps: CentralDeps,
  whose: { readonly personId: string; readonly tokenHash: string },
  { code, scan }: { readonly code?: string | undefined; readonly scan?: string | undefined },
): Promise<NonNullable<PersonSession['recovered']>> {
  if (scan !== undefined) {
    await expectOpen(deps, whose.personId, 'scan')
    await proveScan(deps, whose.personId, PURPOSE, scan)
    return { by: 'scan', number: null }
  }
  if (code === undefined) throw new Refused(actRefusals.make('verification-needed'))
  const { number } = await proveDefaultNumber(deps, whose, PURPOSE, code)
  return { by: 'sms', number }
}

/**
 * Step three: sets the password by the same command a counter gives, unlocks what stands below the proof
 * (R-LCK-03, OP-02) and ends every session of the person. Nobody is logged in by it (R-FGT-04).
 */
export async function setForgottenPassword(
  deps: CentralDeps,
  input: { readonly token: string; readonly newPassword: string; readonly confirmation: string },
): Promise<{ readonly message: string }> {
  const { personId, recovered } = await getRecovery(deps, input.token, 'new-password')
  if (input.newPassword !== input.confirmation) throw new Refused(stepRefusals.make('login-confirmation-differs'))
  const at = deps.now()
  const proof =
    recovered?.by === 'sms' && recovered.number !== null
      ? ({ kind: 'sms-code', number: recovered.number, purpose: PURPOSE, at } as const)
      : ({ kind: 'face', personId, passed: recovered?.by === 'scan', at } as const)
  const { message = '' } = await act(deps, {
    actor: { kind: 'person', personId },
    name: 'credential.reset',
    payload: { personId, fallback: 'none' },
    proofs: [proof],
    newPassword: { personId, text: input.newPassword },
  })
  return { message }
}

/** The audit row of an unlocking: the locks themselves went with the face (R-LCK-04). */
export async function auditUnlock(deps: CentralDeps, personId: string): Promise<void> {
  const now = deps.now()
  await deps.database.write((db) =>
    appendAudit(
      db,
      { chain: 'central', hash: deps.sha256 },
      {
        at: now,
        actor: { kind: 'person', personId },
        action: 'login.unlock',
        subjects: [personId],
        detail: { by: 'face' },
      },
    ),
  )
}
