import type { RelationRefusalCode } from './refusals.ts'
import type { RelationEventName, RelationState } from './types.ts'

/**
 * What an event does to a relation in a state: it leads to one of these states, it is refused by a rule, or, for
 * events of the system that no rule forbids, it leaves the relation as it is.
 */
export type Cell =
  | { readonly to: readonly [RelationState, ...RelationState[]] }
  | { readonly refuse: RelationRefusalCode }
  | { readonly stays: true }

const to = (...states: [RelationState, ...RelationState[]]): Cell => ({ to: states })
const no = (refuse: RelationRefusalCode): Cell => ({ refuse })
const stays: Cell = { stays: true }

/** R6 … R9 answer alike, each keeping its own state when it is cleared from a list (R-TR-REL-17, R-TR-REL-19). */
function ended(state: RelationState): Readonly<Record<RelationEventName, Cell>> {
  const over = no('relation-ended')
  return {
    accept: over,
    refuse: over,
    confirm: over,
    reject: over,
    withdraw: over,
    bind: no('relation-not-in-core'),
    manage: over,
    delete: over,
    freeze: over,
    unfreeze: over,
    unbind: over,
    clear: to(state),
    expire: stays,
    deregister: stays,
  }
}

/** R-TR-REL-01 … 20, whole: every state answers every event. */
export const transitions: Readonly<Record<RelationState, Readonly<Record<RelationEventName, Cell>>>> = {
  R1: {
    accept: to('R4'), // R-TR-REL-02
    refuse: to('R8'), // R-TR-REL-03
    confirm: no('relation-waits-for-person'),
    reject: no('relation-waits-for-person'),
    withdraw: to('R7'), // R-TR-REL-04
    bind: no('relation-not-in-core'),
    manage: no('relation-still-pending'),
    delete: no('relation-still-pending'),
    freeze: no('relation-still-pending'),
    unfreeze: no('relation-still-pending'),
    unbind: no('relation-still-pending'),
    clear: no('relation-not-ended'),
    expire: stays,
    deregister: to('R8'), // R-TR-REL-20
  },
  R2: {
    accept: no('relation-waits-for-enterprise'),
    refuse: no('relation-waits-for-enterprise'),
    confirm: to('R4'), // R-TR-REL-06
    reject: to('R8'), // R-TR-REL-07
    withdraw: no('relation-waits-for-enterprise'),
    bind: no('relation-not-in-core'),
    manage: no('relation-still-pending'),
    delete: no('relation-still-pending'),
    freeze: no('relation-still-pending'),
    unfreeze: no('relation-still-pending'),
    unbind: no('relation-still-pending'),
    clear: no('relation-not-ended'),
    expire: stays,
    deregister: to('R8'), // R-TR-REL-20
  },
  R3: {
    accept: to('R4'), // R-TR-REL-10, managers
    refuse: no('relation-confirm-only'),
    confirm: to('R4', 'R1'), // R-TR-REL-09: R1 where the person has to agree too
    reject: no('relation-confirm-only'),
    withdraw: no('relation-confirm-only'),
    bind: to('R4'), // R-TR-REL-10
    manage: no('relation-still-pending'),
    delete: no('relation-still-pending'),
    freeze: no('relation-still-pending'),
    unfreeze: no('relation-still-pending'),
    unbind: no('relation-still-pending'),
    clear: no('relation-not-ended'),
    expire: stays,
    deregister: to('R8'), // R-TR-REL-20
  },
  R4: {
    accept: no('relation-already-confirmed'),
    refuse: no('relation-already-confirmed'),
    confirm: no('relation-already-confirmed'),
    reject: no('relation-already-confirmed'),
    withdraw: no('relation-already-confirmed'),
    bind: no('relation-already-confirmed'),
    manage: to('R4'), // R-TR-REL-11
    delete: to('R6'), // R-TR-REL-12
    freeze: to('R5'), // R-TR-REL-13
    unfreeze: no('relation-not-disabled'),
    unbind: to('R9'), // R-TR-REL-16
    clear: no('relation-not-ended'),
    expire: to('R5'), // R-TR-REL-15
    deregister: to('R5'), // R-TR-REL-20
  },
  R5: {
    accept: no('relation-already-confirmed'),
    refuse: no('relation-already-confirmed'),
    confirm: no('relation-already-confirmed'),
    reject: no('relation-already-confirmed'),
    withdraw: no('relation-already-confirmed'),
    bind: no('relation-already-confirmed'),
    manage: to('R4'), // OP-09: an expired one comes back by a later date
    delete: to('R6'), // R-TR-REL-12
    freeze: no('relation-already-disabled'),
    unfreeze: to('R4'), // R-TR-REL-14
    unbind: to('R9'), // R-TR-REL-16
    clear: no('relation-not-ended'),
    expire: stays,
    deregister: to('R5'), // the reason becomes the later one
  },
  R6: ended('R6'),
  R7: ended('R7'),
  R8: ended('R8'),
  R9: ended('R9'),
}
