import type { LoggedIn, SecondStepInput } from '../../contract/public/login.ts'
import { findSecondStepBar, takeLoginScan, takeSecondStep } from '../../storage/auth.ts'
import type { LoginFile } from '../../storage/auth-load.ts'
import { chooseProject } from '../../storage/auth-project.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { endPersonSession, findSession, type PersonSession } from '../../storage/person-session.ts'
import { Refused } from '../../storage/refused.ts'
import { isRefusal, openFaceScan } from '../../storage/verification.ts'
import { maskTarget, sendCodeTo, verifyCode } from '../codes.ts'
import { newToken } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { stepRefusals } from './refusals.ts'
import { openSession } from './sessions.ts'

const PURPOSE = 'login'

/** A QR code of step two is good for one log-in alone: its purpose names it. */
const scanPurpose = (tokenHash: string): string => `${PURPOSE}:${tokenHash}`

/** The log-in that waits for its second step. @throws Refused when it has run out or been used. */
export async function getPending(deps: CentralDeps, token: string): Promise<PersonSession> {
  const session = await deps.database.read((db) => findSession(db, deps.sha256(token), 'second-step', deps.now()))
  if (session === undefined) throw new Refused(stepRefusals.make('login-step-expired'))
  return session
}

/** The person's file, once it is certain that this way can be tried. @throws Refused when it can't. */
async function getFileFor(
  deps: CentralDeps,
  session: PersonSession,
  tried: { readonly factor: SecondStepInput['factor']; readonly identityType?: string },
): Promise<LoginFile> {
  const { bar, file } = await deps.database.read((db) =>
    findSecondStepBar(db, formOf(session, tried), { now: deps.now(), policy: deps.policy }),
  )
  if (bar !== undefined) throw new Refused(bar)
  return file
}

const formOf = <Tried extends object>(
  { personId, entrance, enterpriseCode, projectKind }: PersonSession,
  tried: Tried,
) => ({ personId, entrance, enterpriseCode, projectKind, ...tried })

/** Sends the code of step two to the default number (R-LGN-03). @throws Refused by the limit of R-SMS-01 too. */
export async function sendLoginCode(deps: CentralDeps, token: string): Promise<{ codeTo: string; nextAt: number }> {
  const session = await getPending(deps, token)
  const { defaultNumber = '' } = await getFileFor(deps, session, { factor: 'sms' })
  const { nextAt } = await sendCodeTo(deps, { number: defaultNumber, purpose: PURPOSE })
  return { codeTo: maskTarget(defaultNumber), nextAt }
}

/** Opens the QR code of step two for one APP (R-QRC-04). @throws Refused when this way is closed. */
export async function openLoginScan(
  deps: CentralDeps,
  { token, factor }: { readonly token: string; readonly factor: 'province-app' | 'iit-app' },
) {
  const { personId } = await getPending(deps, token).then(async (session) => {
    await getFileFor(deps, session, { factor })
    return session
  })
  const scan = newToken()
  const wanted = { purpose: scanPurpose(deps.sha256(token)), personId, apps: [factor] }
  const opened = await deps.database.write((db) => openFaceScan(db, deps.sha256(scan), wanted, deps.now()))
  if (isRefusal(opened)) throw new Refused(opened)
  return { scan, apps: [factor], expiresAt: opened }
}

/**
 * Step two: the code, or the face that an APP has looked at.
 * @throws Refused; a failed way is counted and in the log by then.
 */
export async function secondStep(deps: CentralDeps, input: SecondStepInput, address: string): Promise<LoggedIn> {
  const session = await getPending(deps, input.token)
  const identityType = input.identityType || (session.identityType ?? '')
  const file = await getFileFor(deps, session, { factor: input.factor, identityType })
  const projectId = await findProject(deps, session, { projectId: input.projectId, identityType })
  const result = await prove(deps, input, session, file)
  const now = deps.now()
  const settled = await deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const form = formOf(session, { factor: input.factor, result, identityType })
    const circumstances = { now, policy: deps.policy, channel: session.channel, address, logId: deps.newId() }
    const { verdict } = await takeSecondStep(work, form, circumstances)
    await work.log.flush(db, now)
    if (verdict.kind !== 'passed') return { verdict }
    if (!(await endPersonSession(db, deps.sha256(input.token))))
      throw new Refused(stepRefusals.make('login-step-expired'))
    const next = verdict.mustChangePassword ? ('change-password' as const) : ('done' as const)
    const chosen = identityType === '' ? null : identityType
    const method = input.factor === 'sms' ? ('sms' as const) : ('scan' as const)
    const opened = await openSession(deps, db, { ...session, stage: next, identityType: chosen, projectId, method })
    return { verdict, answer: { ...opened, next, identityType: chosen } }
  })
  if (settled.verdict.kind !== 'passed') throw new Refused(settled.verdict.refusal)
  if (settled.answer === undefined) throw new Error('a passed second step opened no session')
  return settled.answer
}

/** The project of a special entity's log-in, settled before a code or a scan is spent. @throws Refused without one. */
async function findProject(
  deps: CentralDeps,
  { entrance, personId, enterpriseId, projectKind }: PersonSession,
  chosen: { readonly projectId: string; readonly identityType: string },
): Promise<string | null> {
  if (entrance !== 'special' || enterpriseId === null || projectKind === null) return null
  const choice = { personId, enterpriseId, projectKind, ...chosen }
  const project = await deps.database.read((db) => chooseProject(db, choice, deps.now()))
  if (isRefusal(project)) throw new Refused(project)
  return project
}

/** Uses up the code or the scan. A face that failed was counted and logged when the APP looked at it. */
async function prove(
  deps: CentralDeps,
  { factor, code, scan, token }: SecondStepInput,
  { personId }: PersonSession,
  { defaultNumber = '' }: LoginFile,
): Promise<'passed' | 'failed'> {
  if (factor === 'sms') {
    const entry = await verifyCode(deps, { number: defaultNumber, purpose: PURPOSE, code })
    if (entry === 'replayed') throw new Refused(stepRefusals.make('login-step-expired'))
    return entry === 'right' ? 'passed' : 'failed'
  }
  const wanted = { purpose: scanPurpose(deps.sha256(token)), personId }
  const bar = await deps.database.write((db) => takeLoginScan(db, deps.sha256(scan), wanted, deps.now()))
  if (bar !== undefined) throw new Refused(bar)
  return 'passed'
}

/** The face of a log-in's step two has failed: it counts, and is a row of the log (R-LCK-01, R-JRN-05). */
export async function failLoginScan(
  deps: CentralDeps,
  purpose: string,
  app: 'province-app' | 'iit-app',
  address: string,
): Promise<boolean> {
  if (!purpose.startsWith(`${PURPOSE}:`)) return false
  const now = deps.now()
  return deps.database.write(async (db) => {
    const session = await findSession(db, purpose.slice(PURPOSE.length + 1), 'second-step', now)
    if (session === undefined) return false
    const work = { db, log: new FeedLog() }
    const tried = { factor: app, result: 'failed', identityType: session.identityType ?? '' } as const
    const circumstances = { now, policy: deps.policy, channel: session.channel, address, logId: deps.newId() }
    await takeSecondStep(work, formOf(session, tried), circumstances)
    await work.log.flush(db, now)
    return true
  })
}
