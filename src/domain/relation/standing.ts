import type { CivilDate } from '../kernel/instant.ts'
import type { DisabledReason, Relation, RelationState } from './types.ts'

/** The part of a relation that says whether it counts today. */
export interface Validity {
  readonly state: RelationState
  readonly disabledReason: DisabledReason | null
  readonly validUntil: CivilDate | null
}

/**
 * The relation as it counts on `today` (Beijing): one whose last day is over is disabled from the next day on,
 * without anybody having to write that down (R-TR-REL-15, OP-09). Everything that reads a state reads it through here.
 */
export function standingOn<Part extends Validity>(relation: Part, today: CivilDate): Part {
  const isOver = relation.state === 'R4' && relation.validUntil !== null && relation.validUntil < today
  return isOver ? { ...relation, state: 'R5', disabledReason: 'expired' } : relation
}

/** Whether the person may act for the enterprise by this relation today (R-REL-01, R-LGE-09). */
export function isEffective(relation: Validity, today: CivilDate): boolean {
  return standingOn(relation, today).state === 'R4'
}

/** Whether it takes the place of its identity type: a second one beside it is a twin (R-REL-27). */
export function isLive({ state }: Pick<Relation, 'state'>): boolean {
  return state === 'R1' || state === 'R2' || state === 'R3' || state === 'R4' || state === 'R5'
}

export type Tab = 'present' | 'pending' | 'history'

/** Which of the three lists a relation stands in, on either side. */
export const TAB_STATES: Readonly<Record<Tab, readonly RelationState[]>> = {
  pending: ['R1', 'R2', 'R3'],
  present: ['R4', 'R5'],
  history: ['R6', 'R7', 'R8', 'R9'],
}

/**
 * The category of a finished relation, exactly one (R-HIS-04): 已删除, 已撤回, 被拒绝（添加不通过）. One ended by the
 * person is filed under 已删除, and `endedBy` tells (OP-09); a refusal by either side is one category (CF-22, OP-10).
 */
export type HistoryCategory = 'deleted' | 'withdrawn' | 'refused'

const CATEGORIES: Readonly<Record<RelationState, HistoryCategory | undefined>> = {
  R1: undefined,
  R2: undefined,
  R3: undefined,
  R4: undefined,
  R5: undefined,
  R6: 'deleted',
  R7: 'withdrawn',
  R8: 'refused',
  R9: 'deleted',
}

export function findHistoryCategory(state: RelationState): HistoryCategory | undefined {
  return CATEGORIES[state]
}

/** The states of a category, for filters. */
export function statesOf(category: HistoryCategory): readonly RelationState[] {
  return TAB_STATES.history.filter((state) => CATEGORIES[state] === category)
}
