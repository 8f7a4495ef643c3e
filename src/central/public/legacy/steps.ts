import type { HumanCheck } from '../../../contract/public/human-check.ts'
import type { CorePerson } from '../../../contract/core.ts'
import { MINUTE, type Instant } from '../../../domain/kernel/instant.ts'
import type { Circumstances } from '../../../storage/auth.ts'
import { FeedLog } from '../../../storage/feed-log.ts'
import { refuseLegacy } from '../../../storage/legacy-refused.ts'
import { findStep, putStep, type LegacyStage, type LegacyStep, type StepOf } from '../../../storage/legacy-step.ts'
import type { Work } from '../../../storage/rows.ts'
import { newToken } from '../../crypto.ts'
import type { CentralDeps } from '../../deps.ts'
import { GatewayTrouble } from '../../gateways/trouble.ts'
import { passesHumanCheck } from '../human.ts'

/** An unfinished log-in waits this long for its next step. */
const UNFINISHED = 10 * MINUTE

/** One transaction with its feed. What is refused is thrown after it, so that counts and log stay. */
export function record<Result>(deps: CentralDeps, write: (work: Work) => Promise<Result>): Promise<Result> {
  return deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const result = await write(work)
    await work.log.flush(db, deps.now())
    return result
  })
}

export const circumstancesOf = (deps: CentralDeps, channel: 'web' | 'app', address: string): Circumstances => ({
  now: deps.now(),
  policy: deps.policy,
  channel,
  address,
  logId: deps.newId(),
})

/** Gives out a token for the next step. */
export async function openStep(
  deps: CentralDeps,
  step: LegacyStep,
): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
  const token = newToken()
  const now = deps.now()
  const expiresAt = now + UNFINISHED
  await deps.database.write((db) => putStep(db, deps.sha256(token), step, { now, expiresAt }))
  return { token, expiresAt }
}

/** The step of a token. @throws Refused when it has run out, was used, or is another one. */
export async function getStep<Stage extends LegacyStage>(
  deps: CentralDeps,
  token: string,
  ...stages: readonly Stage[]
): Promise<StepOf<Stage>> {
  const step = await deps.database.read((db) => findStep(db, deps.sha256(token), stages, deps.now()))
  if (step === undefined) throw refuseLegacy('legacy-step-expired')
  return step
}

/** What a form proves of a human at the page; nothing is asked of the service for one that isn't whole. */
export async function readForm(deps: CentralDeps, complete: boolean, humanCheck: HumanCheck) {
  const agreement = humanCheck.agreed
  return { complete, agreement, humanCheck: complete && agreement && (await passesHumanCheck(deps, humanCheck)) }
}

/** The people the core system has registered for an enterprise; nothing when it can't be asked. */
export async function askCore(deps: CentralDeps, creditCode: string): Promise<readonly CorePerson[] | undefined> {
  try {
    return (await deps.gateways.core.findEnterprise(creditCode))?.people ?? []
  } catch (error) {
    if (error instanceof GatewayTrouble) return undefined
    throw error
  }
}
