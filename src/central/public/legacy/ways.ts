import type { legacyOperations } from '../../../contract/public/legacy.ts'
import { maskCreditCode, maskEnterpriseName } from '../../../domain/kernel/mask.ts'
import { listClients } from '../../../storage/agency-clients.ts'
import type { WriteDb } from '../../../storage/database.ts'
import {
  findAgency,
  findMember,
  findPasswordInForce,
  listAgents,
  type MemberFile,
} from '../../../storage/legacy-load.ts'
import {
  settle,
  takeCode,
  takeMember,
  takePassword,
  type Subject,
  type WayTaken,
} from '../../../storage/legacy-login.ts'
import { listFunctions } from '../../../storage/legacy-queries.ts'
import { noteFirstLogin } from '../../../storage/legacy-secret.ts'
import { endStep, type StepOf } from '../../../storage/legacy-step.ts'
import { PERSONAL, type PersonSession } from '../../../storage/person-session.ts'
import { Refused } from '../../../storage/refused.ts'
import type { Work } from '../../../storage/rows.ts'
import { act } from '../act.ts'
import type { AnswersOf, RequestOf } from '../answers.ts'
import type { CentralDeps } from '../../deps.ts'
import { openSession } from '../sessions.ts'
import { compareNumber, isWayCode, sendWayCode } from './codes.ts'
import { getEnterpriseFile } from './enterprise.ts'
import { refuseLegacy } from '../../../storage/legacy-refused.ts'
import { fitsSecret } from '../fits-secret.ts'
import { circumstancesOf, getStep, openStep, record } from './steps.ts'

type Operations = typeof legacyOperations
type Picked = StepOf<'member' | 'agent'>
type Way = 'sms' | 'password'
type Proved = Awaited<ReturnType<AnswersOf<Operations>['legacy.sms']>>

/** Whom a step is about, with what its log row names. */
interface Scene {
  readonly subject: Subject
  /** Judges the member once more: minutes may lie between picking and proving. */
  readonly judge: (work: Work, circumstances: ReturnType<typeof circumstancesOf>) => ReturnType<typeof takeMember>
  readonly member: MemberFile | undefined
}

async function sceneOf(deps: CentralDeps, step: Picked): Promise<Scene> {
  const { personId } = step
  if (step.stage === 'agent') {
    const { agency, agent } = await deps.database.read(async (db) => ({
      agency: await findAgency(db, step.agencyId),
      agent: (await listAgents(db, step.agencyId)).find(({ id }) => id === personId),
    }))
    const attempt = {
      type: 'agency',
      method: 'password',
      enterprise: agency,
      ...(agent === undefined ? {} : { member: { person: agent } }),
    } as const
    return {
      subject: { personId, relationId: undefined, attempt },
      judge: () => Promise.resolve(undefined),
      member: undefined,
    }
  }
  const file = await getEnterpriseFile(deps, step.enterpriseId)
  const member = await deps.database.read((db) => findMember(db, step.enterpriseId, step.relationId))
  const attempt = {
    type: 'enterprise',
    method: 'password',
    enterprise: file.organisation,
    ...(member === undefined ? {} : { member }),
  } as const
  return {
    subject: { personId, relationId: step.relationId, attempt },
    judge: (work, circumstances) => takeMember(work, file, member, circumstances),
    member,
  }
}

/** Takes one way: the member is judged, the entry is judged, and what was proved leads on. */
async function take(
  deps: CentralDeps,
  { token, address, way }: { readonly token: string; readonly address: string; readonly way: Way },
  right: (step: Picked, scene: Scene) => Promise<boolean>,
): Promise<Proved> {
  const step = await getStep(deps, token, 'member', 'agent')
  // Quick log-in is by its code alone: it asks for no change of a password that somebody else knows.
  if (step.quick && way !== 'sms') throw refuseLegacy('legacy-step-expired')
  const scene = await sceneOf(deps, step)
  const isRight = await right(step, scene)
  const circumstances = circumstancesOf(deps, step.channel, address)
  const takeWay = way === 'sms' ? takeCode : takePassword
  const taken = await record(deps, async (work): Promise<WayTaken> => {
    const refusal = await scene.judge(work, circumstances)
    return refusal === undefined
      ? takeWay(work, scene.subject, { right: isRight, passed: step.passed }, circumstances)
      : { refusal }
  })
  if ('refusal' in taken) throw new Refused(taken.refusal)
  const proved = { ...step, passed: [...step.passed, way] }
  const next = step.quick ? 'done' : taken.next
  if (next === 'sms' || next === 'password') return goOn(deps, token, proved, next)
  if (proved.stage === 'agent') return finishAgent(deps, token, proved, next)
  await record(deps, async (work) => {
    await settle(work, undefined, { ...scene.subject.attempt, method: way }, circumstances)
    await noteFirstLogin(work.db, proved.enterpriseId, circumstances.now)
  })
  // The natural person's password is changed where natural persons change theirs.
  if (next === 'set-password' || (next === 'change-password' && taken.own))
    return askPassword(deps, token, { ...proved, stage: 'new-password', first: next === 'set-password' })
  return finishMember(deps, token, proved, { next, member: scene.member, method: way })
}

const nothing = { identityType: null, functions: [], clients: [] }

/** The other way is wanted too (CF-29): the same person, one proof further. */
async function goOn(deps: CentralDeps, token: string, step: Picked, next: Way): Promise<Proved> {
  const opened = await openStep(deps, { ...step, codeTo: next === 'sms' ? null : step.codeTo })
  await deps.database.write((db) => endStep(db, deps.sha256(token)))
  return { ...opened, next, proved: [...step.passed], ...nothing }
}

/** One password away from the session: the first one, or one that nobody else knows (R-PWD-12, R-POL-05). */
async function askPassword(deps: CentralDeps, token: string, step: StepOf<'new-password'>): Promise<Proved> {
  if (!(await deps.database.write((db) => endStep(db, deps.sha256(token))))) throw refuseLegacy('legacy-step-expired')
  return { ...(await openStep(deps, step)), next: 'set-password', proved: [...step.passed], ...nothing }
}

/** R-AGY-12: the handling person is proved; which client is the third step. */
async function finishAgent(
  deps: CentralDeps,
  token: string,
  step: StepOf<'agent'>,
  next: Proved['next'],
): Promise<Proved> {
  const { personId, agencyId, channel, passed } = step
  if (next === 'change-password') {
    // The change first, as a natural person; the agency's log-in begins anew with the password of one's own.
    const session = { ...PERSONAL, personId, channel, stage: 'change-password' as const }
    const opened = await swap(deps, token, (db) => openSession(deps, db, session))
    return { ...opened, next, proved: [...passed], ...nothing }
  }
  const clients = await deps.database.read((db) => listClients(db, agencyId, personId, deps.now()))
  const opened = await openStep(deps, { ...step, stage: 'clients' })
  await deps.database.write((db) => endStep(db, deps.sha256(token)))
  const rows = clients.map(({ enterpriseId, name, creditCode }) => ({
    clientId: enterpriseId,
    name: maskEnterpriseName(name),
    creditCode: maskCreditCode(creditCode),
  }))
  return { ...opened, next: 'clients', proved: [...passed], ...nothing, clients: rows }
}

interface Finish {
  readonly next: Proved['next']
  readonly member: MemberFile | undefined
  readonly method: Way
}

/** Opens the session of a member, or the one that waits for the natural person's new password. */
export async function finishMember(
  deps: CentralDeps,
  token: string,
  step: StepOf<'member' | 'new-password'>,
  { next, member, method }: Finish,
): Promise<Proved> {
  const { enterpriseId, personId, channel, passed } = step
  const { organisation } = await getEnterpriseFile(deps, enterpriseId)
  if (member === undefined) throw refuseLegacy('legacy-step-expired')
  const identityType = member.relation.identityType
  const session: Omit<PersonSession, 'expiresAt'> = {
    ...PERSONAL,
    personId,
    stage: next === 'change-password' ? 'change-password' : 'done',
    entrance: 'enterprise',
    enterpriseCode: organisation.creditCode,
    enterpriseId,
    identityType,
    channel,
    method,
  }
  const opened = await swap(deps, token, (db) => openSession(deps, db, session))
  const functions = await deps.database.read((db) => listFunctions(db, member.relation))
  return { ...opened, next, proved: [...passed], identityType, functions, clients: [] }
}

/** Ends the step and opens what follows, in one transaction: no token works twice. */
export const swap = <Result>(deps: CentralDeps, token: string, open: (db: WriteDb) => Promise<Result>) =>
  deps.database.write(async (db) => {
    if (!(await endStep(db, deps.sha256(token)))) throw refuseLegacy('legacy-step-expired')
    return open(db)
  })

async function setPassword(deps: CentralDeps, body: RequestOf<Operations['legacy.set-password']>['body']) {
  const { token, newPassword, confirmation } = body
  const step = await getStep(deps, token, 'new-password')
  if (newPassword !== confirmation) throw refuseLegacy('legacy-confirmation-differs')
  const { enterpriseId, relationId, personId, first } = step
  await act(deps, {
    actor: { kind: 'person', personId, enterpriseId },
    name: first ? 'member.set-password' : 'member.change-password',
    payload: { enterpriseId, relationId, personId },
    // The password in force was proved a moment ago, by this log-in itself.
    proofs: first ? [] : [{ kind: 'password', personId: relationId, passed: true, at: deps.now() }],
    newPassword: { personId: relationId, text: newPassword },
  })
  const member = await deps.database.read((db) => findMember(db, enterpriseId, relationId))
  return finishMember(deps, token, step, { next: 'done', member, method: step.passed.at(-1) ?? 'sms' })
}

const bySms = (deps: CentralDeps, { token, code }: { token: string; code: string }, address: string) =>
  take(deps, { token, address, way: 'sms' }, (step) => isWayCode(deps, token, step, code))

/** The two ways of whoever was picked, and what follows (R-LEG-11 … R-LEG-14, R-PWD-12, R-PWD-13). */
export const wayAnswers: Pick<
  AnswersOf<Operations>,
  'legacy.code' | 'legacy.number' | 'legacy.sms' | 'legacy.password' | 'legacy.set-password' | 'legacy.quick'
> = {
  'legacy.code': (deps, { body }) => sendWayCode(deps, body.token),
  'legacy.number': (deps, { body }) => compareNumber(deps, body.token),
  'legacy.sms': (deps, { body, address }) => bySms(deps, body, address),
  'legacy.quick': (deps, { body, address }) => bySms(deps, body, address),
  'legacy.password': (deps, { body: { token, password }, address }) =>
    take(deps, { token, address, way: 'password' }, async (_, { subject }) => {
      const judge = { policy: deps.policy, now: deps.now() }
      const { known } = await deps.database.read((db) => findPasswordInForce(db, subject, judge))
      return fitsSecret(deps, known, password)
    }),
  'legacy.set-password': (deps, { body }) => setPassword(deps, body),
}
