import { beijingDate, isCivilDate } from '../kernel/calendar.ts'
import type { DecideContext } from '../kernel/context.ts'
import { accepted, held, refused, type Decision } from '../kernel/decision.ts'
import { findNewPasswordProof } from '../kernel/proof.ts'
import { replaced } from './agreement.ts'
import { findEventProblem, stateOn } from './judge.ts'
import { agencyRefusals, type AgencyRefusalCode } from './refusals.ts'
import { standingOn } from './standing.ts'
import type { AgencyCase, AgencyEvent, AgreementCommand, RecogniseCommand } from './types.ts'

type Answer = Decision<AgencyEvent>
const refuse = (code: AgencyRefusalCode): Answer => refused(agencyRefusals.make(code))

/**
 * R-TR-AGY-07: 认定. The client lets all people of the agency act for it from today on, each after the agreement
 * password (R-AGY-12, R-POL-28), which only the client sets: recognised at a counter, nobody enters before it is set.
 */
export function recognise(state: AgencyCase, command: RecogniseCommand, context: DecideContext): Answer {
  const { agency, client } = state
  const { actor, commandId, now, policy, proofs } = context
  const today = beijingDate(now)
  if (!isCivilDate(command.validUntil)) return refuse('agency-validity-impossible')
  if (command.validUntil < today) return refuse('agency-validity-past')
  if (agency === undefined) return held('person')
  if (client === undefined) return refuse('agency-client-unknown')
  const problem = findEventProblem(stateOn(state, today), 'recognise')
  if (problem !== undefined) return refuse(problem)
  const password = findNewPasswordProof(proofs, client.id)
  if (password !== undefined && password.problem !== null) return refuse('agency-password-breaks-rule')
  const wanted = policy.agencyAgreementPassword && actor.kind === 'person'
  if (wanted && password === undefined) return held('password-check')
  return accepted([
    ...replaced(state, today),
    {
      kind: 'agreement-put',
      agreement: {
        id: commandId,
        agencyId: agency.id,
        enterpriseId: client.id,
        agents: [],
        validFrom: today,
        validUntil: command.validUntil,
        state: 'G3',
        version: 0,
      },
      ...(password === undefined ? {} : { secret: 'typed' as const }),
    },
  ])
}

/** R-AGY-12: the client sets the agreement password, or another one when the first was told to too many. */
export function setPassword(state: AgencyCase, command: AgreementCommand, context: DecideContext): Answer {
  const { now, policy, proofs } = context
  if (!policy.agencyAgreementPassword) return refuse('agency-password-not-used')
  const agreement = state.agreements.find(({ id }) => id === command.agreementId)
  if (agreement === undefined) return refuse('agency-agreement-unknown')
  if (standingOn(agreement, beijingDate(now)).state !== 'G3') return refuse('agency-agreement-over')
  const password = findNewPasswordProof(proofs, agreement.enterpriseId)
  if (password === undefined) return held('password-check')
  if (password.problem !== null) return refuse('agency-password-breaks-rule')
  return accepted([{ kind: 'agreement-put', agreement, secret: 'typed' }])
}
