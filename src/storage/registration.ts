import { checkIdentity } from '../domain/account/identity.ts'
import { accountRefusals } from '../domain/account/refusals.ts'
import { findStepProblem, needsFace, type RegisterStep } from '../domain/account/register.ts'
import {
  AGREEMENT_VERSIONS,
  type Identity,
  type RegisterCommand,
  type RegisterOverseasCommand,
} from '../domain/account/types.ts'
import { normaliseUsername } from '../domain/login/account-name.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { MINUTE, type Instant } from '../domain/kernel/instant.ts'
import { maskDocumentNumber, maskName } from '../domain/kernel/mask.ts'
import { defineRefusals, type Refusal } from '../domain/kernel/refusal.ts'
import { isEmail, normaliseEmail } from '../domain/person/email.ts'
import { isMobileNumber, normalisePhoneNumber } from '../domain/person/phone-number.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { SCAN_LIFETIME } from '../domain/scan/decide.ts'
import { loadRegister } from './account.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { putScan } from './scan-ticket.ts'

export const registrationRefusals = defineRefusals({
  'registration-expired': { rule: 'R-REG-03', field: 'registration', retry: true },
  'registration-confirmation-differs': { rule: 'R-REG-05', field: 'confirmation' },
})

/** How long the pages of a registration stay open. */
const DRAFT_LIFETIME = 30 * MINUTE

/** What the pages have gathered so far. Of the password there is the stored form and nothing else. */
export interface RegistrationDraft {
  /** Whose face a scan is for, before there is a person. */
  readonly id: string
  readonly road: 'person' | 'overseas'
  readonly agreed: string
  readonly identity: Identity
  readonly account: {
    readonly username: string
    readonly to: string
    readonly passwordHash: string
    readonly provedAt: Instant
  } | null
}

interface Judge {
  readonly now: Instant
  readonly policy: Policy
}

const NOTHING: Identity = {
  name: '',
  documentType: '',
  documentNumber: '',
  sex: '',
  nationality: '',
  birth: '',
  validityKind: '',
  validityStart: '',
  validityEnd: '',
}

/** A registration at its first page. */
export const newDraft = (id: string, road: RegistrationDraft['road'], agreed: boolean): RegistrationDraft => ({
  id,
  road,
  agreed: agreed ? AGREEMENT_VERSIONS.registration : '',
  identity: NOTHING,
  account: null,
})

/** The mobile number or mailbox of page 3, in its written form. */
export const readTarget = (road: RegistrationDraft['road'], text: string): string =>
  road === 'overseas' ? normaliseEmail(text) : normalisePhoneNumber(text)

/** A username as it is kept. */
export const readUsername = normaliseUsername

/** Keeps a registration under its token's hash, from its first page to its end. Central only. */
export async function putDraftRegistration(
  db: WriteDb,
  tokenHash: string,
  draft: RegistrationDraft,
  now: Instant,
): Promise<Instant> {
  await db.run(sql('delete from registration_draft where expires_at <= ?', [now]))
  const expiresAt = now + DRAFT_LIFETIME
  await db.run(
    sql('insert into registration_draft (token_hash, content, created_at, expires_at) values (?, ?, ?, ?)', [
      tokenHash,
      JSON.stringify(draft),
      now,
      expiresAt,
    ]),
  )
  return expiresAt
}

/** The registration of this token, or the refusal that says it has run out. */
export async function findDraftRegistration(
  db: ReadDb,
  tokenHash: string,
  now: Instant,
): Promise<RegistrationDraft | Refusal> {
  const row = await db.find<{ content: string }>(
    sql('select content from registration_draft where token_hash = ? and expires_at > ?', [tokenHash, now]),
  )
  return row === undefined
    ? registrationRefusals.make('registration-expired')
    : (JSON.parse(row.content) as RegistrationDraft)
}

/** Keeps a further page. */
export async function writeDraftRegistration(db: WriteDb, tokenHash: string, draft: RegistrationDraft): Promise<void> {
  await db.run(
    sql('update registration_draft set content = ? where token_hash = ?', [JSON.stringify(draft), tokenHash]),
  )
}

/** Forgets a registration that is done. */
export async function dropDraftRegistration(db: WriteDb, tokenHash: string, { id }: RegistrationDraft): Promise<void> {
  await db.run(sql('delete from registration_draft where token_hash = ?', [tokenHash]))
  await db.run(sql('delete from auth_failure where person_id = ?', [id]))
}

/** The command that a registration ends in. */
export function commandOf({
  road,
  agreed,
  identity,
  account,
}: RegistrationDraft): RegisterCommand | RegisterOverseasCommand {
  const common = { agreed, identity, username: account?.username ?? '' }
  return road === 'person'
    ? { name: 'account.register', ...common, number: account?.to ?? '' }
    : { name: 'account.register-overseas', ...common, email: account?.to ?? '' }
}

/** What stands against a page and those before it, by the rules that judge the end (R-REG-03 … R-REG-05). */
export async function findPageProblem(
  db: ReadDb,
  step: RegisterStep,
  draft: RegistrationDraft,
  judge: Judge,
): Promise<Refusal | undefined> {
  if (draft.road === 'overseas' && !judge.policy.overseasEmailRegistration)
    return accountRefusals.make('account-overseas-closed')
  const command = commandOf(draft)
  return findStepProblem(step, await loadRegister(db, command, draft.id), command, judge)
}

/** What is wrong with the number or mailbox itself, before a code goes to it (R-REG-05). */
export function findTargetProblem(road: RegistrationDraft['road'], to: string): Refusal | undefined {
  if (road === 'overseas') return isEmail(to) ? undefined : accountRefusals.make('account-email-malformed')
  return isMobileNumber(to) ? undefined : accountRefusals.make('account-phone-malformed')
}

/** What is wrong with the password of page 3, before it is hashed (R-PWD-23). */
export function findSecretProblem(
  { password, confirmation }: { readonly password: string; readonly confirmation: string },
  problem: string | undefined,
): Refusal | undefined {
  if (problem !== undefined) return accountRefusals.make('account-password-breaks-rule', { problem })
  return password === confirmation ? undefined : registrationRefusals.make('registration-confirmation-differs')
}

/** How a registration goes on after page 3: whose record it joins, whether a face is needed (CF-09), and whose. */
export async function loadRegistrant(db: ReadDb, draft: RegistrationDraft, { now, policy }: Judge) {
  const command = commandOf(draft)
  const { holder } = await loadRegister(db, command, draft.id)
  const identity = checkIdentity(draft.identity, policy, beijingDate(now))
  const face = command.name === 'account.register' && needsFace(holder, command.number, policy)
  const subject = identity.ok
    ? { name: identity.checked.name, documentNumber: identity.checked.documentNumber }
    : { name: '', documentNumber: '' }
  const record =
    face || holder?.capture === undefined
      ? null
      : { name: maskName(holder.name), document: maskDocumentNumber(subject.documentNumber), level: holder.level }
  return { holderId: holder?.id, face, subject, record }
}

const PURPOSE = 'registration'

/** Opens the QR code of page 4, for the face of whom the document names (R-REG-06, R-REG-08). */
export async function openRegistrationScan(
  db: WriteDb,
  ticketHash: string,
  { draft, subject }: { readonly draft: RegistrationDraft; readonly subject: { name: string; documentNumber: string } },
  { now, policy }: Judge,
): Promise<Instant> {
  const expiresAt = now + SCAN_LIFETIME
  const apps = policy.faceApps.registration
  await putScan(db, ticketHash, { purpose: PURPOSE, personId: draft.id, subject, apps, expiresAt }, now)
  return expiresAt
}

/** Codes and scans of a registration are bound to it by this purpose and its own id. */
export const REGISTRATION_PURPOSE = PURPOSE
