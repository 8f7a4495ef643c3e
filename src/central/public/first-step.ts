import { randomUUID } from 'node:crypto'
import type { FirstStepAnswer, FirstStepInput } from '../../contract/public/login.ts'
import { maskPhone } from '../../domain/kernel/mask.ts'
import { takeFirstStep, type FirstStepTaken } from '../../storage/auth.ts'
import { loadLogin, type LoginQuery, type PersonSecret } from '../../storage/auth-load.ts'
import { readLoginForm } from '../../storage/auth-form.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { Refused } from '../../storage/refused.ts'
import { equalSecrets } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import { PERSONAL } from '../../storage/person-session.ts'
import { passesHumanCheck } from './human.ts'
import { openSession } from './sessions.ts'

/** A hash that no password has: an unknown account takes as long to answer as a known one (OP-20). */
const nobody = hashPassword(randomUUID())

async function passwordFits(secret: PersonSecret, password: string): Promise<boolean> {
  const fits = await verifyPassword(secret.kind === 'hash' ? secret.hash : await nobody, password)
  return secret.kind === 'initial' ? equalSecrets(secret.value, password) : fits
}

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
    return answerPassed(deps, query, input.channel, taken.file, taken.verdict)
  }
  throw new Error('the password kept changing while it was compared')
}

async function compareAndTake(
  deps: CentralDeps,
  query: LoginQuery,
  { password, isHuman, channel }: Pick<FirstStepInput, 'password' | 'channel'> & { readonly isHuman: boolean },
  address: string,
): Promise<FirstStepTaken> {
  const { secret } = await deps.database.read((db) => loadLogin(db, query, { now: deps.now(), policy: deps.policy }))
  const form = {
    passwordGiven: password !== '',
    humanCheck: isHuman,
    comparedWith: secret,
    passwordRight: isHuman && (await passwordFits(secret, password)),
  }
  const now = deps.now()
  return deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const circumstances = { now, policy: deps.policy, channel, address, logId: deps.newId() }
    const taken = await takeFirstStep(work, query, form, circumstances)
    await work.log.flush(db, now)
    return taken
  })
}

type Judged = Extract<FirstStepTaken, { kind: 'judged' }>
type Passed = Extract<Judged['verdict'], { kind: 'passed' }>

async function answerPassed(
  deps: CentralDeps,
  query: LoginQuery,
  channel: 'web' | 'app',
  file: Judged['file'],
  verdict: Passed,
): Promise<FirstStepAnswer> {
  const afterwards = verdict.mustChangePassword ? 'change-password' : 'done'
  const next = verdict.factors.length > 0 ? 'second-step' : afterwards
  const session = await deps.database.write((db) =>
    openSession(deps, db, {
      ...PERSONAL,
      personId: file.person?.id ?? '',
      stage: next,
      entrance: query.entrance,
      enterpriseCode: query.enterpriseCode,
      enterpriseId: file.enterprise?.id ?? null,
      agencyId: file.agency?.id ?? null,
      projectKind: query.projectKind ?? null,
      identityType: verdict.identities.length === 1 ? (verdict.identities[0] ?? null) : null,
      channel,
    }),
  )
  return {
    ...session,
    next,
    identities: [...verdict.identities],
    factors: [...verdict.factors],
    codeTo: file.defaultNumber === undefined ? null : maskPhone(file.defaultNumber),
    advice: [...verdict.advice],
  }
}
