import type { legacyOperations } from '../../../contract/public/legacy.ts'
import { normalisePhoneNumber } from '../../../domain/person/phone-number.ts'
import {
  findMember,
  findOrganisation,
  listMembers,
  loadEnterprise,
  type OrganisationFile,
} from '../../../storage/legacy-load.ts'
import { findWays, settle, takeMember, takeOrganisation, takeQuick } from '../../../storage/legacy-login.ts'
import { listPickRows } from '../../../storage/legacy-queries.ts'
import { findEnterpriseAccount } from '../../../storage/legacy-secret.ts'
import { judgePeople, listDropped } from '../../../storage/legacy-sync.ts'
import { endStep } from '../../../storage/legacy-step.ts'
import { Refused } from '../../../storage/refused.ts'
import { act } from '../act.ts'
import type { AnswersOf, RequestOf } from '../answers.ts'
import type { CentralDeps } from '../../deps.ts'
import { sendWayCode } from './codes.ts'
import { refuseLegacy } from '../../../storage/legacy-refused.ts'
import { askCore, circumstancesOf, getStep, openStep, readForm, record } from './steps.ts'

type Operations = typeof legacyOperations
type BodyOf<Name extends keyof Operations> = RequestOf<Operations[Name]>['body']

/** Whoever knows the enterprise's password. @throws Refused, counted and in the log by then. */
export async function proveEnterprise(
  deps: CentralDeps,
  body: Pick<BodyOf<'legacy.ordinary'>, 'enterpriseCode' | 'enterprisePassword' | 'humanCheck' | 'channel'>,
  { complete, address }: { readonly complete: boolean; readonly address: string },
): Promise<OrganisationFile> {
  const { enterpriseCode, enterprisePassword, humanCheck, channel } = body
  const file = await deps.database.read((db) => loadEnterprise(db, enterpriseCode))
  const whole = complete && enterpriseCode.trim() !== '' && enterprisePassword !== ''
  const form = await readForm(deps, whole, humanCheck)
  const right = form.humanCheck && (await deps.passwords.fits(file?.account?.passwordHash, enterprisePassword))
  const circumstances = circumstancesOf(deps, channel, address)
  const refusal = await record(deps, (work) =>
    takeOrganisation(work, file, { form, right, type: 'enterprise' }, circumstances),
  )
  if (refusal !== undefined) throw new Refused(refusal)
  if (file === undefined) throw new Error('an unknown enterprise was proved')
  return file
}

/** An enterprise that has proved its password, as it is now. */
export async function getEnterpriseFile(deps: CentralDeps, enterpriseId: string): Promise<OrganisationFile> {
  return deps.database.read(async (db) => {
    const organisation = await findOrganisation(db, enterpriseId)
    if (organisation === undefined) throw refuseLegacy('legacy-step-expired')
    return { organisation, ownerId: enterpriseId, account: await findEnterpriseAccount(db, enterpriseId) }
  })
}

async function ordinary(deps: CentralDeps, body: BodyOf<'legacy.ordinary'>, address: string) {
  const { organisation, account } = await proveEnterprise(deps, body, { complete: true, address })
  const enterpriseId = organisation.id
  if (deps.policy.socialInsuranceDirect && account?.accountKind === 'social-insurance') {
    const circumstances = circumstancesOf(deps, body.channel, address)
    await record(deps, (work) =>
      settle(work, undefined, { type: 'enterprise', method: 'password', enterprise: organisation }, circumstances),
    )
    const ticket = await openStep(deps, { stage: 'social-insurance', enterpriseId })
    return { ...ticket, next: 'social-insurance' as const, people: [] }
  }
  const people = await deps.database.read((db) => listPickRows(db, enterpriseId, deps.now()))
  const step = await openStep(deps, { stage: 'list', enterpriseId, channel: body.channel })
  return { ...step, next: 'pick' as const, people }
}

const CORE = { kind: 'system', source: 'core' } as const
const MANAGERS: ReadonlySet<string> = new Set(['legal-representative', 'finance-officer'])

/** 同步办税人. It fails when neither LR nor FO can be linked: nobody could log in by it (R-LEG-09, R-LEG-10). */
async function synchronise(deps: CentralDeps, token: string) {
  const { enterpriseId } = await getStep(deps, token, 'list')
  const { organisation } = await getEnterpriseFile(deps, enterpriseId)
  const registered = await askCore(deps, organisation.creditCode)
  if (registered === undefined) throw refuseLegacy('legacy-core-busy')
  const results = await deps.database.read((db) => judgePeople(db, registered))
  const judged = registered.map((person, at) => ({ person, result: results[at] }))
  if (!judged.some(({ person, result }) => result?.kind === 'linked' && MANAGERS.has(person.role)))
    throw refuseLegacy('legacy-sync-failed')
  for (const { person, result } of judged) {
    if (result?.kind !== 'linked') continue
    const payload = { enterpriseId, personId: result.personId, personName: person.name, identityType: person.role }
    await act(deps, { actor: CORE, name: 'relation.record-core', payload })
  }
  const dropped = await deps.database.read((db) => listDropped(db, enterpriseId, registered))
  for (const { personId, role } of dropped)
    await act(deps, {
      actor: CORE,
      name: 'relation.drop-core',
      payload: { enterpriseId, personId, identityType: role },
    })
  const people = await deps.database.read((db) => listPickRows(db, enterpriseId, deps.now()))
  const problems = judged.flatMap(({ person: { name, role }, result }) =>
    result?.kind === 'problem' ? [{ name, role, problem: result.problem }] : [],
  )
  return { message: 'R-MSG-36', people, problems }
}

async function pick(deps: CentralDeps, { token, member: relationId }: BodyOf<'legacy.pick'>, address: string) {
  const { enterpriseId, channel } = await getStep(deps, token, 'list')
  const file = await getEnterpriseFile(deps, enterpriseId)
  const member = await deps.database.read((db) => findMember(db, enterpriseId, relationId))
  const circumstances = circumstancesOf(deps, channel, address)
  const refusal = await record(deps, (work) => takeMember(work, file, member, circumstances))
  if (refusal !== undefined || member === undefined)
    throw new Refused(refusal ?? refuseLegacy('legacy-not-a-member').refusal)
  const personId = member.person.id
  const { next, ways } = await deps.database.read((db) => findWays(db, { personId, relationId }, circumstances))
  const picked = { personId, passed: [], codeTo: null, quick: false, channel }
  const step = await openStep(deps, { stage: 'member', enterpriseId, relationId, ...picked })
  const sent = next === 'sms' ? await sendWayCode(deps, step.token) : undefined
  return { ...step, ways: [...ways], next, codeTo: sent?.codeTo ?? null, nextAt: sent?.nextAt ?? null }
}

/** Quick log-in (R-LEG-03): one form, one code, no list. */
async function quickCode(deps: CentralDeps, body: BodyOf<'legacy.quick-code'>, address: string) {
  const complete = body.identityType !== '' && body.mobile.trim() !== ''
  const file = await proveEnterprise(deps, body, { complete, address })
  const circumstances = circumstancesOf(deps, body.channel, address)
  const number = normalisePhoneNumber(body.mobile)
  const judged = await record(deps, async (work) => {
    const members = await listMembers(work.db, file.organisation.id)
    const found = members.filter((member) => member.numbers.includes(number))
    return takeQuick(work, file, { found, identityType: body.identityType }, circumstances)
  })
  if ('refusal' in judged) throw new Refused(judged.refusal)
  const { relation, person } = judged.member
  const step = await openStep(deps, {
    stage: 'member',
    enterpriseId: file.organisation.id,
    relationId: relation.id,
    personId: person.id,
    passed: [],
    codeTo: null,
    quick: true,
    channel: body.channel,
  })
  return { ...step, ...(await sendWayCode(deps, step.token, number)) }
}

/** Redeems the ticket of a payer of social insurance alone, once (R-LEG-13). */
async function redeemSocial(deps: CentralDeps, ticket: string) {
  const { enterpriseId } = await getStep(deps, ticket, 'social-insurance')
  const { organisation } = await getEnterpriseFile(deps, enterpriseId)
  if (!(await deps.database.write((db) => endStep(db, deps.sha256(ticket))))) throw refuseLegacy('legacy-step-expired')
  return { enterpriseId, creditCode: organisation.creditCode, name: organisation.name }
}

/** The earlier log-in of an enterprise up to the person (R-LEG-01 … R-LEG-10, R-LEG-13). */
export const enterpriseAnswers: Pick<
  AnswersOf<Operations>,
  'legacy.ordinary' | 'legacy.synchronise' | 'legacy.pick' | 'legacy.quick-code' | 'legacy.redeem-social'
> = {
  'legacy.ordinary': (deps, { body, address }) => ordinary(deps, body, address),
  'legacy.synchronise': (deps, { body }) => synchronise(deps, body.token),
  'legacy.pick': (deps, { body, address }) => pick(deps, body, address),
  'legacy.quick-code': (deps, { body, address }) => quickCode(deps, body, address),
  'legacy.redeem-social': (deps, { body }) => redeemSocial(deps, body.ticket),
}
