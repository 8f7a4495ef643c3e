import type { AgencyRefusalCode } from './refusals.ts'
import type { AgreementEventName, AgreementState } from './types.ts'

/**
 * What an event does between an agency and a client: it leads to a state, it is refused by a rule, or, for events of
 * the clock that no rule forbids, it changes nothing.
 */
export type Cell = { readonly to: AgreementState } | { readonly refuse: AgencyRefusalCode } | { readonly stays: true }

const to = (state: AgreementState): Cell => ({ to: state })
const no = (refuse: AgencyRefusalCode): Cell => ({ refuse })
const stays: Cell = { stays: true }

/** G4 and G5 answer alike: what is over comes back by filing anew, as another agreement (R-TR-AGY-08). */
function over(state: AgreementState): Readonly<Record<AgreementEventName, Cell>> {
  return {
    'file-basic': to(state),
    'hand-in': to('G1'),
    receive: no('agency-not-handed-in'),
    'file-agreement': to('G2'), // R-TR-AGY-08
    begin: stays,
    expire: stays,
    cancel: no('agency-agreement-over'),
    recognise: to('G3'),
  }
}

/**
 * R-TR-AGY-01 … 08, whole: every state answers every event. R-TR-AGY-06 is no change of state: an agreement in force
 * admits those of its agents who stand in both forms (`findAdmissionBar`). A client may say no before an agreement has
 * begun, too: nobody else could stop what was filed without them.
 */
export const transitions: Readonly<Record<AgreementState, Readonly<Record<AgreementEventName, Cell>>>> = {
  G0: {
    'file-basic': to('G1'), // R-TR-AGY-01
    'hand-in': no('agency-basic-form-missing'),
    receive: no('agency-not-handed-in'),
    'file-agreement': no('agency-basic-form-missing'), // R-AGY-07
    begin: stays,
    expire: stays,
    cancel: no('agency-agreement-over'),
    recognise: to('G3'), // R-TR-AGY-07
  },
  G1: {
    'file-basic': to('G1'),
    'hand-in': to('G1'),
    receive: to('G2'), // R-TR-AGY-02, R-HAL-06
    'file-agreement': to('G2'), // R-TR-AGY-02
    begin: stays,
    expire: stays,
    cancel: to('G5'),
    recognise: to('G3'),
  },
  G2: {
    'file-basic': to('G2'),
    'hand-in': to('G2'),
    receive: to('G2'),
    'file-agreement': to('G2'),
    begin: to('G3'), // R-TR-AGY-03
    expire: stays,
    cancel: to('G5'),
    recognise: to('G3'),
  },
  G3: {
    'file-basic': to('G3'),
    'hand-in': to('G3'),
    receive: to('G2'),
    'file-agreement': to('G2'),
    begin: stays,
    expire: to('G4'), // R-TR-AGY-04
    cancel: to('G5'), // R-TR-AGY-05
    recognise: no('agency-already-recognised'),
  },
  G4: over('G4'),
  G5: over('G5'),
}
