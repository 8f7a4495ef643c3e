import type { CivilDate } from '../kernel/instant.ts'
import type { AgencyRefusalCode } from './refusals.ts'
import { standingOn } from './standing.ts'
import { transitions } from './transitions.ts'
import type { AgencyCase, AgreementEventName, AgreementState } from './types.ts'

/** The furthest of what stands between the two today: what is in force hides what only waits, or is over. */
const PRECEDENCE: readonly AgreementState[] = ['G3', 'G2', 'G1', 'G4', 'G5']

/** Where an agency stands with a client today; without any agreement, as far as its first form has brought it. */
export function stateOn({ agency, agreements }: AgencyCase, today: CivilDate): AgreementState {
  const states = agreements.map((agreement) => standingOn(agreement, today).state)
  const filed = agency === undefined || agency.basicFormAt === null ? 'G0' : 'G1'
  return PRECEDENCE.find((state) => states.some((one) => one === state)) ?? filed
}

/** Why an event is refused in this state, if it is. */
export function findEventProblem(state: AgreementState, event: AgreementEventName): AgencyRefusalCode | undefined {
  const cell = transitions[state][event]
  return 'refuse' in cell ? cell.refuse : undefined
}
