import type { legacyOtherOperations } from '../../../contract/public/legacy.ts'
import { AGENT } from '../../../domain/login/types.ts'
import { findClient } from '../../../storage/agency-clients.ts'
import { findAgency, findByRegisteredName, listAgents, loadAgency } from '../../../storage/legacy-load.ts'
import { findWays, takeClient, takeOrganisation, takeRegisteredName } from '../../../storage/legacy-login.ts'
import { findAgreementHash } from '../../../storage/legacy-secret.ts'
import { PERSONAL } from '../../../storage/person-session.ts'
import { Refused } from '../../../storage/refused.ts'
import { findKnownSecret } from '../../../storage/secret.ts'
import type { AnswersOf, RequestOf } from '../answers.ts'
import type { CentralDeps } from '../../deps.ts'
import { openSession } from '../sessions.ts'
import { sendWayCode } from './codes.ts'
import { refuseLegacy } from '../../../storage/legacy-refused.ts'
import { fitsSecret } from '../fits-secret.ts'
import { circumstancesOf, getStep, openStep, readForm, record } from './steps.ts'
import { swap } from './ways.ts'

type Operations = typeof legacyOtherOperations
type BodyOf<Name extends keyof Operations> = RequestOf<Operations[Name]>['body']

/** 自然人登录 by registered name (R-LGN-04). */
async function person(deps: CentralDeps, body: BodyOf<'legacy.person'>, address: string) {
  const { username, password, humanCheck, channel } = body
  const judge = circumstancesOf(deps, channel, address)
  const { found, known } = await deps.database.read(async (db) => {
    const named = await findByRegisteredName(db, username)
    const secret = named && (await findKnownSecret(db, named.id, deps.policy, judge.now))
    return { found: named, known: secret ?? ({ kind: 'none' } as const) }
  })
  const form = await readForm(deps, username.trim() !== '' && password !== '', humanCheck)
  const right = form.humanCheck && (await fitsSecret(deps, known, password))
  const taken = await record(deps, (work) => takeRegisteredName(work, found, { form, right }, judge))
  if (!('mustChange' in taken)) throw new Refused(taken)
  const next = taken.mustChange ? ('change-password' as const) : ('done' as const)
  const session = { ...PERSONAL, personId: found?.id ?? '', channel, stage: next }
  return { ...(await deps.database.write((db) => openSession(deps, db, session))), next }
}

/** 代理机构登录, step one (R-AGY-12). */
async function agency(deps: CentralDeps, body: BodyOf<'legacy.agency'>, address: string) {
  const { agencyCode, agencyPassword, humanCheck, channel } = body
  const file = await deps.database.read((db) => loadAgency(db, agencyCode))
  const form = await readForm(deps, agencyCode.trim() !== '' && agencyPassword !== '', humanCheck)
  const right = form.humanCheck && (await deps.passwords.fits(file?.account?.passwordHash, agencyPassword))
  const circumstances = circumstancesOf(deps, channel, address)
  const refusal = await record(deps, (work) =>
    takeOrganisation(work, file, { form, right, type: 'agency' }, circumstances),
  )
  if (refusal !== undefined) throw new Refused(refusal)
  const agencyId = file?.organisation.id ?? ''
  const people = await deps.database.read((db) => listAgents(db, agencyId))
  const step = await openStep(deps, { stage: 'agency', agencyId, channel })
  return { ...step, people: people.map(({ id, name }) => ({ personId: id, name })) }
}

async function pickAgent(deps: CentralDeps, { token, personId }: BodyOf<'legacy.pick-agent'>) {
  const { agencyId, channel } = await getStep(deps, token, 'agency')
  const people = await deps.database.read((db) => listAgents(db, agencyId))
  if (!people.some(({ id }) => id === personId)) throw refuseLegacy('legacy-not-a-member')
  const judge = { policy: deps.policy, now: deps.now() }
  const { next, ways } = await deps.database.read((db) => findWays(db, { personId, relationId: undefined }, judge))
  const picked = { personId, passed: [], codeTo: null, quick: false, channel }
  const step = await openStep(deps, { stage: 'agent', agencyId, ...picked })
  const sent = next === 'sms' ? await sendWayCode(deps, step.token) : undefined
  return { ...step, ways: [...ways], next, codeTo: sent?.codeTo ?? null, nextAt: sent?.nextAt ?? null }
}

/** Step three: the client's agreement password (R-AGY-12). A wrong one is tried again; the session opens by a right one. */
async function enterClient(deps: CentralDeps, body: BodyOf<'legacy.enter-client'>, address: string) {
  const { token, clientId, agreementPassword } = body
  const { agencyId, personId, channel, passed } = await getStep(deps, token, 'clients')
  const { client, hash, owner, handling } = await deps.database.read(async (db) => {
    const found = await findClient(db, { agencyId, enterpriseId: clientId, personId }, deps.now())
    return {
      client: found,
      hash: found && (await findAgreementHash(db, found.agreementId)),
      owner: await findAgency(db, agencyId),
      handling: (await listAgents(db, agencyId)).find(({ id }) => id === personId),
    }
  })
  const right = (await deps.passwords.fits(hash, agreementPassword)) && hash !== undefined
  const method = passed.at(-1) ?? 'password'
  const attempt = {
    type: 'agency',
    method,
    enterprise: owner,
    ...(handling === undefined ? {} : { member: { person: handling } }),
  } as const
  const circumstances = circumstancesOf(deps, channel, address)
  const refusal = await record(deps, (work) => takeClient(work, client, { right, attempt }, circumstances))
  if (refusal !== undefined) throw new Refused(refusal)
  const session = {
    ...PERSONAL,
    personId,
    stage: 'done',
    entrance: 'agency',
    enterpriseCode: owner?.creditCode ?? '',
    enterpriseId: clientId,
    identityType: AGENT,
    agencyId,
    channel,
    method,
  } as const
  const opened = await swap(deps, token, (db) => openSession(deps, db, session))
  return { ...opened, next: 'done' as const }
}

/** Natural persons and agencies at the earlier log-in. */
export const otherAnswers: AnswersOf<Operations> = {
  'legacy.person': (deps, { body, address }) => person(deps, body, address),
  'legacy.agency': (deps, { body, address }) => agency(deps, body, address),
  'legacy.pick-agent': (deps, { body }) => pickAgent(deps, body),
  'legacy.enter-client': (deps, { body, address }) => enterClient(deps, body, address),
}
