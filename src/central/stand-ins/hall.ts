import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { agencyForms, certificateWanted, type AgencyForms } from '../../contract/stand-in.ts'
import type { Actor } from '../../domain/kernel/actor.ts'
import type { VisitEvidence } from '../../domain/kernel/visit.ts'
import { findAgencyByCode } from '../../storage/agency-load.ts'
import { sql } from '../../storage/database.ts'
import { execute } from '../../storage/execute.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { Refused } from '../../storage/refused.ts'
import { findEnterpriseByCode } from '../../storage/relation-load.ts'
import { memberRemoteAnswers } from '../answers/member.ts'
import { actRefusals } from '../public/act.ts'
import type { CentralDeps } from '../deps.ts'

const CLERK = { staffId: 'town-clerk', role: 'clerk', deviceId: 'town-desk' } as const

interface Recorded {
  readonly hallId: string
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The enterprise whose sealed letter lies on the counter. */
  readonly letterOf: string
}

/** Records a command as a counter of this hall would, its supervisor agreeing. @throws Refused */
async function record(deps: CentralDeps, { hallId, name, payload, letterOf }: Recorded): Promise<string> {
  const now = deps.now()
  const commandId = deps.newId()
  const actor: Actor = { kind: 'staff', ...CLERK, hallId }
  const acting = { kind: 'letter', enterpriseId: letterOf, attachmentId: 'town-letter' } as const
  const visit: VisitEvidence = { visitId: commandId, personId: '', presence: 'document-seen', acting, since: now }
  const proofs = [{ kind: 'approval', granted: true, by: 'town-supervisor', at: now }] as const
  const decision = await deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const context = { now, actor, policy: deps.policy, commandId, proofs, visit }
    const made = await execute(work, { name, payload, seen: {} }, context, { chain: hallId, hash: deps.sha256 })
    if (made.kind === 'held') throw new Refused(actRefusals.make('verification-needed', { waitsFor: made.waitsFor }))
    await work.log.flush(db, now)
    return made
  })
  if (decision.kind === 'refused') throw new Refused(decision.refusal)
  return commandId
}

/** The hall that knows the agency already, else the first there is. */
async function findHallFor(deps: CentralDeps, agencyCode: string): Promise<string> {
  return deps.database.read(async (db) => {
    const agency = await findAgencyByCode(db, agencyCode)
    const first = await db.find<{ id: string }>(sql('select id from hall order by id limit 1'))
    return agency?.hallId ?? first?.id ?? ''
  })
}

/** Both forms of an agency, the second for each of its clients (R-AGY-07, R-AGY-08). */
async function fileForms(deps: CentralDeps, { agencyCode, agencyName, people, agreements }: AgencyForms) {
  const hallId = await findHallFor(deps, agencyCode)
  if (people.length > 0) {
    const payload = { agencyCode, agencyName, people }
    await record(deps, { hallId, name: 'agency.file-basic-form', payload, letterOf: '' })
  }
  const agreementIds: string[] = []
  for (const agreement of agreements) {
    const payload = { agencyCode, ...agreement }
    agreementIds.push(await record(deps, { hallId, name: 'agency.file-agreement', payload, letterOf: '' }))
  }
  return { agreementIds }
}

/**
 * What a counter does in a town or in a pack of cases: it takes an agency's forms and hands out certificates. These
 * hands are no staff with a password, so they are there only where time can be set on too: never for real people.
 */
export function hallRoutes(deps: CentralDeps): FastifyPluginAsyncZod {
  return async (app) => {
    if (deps.setOn === undefined) return
    app.post('/stand-ins/hall/agency-forms', { schema: { hide: true, body: agencyForms } }, (request) =>
      fileForms(deps, request.body),
    )
    app.post('/stand-ins/hall/certificates', { schema: { hide: true, body: certificateWanted } }, async (request) => {
      const { enterpriseCode, accountKind } = request.body
      const enterprise = await deps.database.read((db) => findEnterpriseByCode(db, enterpriseCode))
      const { id: enterpriseId = '', hallId = '' } = enterprise ?? {}
      const issue = { name: 'enterprise.issue-certificate', payload: { enterpriseId, accountKind } }
      const commandId = await record(deps, { hallId, ...issue, letterOf: enterpriseId })
      return memberRemoteAnswers['enterprise.collect-certificate'](deps, { commandId }, { ...CLERK, hallId })
    })
  }
}
