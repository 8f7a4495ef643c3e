import type { SecondStepAnswer, SecondStepInput } from '../../contract/login.ts'
import { maskPhone } from '../../domain/kernel/mask.ts'
import { findSecondStepBar, takeSecondStep } from '../../storage/auth.ts'
import type { LoginFile } from '../../storage/auth-load.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { endPersonSession, findSession, type PersonSession } from '../../storage/person-session.ts'
import { Refused } from '../../storage/refused.ts'
import { sendCode, verifyCode } from '../codes.ts'
import type { CentralDeps } from '../deps.ts'
import type { FaceResult } from '../gateways/face.ts'
import { GatewayTrouble } from '../gateways/trouble.ts'
import { stepRefusals } from './refusals.ts'
import { openSession } from './sessions.ts'

const PURPOSE = 'login'

/** The log-in that waits for its second step. @throws Refused when it has run out or been used. */
async function getPending(deps: CentralDeps, token: string): Promise<PersonSession> {
  const session = await deps.database.read((db) => findSession(db, deps.sha256(token), 'second-step', deps.now()))
  if (session === undefined) throw new Refused(stepRefusals.make('login-step-expired'))
  return session
}

/** The person's file, once it is certain that this way can be tried. @throws Refused when it can't. */
async function getFileFor(
  deps: CentralDeps,
  session: PersonSession,
  factor: SecondStepInput['factor'],
): Promise<LoginFile> {
  const { bar, file } = await deps.database.read((db) =>
    findSecondStepBar(db, { ...session, factor }, { now: deps.now(), policy: deps.policy }),
  )
  if (bar !== undefined) throw new Refused(bar)
  return file
}

/** Sends the code of step two to the default number (R-LGN-03). @throws Refused by the limit of R-SMS-01 too. */
export async function sendLoginCode(deps: CentralDeps, token: string): Promise<{ codeTo: string; nextAt: number }> {
  const session = await getPending(deps, token)
  const { defaultNumber = '' } = await getFileFor(deps, session, 'sms')
  const { nextAt } = await sendCode(deps, { number: defaultNumber, purpose: PURPOSE })
  return { codeTo: maskPhone(defaultNumber), nextAt }
}

/**
 * Step two: the code, or the face that an APP has looked at. The stand-in for the APP is the face service itself.
 * @throws Refused; a failed way is counted and in the log by then.
 */
export async function secondStep(
  deps: CentralDeps,
  input: SecondStepInput,
  address: string,
): Promise<SecondStepAnswer> {
  const session = await getPending(deps, input.token)
  const file = await getFileFor(deps, session, input.factor)
  const result = input.factor === 'sms' ? await checkCode(deps, file, input.code) : await lookAtFace(deps, file)
  const now = deps.now()
  const identityType = input.identityType || (session.identityType ?? '')
  const settled = await deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const form = { ...session, factor: input.factor, result, identityType }
    const circumstances = { now, policy: deps.policy, channel: session.channel, address, logId: deps.newId() }
    const { verdict } = await takeSecondStep(work, form, circumstances)
    await work.log.flush(db, now)
    if (verdict.kind !== 'passed') return { verdict }
    if (!(await endPersonSession(db, deps.sha256(input.token))))
      throw new Refused(stepRefusals.make('login-step-expired'))
    const next = verdict.mustChangePassword ? ('change-password' as const) : ('done' as const)
    const chosen = identityType === '' ? null : identityType
    const opened = await openSession(deps, db, { ...session, stage: next, identityType: chosen })
    return { verdict, answer: { ...opened, next, identityType: chosen } }
  })
  if (settled.verdict.kind !== 'passed') throw new Refused(settled.verdict.refusal)
  if (settled.answer === undefined) throw new Error('a passed second step opened no session')
  return settled.answer
}

async function checkCode(deps: CentralDeps, { defaultNumber = '' }: LoginFile, code: string): Promise<FaceResult> {
  return (await verifyCode(deps, { number: defaultNumber, purpose: PURPOSE, code })) ? 'passed' : 'failed'
}

async function lookAtFace(deps: CentralDeps, { person, documentNumber }: LoginFile): Promise<FaceResult> {
  try {
    return await deps.gateways.face.compare({
      personId: person?.id ?? '',
      name: person?.name ?? '',
      documentNumber,
      purpose: PURPOSE,
    })
  } catch (error) {
    // A service that is down says nothing about the face: R-MSG-39, and nothing is counted.
    if (error instanceof GatewayTrouble) return 'busy'
    throw error
  }
}
