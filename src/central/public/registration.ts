import type { Identity } from '../../domain/account/types.ts'
import type { Instant } from '../../domain/kernel/instant.ts'
import { maskPhone } from '../../domain/kernel/mask.ts'
import type { Proof } from '../../domain/kernel/proof.ts'
import type { Refusal } from '../../domain/kernel/refusal.ts'
import { Refused } from '../../storage/refused.ts'
import {
  commandOf,
  dropDraftRegistration,
  findDraftRegistration,
  findPageProblem,
  findSecretProblem,
  findTargetProblem,
  loadRegistrant,
  newDraft,
  openRegistrationScan,
  putDraftRegistration,
  readTarget,
  readUsername,
  REGISTRATION_PURPOSE as purpose,
  writeDraftRegistration,
  type RegistrationDraft,
} from '../../storage/registration.ts'
import { findRuleProblem } from '../../storage/secret.ts'
import { isRefusal } from '../../storage/verification.ts'
import { proveMailbox, proveNumber, sendCode, sendMailCode, type CodeSent } from '../codes.ts'
import { newToken } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { act } from './act.ts'
import { proveScan } from './prove.ts'

type Page = Parameters<typeof findPageProblem>[1]

const judgeOf = (deps: CentralDeps) => ({ now: deps.now(), policy: deps.policy })

async function getDraft(deps: CentralDeps, token: string): Promise<RegistrationDraft> {
  const draft = await deps.database.read((db) => findDraftRegistration(db, deps.sha256(token), deps.now()))
  if (isRefusal(draft)) throw new Refused(draft)
  return draft
}

async function expectPage(deps: CentralDeps, page: Page, draft: RegistrationDraft): Promise<void> {
  stop(await deps.database.read((db) => findPageProblem(db, page, draft, judgeOf(deps))))
}

function stop(problem: Refusal | undefined): void {
  if (problem !== undefined) throw new Refused(problem)
}

/** Page 1 (R-REG-03). @throws Refused without the agreement. */
export async function openRegistration(
  deps: CentralDeps,
  { road, agreed }: { readonly road: RegistrationDraft['road']; readonly agreed: boolean },
): Promise<{ readonly registration: string; readonly expiresAt: Instant }> {
  const draft = newDraft(deps.newId(), road, agreed)
  await expectPage(deps, 'agreement', draft)
  const registration = newToken()
  const hash = deps.sha256(registration)
  const expiresAt = await deps.database.write((db) => putDraftRegistration(db, hash, draft, deps.now()))
  return { registration, expiresAt }
}

/** Page 2 (R-REG-04). @throws Refused for a gap, a document of another road, or one that has an account. */
export async function takeIdentity(deps: CentralDeps, token: string, identity: Identity): Promise<void> {
  const draft = { ...(await getDraft(deps, token)), identity }
  await expectPage(deps, 'identity', draft)
  await deps.database.write((db) => writeDraftRegistration(db, deps.sha256(token), draft))
}

/** The code of page 3; nobody who could not go on gets one. @throws Refused by the limit too. */
export async function sendRegistrationCode(
  deps: CentralDeps,
  token: string,
  typed: string,
): Promise<CodeSent & { readonly codeTo: string }> {
  const draft = await getDraft(deps, token)
  const to = readTarget(draft.road, typed)
  await expectPage(deps, 'identity', draft)
  stop(findTargetProblem(draft.road, to))
  const binding = { purpose, visitId: draft.id }
  if (draft.road === 'overseas') return { codeTo: to, ...(await sendMailCode(deps, { ...binding, address: to })) }
  return { codeTo: maskPhone(to), ...(await sendCode(deps, { ...binding, number: to })) }
}

interface AccountPage {
  readonly username: string
  readonly password: string
  readonly confirmation: string
  readonly to: string
  readonly code: string
}

/** Page 3 (R-REG-05, R-PWD-23): everything is judged before the code is used up. @throws Refused */
export async function takeAccount(deps: CentralDeps, token: string, page: AccountPage) {
  const draft = await getDraft(deps, token)
  const to = readTarget(draft.road, page.to)
  const account = { username: readUsername(page.username), to, passwordHash: '', provedAt: 0 }
  await expectPage(deps, 'account', { ...draft, account })
  stop(findSecretProblem(page, findRuleProblem(page.password, deps.policy)))
  const entered = { purpose, visitId: draft.id, code: page.code }
  if (draft.road === 'overseas') await proveMailbox(deps, { ...entered, address: to })
  else await proveNumber(deps, { ...entered, number: to })
  const passwordHash = await deps.passwords.hash(page.password)
  const filled = { ...draft, account: { ...account, passwordHash, provedAt: deps.now() } }
  await deps.database.write((db) => writeDraftRegistration(db, deps.sha256(token), filled))
  const { face, record } = await deps.database.read((db) => loadRegistrant(db, filled, judgeOf(deps)))
  return { next: face ? ('face' as const) : ('finish' as const), record }
}

/** Page 4: the QR code (R-REG-06). @throws Refused while a page before it isn't right. */
export async function openFace(deps: CentralDeps, token: string) {
  const draft = await getDraft(deps, token)
  await expectPage(deps, 'account', draft)
  const scan = newToken()
  const judge = judgeOf(deps)
  const { subject } = await deps.database.read((db) => loadRegistrant(db, draft, judge))
  const hash = deps.sha256(scan)
  const expiresAt = await deps.database.write((db) => openRegistrationScan(db, hash, { draft, subject }, judge))
  return { scan, apps: [...deps.policy.faceApps.registration], expiresAt }
}

/**
 * The end: the same judge once more over all pages, and one transaction (R-REG-09). Nobody is logged in by it.
 * @throws Refused
 */
export async function finishRegistration(
  deps: CentralDeps,
  token: string,
  scan: string | undefined,
): Promise<{ readonly message: string }> {
  const draft = await getDraft(deps, token)
  await expectPage(deps, 'account', draft)
  const { holderId } = await deps.database.read((db) => loadRegistrant(db, draft, judgeOf(deps)))
  const commandId = deps.newId()
  const personId = holderId ?? commandId
  const { name, ...payload } = commandOf(draft)
  const { documentType, documentNumber } = draft.identity
  const { message = '' } = await act(deps, {
    commandId,
    actor: { kind: 'person', personId },
    name,
    payload,
    proofs: await proofsOf(deps, draft, { personId, scan }),
    ...(draft.account === null ? {} : { newPassword: { personId, hash: draft.account.passwordHash } }),
    turns: [
      `document ${documentType} ${documentNumber}`,
      `username ${payload.username}`,
      `number ${draft.account?.to ?? ''}`,
    ],
    alongside: (db) => dropDraftRegistration(db, deps.sha256(token), draft),
  })
  return { message }
}

async function proofsOf(
  deps: CentralDeps,
  { id, road, account }: RegistrationDraft,
  { personId, scan }: { readonly personId: string; readonly scan: string | undefined },
): Promise<Proof[]> {
  const proofs: Proof[] = []
  if (account !== null) {
    const common = { purpose, at: account.provedAt }
    proofs.push(
      road === 'overseas'
        ? { kind: 'mail-code', address: account.to, ...common }
        : { kind: 'sms-code', number: account.to, ...common },
    )
  }
  if (scan !== undefined) proofs.push({ ...(await proveScan(deps, id, purpose, scan)), personId } as Proof)
  return proofs
}
