import type { FirstStepAnswer, FirstStepInput } from '../../contract/public/login.ts'
import { takeFirstStep, type FirstStepTaken } from '../../storage/auth.ts'
import { loadLogin, type LoginQuery } from '../../storage/auth-load.ts'
import { readLoginForm } from '../../storage/auth-form.ts'
import type { WriteDb } from '../../storage/database.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { Refused } from '../../storage/refused.ts'
import { maskTarget } from '../codes.ts'
import type { CentralDeps } from '../deps.ts'
import { PERSONAL } from '../../storage/person-session.ts'
import { fitsSecret } from './fits-secret.ts'
import { passesHumanCheck } from './human.ts'
import { openSession } from './sessions.ts'

/** Accounts whose password changes under the comparison are compared again; twice in a row does not happen. */
const COMPARISONS = 3

/**
 * Step one of a log-in: account and password, and for an enterprise the relation.
 * @throws Refused with the prescribed or the uniform answer; the attempt is in the log by then.
 */
export async function firstStep(deps: CentralDeps, input: FirstStepInput, address: string): Promise<FirstStepAnswer> {
  const query = readLoginForm(input)
  // Nothing is compared for a program, and no challenge is spent on a form that isn't whole.
  const isHuman = input.password !== '' && (await passesHumanCheck(deps, input.humanCheck))
  for (let comparison = 1; comparison <= COMPARISONS; comparison++) {
    const taken = await compareAndTake(deps, query, { ...input, isHuman }, address)
    if (taken.kind === 'again') continue
    if (taken.verdict.kind !== 'passed') throw new Refused(taken.verdict.refusal)
    if (taken.opened === undefined) throw new Error('a passed first step opened no session')
    return answerPassed(taken.opened, taken.file, taken.verdict)
  }
  throw new Error('the password kept changing while it was compared')
}

async function compareAndTake(
  deps: CentralDeps,
  query: LoginQuery,
  { password, isHuman, channel }: Pick<FirstStepInput, 'password' | 'channel'> & { readonly isHuman: boolean },
  address: string,
): Promise<FirstStepTaken & { readonly opened?: Opened }> {
  const { secret } = await deps.database.read((db) => loadLogin(db, query, { now: deps.now(), policy: deps.policy }))
  const form = {
    passwordGiven: password !== '',
    humanCheck: isHuman,
    comparedWith: secret,
    passwordRight: isHuman && (await fitsSecret(deps, secret, password)),
  }
  const now = deps.now()
  return deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const circumstances = { now, policy: deps.policy, channel, address, logId: deps.newId() }
    const taken = await takeFirstStep(work, query, form, circumstances)
    await work.log.flush(db, now)
    // In the same transaction: a log-in waits for the disk as seldom as it can.
    return isPassed(taken) ? { ...taken, opened: await open(deps, db, query, channel, taken) } : taken
  })
}

type Judged = Extract<FirstStepTaken, { kind: 'judged' }>
type Passed = Extract<Judged['verdict'], { kind: 'passed' }>

/** The session that a passed first step has opened. */
type Opened = Pick<FirstStepAnswer, 'token' | 'expiresAt'>

const isPassed = (taken: FirstStepTaken): taken is Judged & { readonly verdict: Passed } =>
  taken.kind === 'judged' && taken.verdict.kind === 'passed'

function nextOf({ factors, mustChangePassword }: Passed): FirstStepAnswer['next'] {
  if (factors.length > 0) return 'second-step'
  return mustChangePassword ? 'change-password' : 'done'
}

function open(
  deps: CentralDeps,
  db: WriteDb,
  query: LoginQuery,
  channel: 'web' | 'app',
  { file, verdict }: { readonly file: Judged['file']; readonly verdict: Passed },
): Promise<Opened> {
  return openSession(deps, db, {
    ...PERSONAL,
    personId: file.person?.id ?? '',
    stage: nextOf(verdict),
    entrance: query.entrance,
    enterpriseCode: query.enterpriseCode,
    enterpriseId: file.enterprise?.id ?? null,
    agencyId: file.agency?.id ?? null,
    projectKind: query.projectKind ?? null,
    identityType: verdict.identities.length === 1 ? (verdict.identities[0] ?? null) : null,
    channel,
  })
}

function answerPassed(opened: Opened, file: Judged['file'], verdict: Passed): FirstStepAnswer {
  return {
    ...opened,
    next: nextOf(verdict),
    identities: [...verdict.identities],
    factors: [...verdict.factors],
    codeTo: file.defaultNumber === undefined ? null : maskTarget(file.defaultNumber),
    advice: [...verdict.advice],
  }
}
