import type { Instant } from '../domain/kernel/instant.ts'
import { decideFirstStep, type FirstStepVerdict } from '../domain/login/first-step.ts'
import {
  decideSecondStep,
  findChoiceBar,
  findFactorBar,
  methodOf,
  type FactorResult,
  type SecondStepVerdict,
} from '../domain/login/second-step.ts'
import { businessOf } from '../domain/login/business.ts'
import {
  AGENT,
  type Entrance,
  type FailureCounts,
  type FailureReason,
  type LoginMethod,
  type ProjectKind,
} from '../domain/login/types.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import type { SecondFactor } from '../domain/policy/policy.ts'
import { lockPerson, writeFailures } from './auth-failure.ts'
import { loginRefusals } from '../domain/login/refusals.ts'
import { loadLogin, loadLoginOf, type Judge, type LoginFile, type LoginQuery } from './auth-load.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { writeLoginLog } from './login-log.ts'
import type { Work } from './rows.ts'
import type { KnownSecret } from './secret.ts'
import { takeScan } from './verification.ts'

/** What surrounds an attempt: its judge, and what the log keeps of the caller. */
export interface Circumstances extends Judge {
  readonly channel: 'web' | 'app'
  readonly address: string
  /** A fresh id for the log's row. */
  readonly logId: string
}

export interface FirstStepForm {
  readonly passwordGiven: boolean
  readonly humanCheck: boolean
  /** The secret the password was compared with, and how that went. */
  readonly comparedWith: KnownSecret
  readonly passwordRight: boolean
}

export type FirstStepTaken =
  /** The secret changed while it was being compared; ask again. */
  { readonly kind: 'again' } | { readonly kind: 'judged'; readonly verdict: FirstStepVerdict; readonly file: LoginFile }

/**
 * Judges step one and keeps what it means: the counts, and a row of the log for a failure or for a log-in that needs
 * no second step. The slow comparison of the password has happened before, outside the transaction.
 */
export async function takeFirstStep(
  work: Work,
  query: LoginQuery,
  form: FirstStepForm,
  circumstances: Circumstances,
): Promise<FirstStepTaken> {
  const { now, policy } = circumstances
  const named = await loadLogin(work.db, query, circumstances)
  if (named.person !== undefined) await lockPerson(work.db, named.person.id)
  const file = named.person === undefined ? named : await loadLogin(work.db, query, circumstances)
  if (!sameSecret(file.secret, form.comparedWith)) return { kind: 'again' }
  const verdict = decideFirstStep(file.state, { ...query, ...form }, { now, policy })
  if (verdict.kind === 'not-attempted') return { kind: 'judged', verdict, file }
  await keepFailures(work, file, verdict.failures, now)
  if (verdict.kind === 'refused' || verdict.factors.length === 0) {
    const reason = verdict.kind === 'refused' ? verdict.reason : undefined
    await log(work, file, query.entrance, 'password', reason, onlyIdentity(file, query.entrance), circumstances)
  }
  return { kind: 'judged', verdict, file }
}

export interface SecondStepForm {
  readonly personId: string
  readonly entrance: Entrance
  readonly enterpriseCode: string
  readonly projectKind: ProjectKind | null
  readonly factor: SecondFactor
  readonly result: FactorResult
  readonly identityType: string
}

const queryOf = ({
  entrance,
  enterpriseCode,
  projectKind,
}: Pick<SecondStepForm, 'entrance' | 'enterpriseCode' | 'projectKind'>) => ({
  entrance,
  enterpriseCode,
  projectKind: projectKind ?? undefined,
})

/**
 * Whether a way of the second step can be tried now; asked before anything is spent on it. With an identity it is the
 * last question before the proof, so the choice must have been made too.
 */
export async function findSecondStepBar(
  db: ReadDb,
  form: Omit<SecondStepForm, 'result' | 'identityType'> & { readonly identityType?: string },
  judge: Judge,
): Promise<{ readonly bar: Refusal | undefined; readonly file: LoginFile }> {
  const file = await loadLoginOf(db, form.personId, queryOf(form), judge)
  const { entrance, identityType } = form
  const bar =
    findFactorBar(file.state, form, judge.policy) ??
    (identityType === undefined ? undefined : findChoiceBar(file.state, { entrance, identityType }, judge.now))
  return { bar, file }
}

/** Uses up the QR code of a step two. A face that failed was counted and logged when the APP looked at it. */
export async function takeLoginScan(
  db: WriteDb,
  ticketHash: string,
  wanted: { readonly purpose: string; readonly personId: string },
  now: Instant,
): Promise<Refusal | undefined> {
  const bar = await takeScan(db, ticketHash, wanted, now)
  return bar?.code === 'scan-failed' ? loginRefusals.make('login-face-failed') : bar
}

/** Judges step two, keeps the counts, and writes the attempt into the log. */
export async function takeSecondStep(
  work: Work,
  form: SecondStepForm,
  circumstances: Circumstances,
): Promise<{ readonly verdict: SecondStepVerdict; readonly file: LoginFile }> {
  const { now, policy } = circumstances
  await lockPerson(work.db, form.personId)
  const file = await loadLoginOf(work.db, form.personId, queryOf(form), circumstances)
  const verdict = decideSecondStep(file.state, form, { now, policy })
  if (verdict.kind === 'not-attempted') return { verdict, file }
  await keepFailures(work, file, verdict.failures, now)
  const reason = verdict.kind === 'refused' ? verdict.reason : undefined
  await log(work, file, form.entrance, methodOf(form.factor), reason, form.identityType || undefined, circumstances)
  return { verdict, file }
}

function sameSecret(a: KnownSecret, b: KnownSecret): boolean {
  if (a.kind === 'hash') return b.kind === 'hash' && a.hash === b.hash
  if (a.kind === 'initial') return b.kind === 'initial' && a.value === b.value
  return b.kind === 'none'
}

async function keepFailures(work: Work, file: LoginFile, failures: FailureCounts, now: Instant): Promise<void> {
  if (file.person === undefined || failures === file.state.failures) return
  await writeFailures(work.db, file.person.id, failures, now)
}

/** Before an identity was chosen the log can only name it when there is no choice. */
function onlyIdentity({ state }: LoginFile, entrance: Entrance): string | undefined {
  if (entrance === 'agency') return AGENT
  const ofRelations = state.relations
    .filter((one) => one.state === 'R4' || one.state === 'R5')
    .map((one) => one.identityType)
  const types = new Set([...ofRelations, ...state.projectRoles])
  return types.size === 1 ? [...types][0] : undefined
}

async function log(
  work: Work,
  { person, enterprise, agency }: LoginFile,
  entrance: Entrance,
  method: LoginMethod,
  reason: FailureReason | undefined,
  identityType: string | undefined,
  { now, channel, address, logId }: Circumstances,
): Promise<void> {
  await writeLoginLog(work, {
    id: logId,
    at: now,
    type: businessOf(entrance),
    method,
    channel,
    reason,
    person,
    // An agency is in no enterprise's log before it has entered one.
    enterprise: enterprise ?? (agency && { ...agency, id: null }),
    identityType: identityType ?? (entrance === 'agency' ? AGENT : undefined),
    address,
  })
}
