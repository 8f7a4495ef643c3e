import { beijingDate, isCivilDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { findEventProblem, stateOn } from './judge.ts'
import { agencyRefusals, type AgencyRefusalCode } from './refusals.ts'
import { standingOn } from './standing.ts'
import type {
  AgencyCase,
  AgencyEvent,
  Agreement,
  AgreementCommand,
  FileAgreementCommand,
  HandInCommand,
} from './types.ts'

type Answer = Decision<AgencyEvent>
const refuse = (code: AgencyRefusalCode): Answer => refused(agencyRefusals.make(code))
const put = (agreement: Agreement): AgencyEvent => ({ kind: 'agreement-put', agreement })

/**
 * R-TR-AGY-02, R-TR-AGY-08: the form about one client, as an agreement of its own. What stood between the two ends
 * with it, so that nobody acts by terms that were replaced. Handed in online it waits until the hall has received it,
 * and what stands goes on meanwhile. An agent may be named who isn't among the agency's people: they are not admitted
 * (R-TR-AGY-06).
 */
export function fileAgreement(
  state: AgencyCase,
  command: FileAgreementCommand | HandInCommand,
  context: DecideContext,
): Answer {
  const { agency, client, named } = state
  const today = beijingDate(context.now)
  const problem = findTermsProblem(command, today)
  if (problem !== undefined) return refuse(problem)
  const unknown = agency === undefined || client === undefined || named.includes(undefined)
  // What this desk has no copy of, the central may know.
  if (unknown && context.partial === true) return held('person')
  if (agency === undefined) return refuse('agency-unknown')
  if (client === undefined) return refuse('agency-client-unknown')
  const agents = named.flatMap((person) => (person === undefined ? [] : [person.id]))
  if (agents.length < named.length) return refuse('agency-agent-unknown')
  const online = command.name === 'agency.hand-in-agreement'
  const refusal = findEventProblem(stateOn(state, today), online ? 'hand-in' : 'file-agreement')
  if (refusal !== undefined) return refuse(refusal)
  const agreement: Agreement = {
    id: context.commandId,
    agencyId: agency.id,
    enterpriseId: client.id,
    agents: [...new Set(agents)],
    validFrom: command.validFrom,
    validUntil: command.validUntil,
    state: online ? 'G1' : 'G2',
    version: 0,
  }
  return accepted([...(online ? [] : replaced(state, today)), put(agreement)])
}

/** R-HAL-06: the hall receives what the agency handed in; from now on it counts by its dates. */
export function receive(state: AgencyCase, command: AgreementCommand, context: DecideContext): Answer {
  const today = beijingDate(context.now)
  const agreement = state.agreements.find(({ id }) => id === command.agreementId)
  const problem = findEventProblem(stateOn(state, today), 'receive')
  if (agreement?.state !== 'G1' || problem !== undefined) return refuse(problem ?? 'agency-not-handed-in')
  if (agreement.validUntil < today) return refuse('agency-validity-past')
  return accepted([...replaced(state, today), put({ ...agreement, state: 'G2' })])
}

/** R-TR-AGY-05: the client ends it; nobody enters by it from this moment on. */
export function cancel(state: AgencyCase, command: AgreementCommand, context: DecideContext): Answer {
  const agreement = state.agreements.find(({ id }) => id === command.agreementId)
  if (agreement === undefined) return refuse('agency-agreement-unknown')
  const problem = findEventProblem(standingOn(agreement, beijingDate(context.now)).state, 'cancel')
  return problem === undefined ? accepted([put({ ...agreement, state: 'G5' })]) : refuse(problem)
}

/** The agreements that a new one takes the place of. */
export function replaced({ agreements }: AgencyCase, today: CivilDate): AgencyEvent[] {
  return agreements
    .filter((agreement) => ['G2', 'G3'].includes(standingOn(agreement, today).state))
    .map((agreement) => put({ ...agreement, state: 'G5' }))
}

function findTermsProblem(
  { agents, validFrom, validUntil }: FileAgreementCommand | HandInCommand,
  today: CivilDate,
): AgencyRefusalCode | undefined {
  if (agents.length === 0) return 'agency-agents-missing'
  if (!isCivilDate(validFrom) || !isCivilDate(validUntil) || validFrom > validUntil) return 'agency-validity-impossible'
  return validUntil < today ? 'agency-validity-past' : undefined
}
