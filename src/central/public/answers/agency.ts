import type { agencyOperations } from '../../../contract/public/agency.ts'
import { defineRefusals } from '../../../domain/kernel/refusal.ts'
import { findAgency } from '../../../storage/agency-load.ts'
import {
  getAgreementOf,
  getCandidate,
  listAgents,
  pageAgencies,
  pageAgreements,
  viewAgentPermissions,
  viewClient,
  type Entered,
} from '../../../storage/agency-queries.ts'
import { Refused } from '../../../storage/refused.ts'
import { act } from '../act.ts'
import type { AnswersOf } from '../answers.ts'
import type { CentralDeps } from '../../deps.ts'
import type { Taxpayer } from '../taxpayer.ts'

/** What an agency's operations need of a session before any rule of an agreement is asked. */
export const agencySessionRefusals = defineRefusals({
  'agency-session-needed': { rule: 'R-PM-04' },
  'agency-client-not-entered': { rule: 'R-AGY-03' },
})

const enterpriseOf = ({ session }: Taxpayer): string => session.enterpriseId ?? ''

/** The client an agent has entered. @throws Refused in any other session. */
function getEntered({ session: { agencyId, enterpriseId, personId } }: Taxpayer): Entered {
  if (agencyId === null || enterpriseId === null)
    throw new Refused(agencySessionRefusals.make('agency-client-not-entered'))
  return { agencyId, enterpriseId, personId }
}

function getAgencyId({ session: { agencyId } }: Taxpayer): string {
  if (agencyId === null) throw new Refused(agencySessionRefusals.make('agency-session-needed'))
  return agencyId
}

/** A view that is there for whoever represents the client, as long as they do. */
async function show<View>(view: Promise<View | undefined>): Promise<View> {
  const shown = await view
  if (shown === undefined) throw new Refused(agencySessionRefusals.make('agency-client-not-entered'))
  return shown
}

/** An act of the enterprise on one agreement; which agency it is with says the row itself. */
async function actOn(
  deps: CentralDeps,
  taxpayer: Taxpayer,
  { name, agreementId, password }: { name: string; agreementId: string; password?: string },
) {
  const enterpriseId = enterpriseOf(taxpayer)
  const { agencyId } = await deps.database.read((db) => getAgreementOf(db, agreementId, enterpriseId))
  return act(deps, {
    actor: taxpayer.actor,
    name,
    payload: { agreementId, agencyId, enterpriseId },
    ...(password === undefined ? {} : { newPassword: { personId: enterpriseId, text: password } }),
  })
}

/** Agencies and their clients, from both sides (R-AGY). */
export const agencyAnswers: AnswersOf<typeof agencyOperations> = {
  'agencies.list': (deps, { taxpayer, query }) =>
    deps.database.read((db) => pageAgencies(db, enterpriseOf(taxpayer), query, deps.now())),

  'agencies.agents': (deps, { taxpayer, params: { agreementId } }) =>
    deps.database.read(async (db) =>
      listAgents(db, await getAgreementOf(db, agreementId, enterpriseOf(taxpayer)), deps.now()),
    ),

  'agencies.synchronise': (deps, { taxpayer, body: { agencyCode } }) =>
    deps.database.read((db) =>
      getCandidate(db, { agencyCode, enterpriseId: enterpriseOf(taxpayer) }, { now: deps.now(), policy: deps.policy }),
    ),

  'agencies.recognise': (deps, { taxpayer, body: { password, ...terms } }) => {
    const enterpriseId = enterpriseOf(taxpayer)
    return act(deps, {
      actor: taxpayer.actor,
      name: 'agency.recognise',
      payload: { enterpriseId, ...terms },
      newPassword: { personId: enterpriseId, text: password },
    })
  },

  'agencies.set-password': (deps, { taxpayer, params, body }) =>
    actOn(deps, taxpayer, { name: 'agency.set-password', ...params, ...body }),

  'agencies.unrecognise': (deps, { taxpayer, params }) =>
    actOn(deps, taxpayer, { name: 'agency.unrecognise', ...params }),

  'agency.client': (deps, { taxpayer }) => {
    const entered = getEntered(taxpayer)
    return show(deps.database.read((db) => viewClient(db, entered, deps.now())))
  },

  'agency.permissions': (deps, { taxpayer }) => {
    const entered = getEntered(taxpayer)
    return show(deps.database.read((db) => viewAgentPermissions(db, entered, deps.now())))
  },

  'agency.agreements': (deps, { taxpayer, query }) => {
    const who = { agencyId: getAgencyId(taxpayer), personId: taxpayer.session.personId }
    return deps.database.read((db) => pageAgreements(db, who, query, deps.now()))
  },

  'agency.hand-in-agreement': async (deps, { taxpayer, body }) => {
    const agencyId = getAgencyId(taxpayer)
    const agency = await deps.database.read((db) => findAgency(db, agencyId))
    const payload = { ...body, agencyCode: agency?.creditCode ?? '' }
    return act(deps, { actor: taxpayer.actor, name: 'agency.hand-in-agreement', payload })
  },
}
