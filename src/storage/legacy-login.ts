import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { mustChange } from '../domain/legacy/transitions.ts'
import {
  findClientBar,
  findFormBar,
  findMemberBar,
  findNameBar,
  findOrganisationBar,
  findPasswordBar,
  findQuickBar,
  findQuickMember,
  nextStep,
  WAYS,
  type Bar,
  type LegacyForm,
  type Next,
  type Way,
} from '../domain/legacy/login.ts'
import { legacyRefusals } from '../domain/legacy/refusals.ts'
import type { LoginMethod, LoginType } from '../domain/login/types.ts'
import { countFailure, countSuccess, lockPerson } from './auth-failure.ts'
import type { Judge } from './auth-load.ts'
import type { Circumstances } from './auth.ts'
import type { ReadDb } from './database.ts'
import {
  findPasswordInForce,
  isLockedToday,
  listGivableIdentities,
  type MemberFile,
  type NamedPerson,
  type Organisation,
  type OrganisationFile,
} from './legacy-load.ts'
import { writeLoginLog } from './login-log.ts'
import type { Work } from './rows.ts'

/** What one attempt was about, for the log. */
export interface Attempt {
  readonly type: LoginType
  readonly method: LoginMethod
  readonly enterprise?: Organisation | undefined
  readonly member?: Pick<MemberFile, 'person'> & { readonly relation?: MemberFile['relation'] }
}

/** Writes the attempt into the log, and says what the caller hears. An entry without a reason was no attempt. */
export async function settle(
  work: Work,
  bar: Bar | undefined,
  { type, method, enterprise, member }: Attempt,
  { now, channel, address, logId }: Circumstances,
): Promise<Refusal | undefined> {
  if (bar !== undefined && bar.reason === undefined) return legacyRefusals.make(bar.code)
  await writeLoginLog(work, {
    id: logId,
    at: now,
    type,
    method,
    channel,
    reason: bar?.reason,
    person: member?.person,
    enterprise: enterprise && { ...enterprise, id: type === 'agency' ? null : enterprise.id },
    identityType: member?.relation?.identityType,
    address,
  })
  return bar && legacyRefusals.make(bar.code)
}

/** As `settle`, but a step that leads on is no entry of the log yet. */
export const settleStep = async (
  work: Work,
  bar: Bar | undefined,
  attempt: Attempt,
  circumstances: Circumstances,
): Promise<Refusal | undefined> => (bar === undefined ? undefined : settle(work, bar, attempt, circumstances))

/**
 * Judges the password of an organisation (R-LEG-06, R-AGY-12). Failures are counted for the organisation itself, by
 * the same rule as a person's (R-LCK-01).
 */
export async function takeOrganisation(
  work: Work,
  file: OrganisationFile | undefined,
  entry: { readonly form: LegacyForm; readonly right: boolean; readonly type: 'enterprise' | 'agency' },
  circumstances: Circumstances,
): Promise<Refusal | undefined> {
  const { policy, now } = circumstances
  const attempt: Attempt = { type: entry.type, method: 'password', enterprise: file?.organisation }
  const formBar = findFormBar(entry.form, policy, beijingDate(now))
  if (formBar !== undefined) return settleStep(work, formBar, attempt, circumstances)
  const ownerId = file?.account === undefined ? undefined : file.ownerId
  if (ownerId !== undefined) await lockPerson(work.db, ownerId)
  const locked = await isLockedToday(work.db, ownerId, 'password', circumstances)
  const wrong = entry.type === 'agency' ? 'legacy-agency-password-wrong' : 'legacy-enterprise-password-wrong'
  const bar = findOrganisationBar({ locked, known: ownerId !== undefined, right: entry.right }, wrong)
  if (ownerId !== undefined && !locked)
    await (entry.right ? countSuccess : countFailure)(work.db, ownerId, 'password', now)
  return settleStep(work, bar, attempt, circumstances)
}

/** Nobody has logged in the ordinary way yet. */
const isFirst = (account: OrganisationFile['account']): boolean =>
  account === undefined || account.firstLoginAt === null

/** Whether the person who was picked can be logged in (R-LEG-10, R-LEG-15, R-STF-06, R-PHN-19). */
export async function takeMember(
  work: Work,
  { organisation, account }: OrganisationFile,
  member: MemberFile | undefined,
  circumstances: Circumstances,
): Promise<Refusal | undefined> {
  const today = beijingDate(circumstances.now)
  const bar = findMemberBar(member, { firstLogin: isFirst(account), today })
  const attempt: Attempt = {
    type: 'enterprise',
    method: 'password',
    enterprise: organisation,
    ...(member === undefined ? {} : { member }),
  }
  return settleStep(work, bar, attempt, circumstances)
}

/** Quick log-in before its code: what the enterprise has to have done, and whose number it is (R-LEG-02 … R-LEG-05). */
export async function takeQuick(
  work: Work,
  { organisation, account }: OrganisationFile,
  wanted: { readonly found: readonly MemberFile[]; readonly identityType: string },
  circumstances: Circumstances,
): Promise<{ readonly member: MemberFile } | { readonly refusal: Refusal }> {
  const today = beijingDate(circumstances.now)
  const firstLogin = isFirst(account)
  const ready = findQuickBar({
    socialInsuranceOnly: account?.accountKind === 'social-insurance',
    firstLogin,
    identities: (await listGivableIdentities(work.db, organisation.id)).length,
  })
  const found = ready === undefined ? findQuickMember(wanted.found, wanted.identityType, today) : { bar: ready }
  const member = 'member' in found ? wanted.found.find((one) => one === found.member) : undefined
  const bar = 'bar' in found ? found.bar : findMemberBar(member, { firstLogin, today })
  const attempt: Attempt = {
    type: 'enterprise',
    method: 'sms',
    enterprise: organisation,
    ...(member === undefined ? {} : { member }),
  }
  const refusal = await settleStep(work, bar, attempt, circumstances)
  if (refusal !== undefined) return { refusal }
  if (member === undefined) throw new Error('a quick log-in passed without a person')
  return { member }
}

/** Whom the second half of a log-in is about: a member of an enterprise, or a person of an agency. */
export interface Subject {
  readonly personId: string
  readonly relationId: string | undefined
  readonly attempt: Attempt
}

export type WayTaken = { readonly next: Next; readonly own: boolean } | { readonly refusal: Refusal }

/** Judges the personal password (R-LEG-11, R-PWD-13, R-PWD-22); wrong ones count for the person's lock. */
export async function takePassword(
  work: Work,
  subject: Subject,
  entry: { readonly right: boolean; readonly passed: readonly Way[] },
  circumstances: Circumstances,
): Promise<WayTaken> {
  const { policy, now } = circumstances
  await lockPerson(work.db, subject.personId)
  const { secret, own } = await findPasswordInForce(work.db, subject, circumstances)
  const locked = await isLockedToday(work.db, subject.personId, 'password', circumstances)
  const bar = findPasswordBar(secret, { locked, known: true, right: entry.right }, now)
  if (bar?.reason === 'password-wrong') await countFailure(work.db, subject.personId, 'password', now)
  if (bar === undefined) await countSuccess(work.db, subject.personId, 'password', now)
  const refusal = await settleStep(work, bar, { ...subject.attempt, method: 'password' }, circumstances)
  if (refusal !== undefined) return { refusal }
  return { next: nextStep([...entry.passed, 'password'], { secret, own, policy }), own }
}

/** Judges the code (R-LEG-11, R-LEG-12); wrong ones count for the person's lock (OP-05). */
export async function takeCode(
  work: Work,
  subject: Subject,
  entry: { readonly right: boolean; readonly passed: readonly Way[] },
  circumstances: Circumstances,
): Promise<WayTaken> {
  const { policy, now } = circumstances
  await lockPerson(work.db, subject.personId)
  const bar: Bar | undefined = (await isLockedToday(work.db, subject.personId, 'sms', circumstances))
    ? { code: 'legacy-locked', reason: 'locked' }
    : entry.right
      ? undefined
      : { code: 'legacy-code-wrong', reason: 'code-wrong' }
  if (bar?.reason === 'code-wrong') await countFailure(work.db, subject.personId, 'sms', now)
  if (bar === undefined) await countSuccess(work.db, subject.personId, 'sms', now)
  const refusal = await settleStep(work, bar, { ...subject.attempt, method: 'sms' }, circumstances)
  if (refusal !== undefined) return { refusal }
  const { secret, own } = await findPasswordInForce(work.db, subject, circumstances)
  return { next: nextStep([...entry.passed, 'sms'], { secret, own, policy }), own }
}

/** Which ways are open to whoever was picked, and which opens by itself (R-LEG-11, R-LEG-12). */
export async function findWays(db: ReadDb, subject: Pick<Subject, 'personId' | 'relationId'>, judge: Judge) {
  const { secret, own } = await findPasswordInForce(db, subject, judge)
  const next = nextStep([], { secret, own, policy: judge.policy })
  return {
    next: next === 'password' ? next : ('sms' as const),
    ways: secret.state === 'K0' ? (['sms'] as const) : WAYS,
  }
}

/** The third step of an agency: a client that is represented today, and its agreement password (R-AGY-12). */
export async function takeClient(
  work: Work,
  client: { readonly agreementId: string } | undefined,
  entry: { readonly right: boolean; readonly attempt: Attempt },
  circumstances: Circumstances,
): Promise<Refusal | undefined> {
  const locked = await isLockedToday(work.db, client?.agreementId, 'password', circumstances)
  const bar = findClientBar(client !== undefined, { locked, known: true, right: entry.right })
  if (client !== undefined && !locked)
    await (entry.right ? countSuccess : countFailure)(work.db, client.agreementId, 'password', circumstances.now)
  return settle(work, bar, entry.attempt, circumstances)
}

/** 自然人登录 of the earlier log-in: by registered name alone, and one answer for whatever is wrong (R-LGN-04, R-LGN-05). */
export async function takeRegisteredName(
  work: Work,
  person: NamedPerson | undefined,
  entry: { readonly form: LegacyForm; readonly right: boolean },
  circumstances: Circumstances,
): Promise<Refusal | { readonly mustChange: boolean }> {
  const { policy, now } = circumstances
  const attempt: Attempt = {
    type: 'person',
    method: 'password',
    ...(person === undefined ? {} : { member: { person } }),
  }
  const formBar = findFormBar(entry.form, policy, beijingDate(now))
  if (person !== undefined) await lockPerson(work.db, person.id)
  const locked = await isLockedToday(work.db, person?.id, 'password', circumstances)
  const bar =
    formBar ?? findNameBar(person?.credentialState, { locked, known: person?.hasAccount === true, right: entry.right })
  if (formBar === undefined && person !== undefined && !locked)
    await (entry.right ? countSuccess : countFailure)(work.db, person.id, 'password', now)
  const refusal = await settle(work, bar, attempt, circumstances)
  return refusal ?? { mustChange: mustChange({ state: person?.credentialState ?? 'K2' }) }
}
