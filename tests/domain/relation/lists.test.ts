import { describe, expect, it } from 'vitest'
import { addDays } from '../../../src/domain/kernel/calendar.ts'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { findHistoryCategory, isEffective, TAB_STATES } from '../../../src/domain/relation/standing.ts'
import type { Relation, RelationCommand, RelationState } from '../../../src/domain/relation/types.ts'
import {
  about,
  adding,
  approvedBy,
  atCounter,
  facePassed,
  financeRelation,
  inPerson,
  makeCase,
  makePerson,
  makeRelation,
  managerRelation,
  on,
  TODAY,
} from './make.ts'

/** The state an act leads to, or nothing when it is refused or held. */
function reach(relation: Relation, command: RelationCommand, context = atCounter()): Relation | undefined {
  const decision = decideRelation(about(relation), command, context)
  return decision.kind === 'accepted' ? decision.events[0]?.relation : undefined
}
const tabOf = (state: RelationState | undefined) =>
  Object.entries(TAB_STATES).find(([, states]) => (states as readonly unknown[]).includes(state))?.[0]

const pending = makeRelation({ state: 'R1' })
const applied = makeRelation({ state: 'R2', initiator: 'person' })

describe('where a relation is found afterwards', () => {
  it('[R-REL-05] an added person stands on the pending list, and nowhere when the checks fail', () => {
    const added = decideRelation(makeCase(), adding(), atCounter())
    expect(added.kind === 'accepted' && tabOf(added.events[0]?.relation.state)).toBe('pending')
    expect(decideRelation(makeCase(), adding({ personName: '别人' }), atCounter()).kind).toBe('refused')
  })

  it('[R-REL-07] one who agreed stands among present staff and authorised enterprises', () => {
    const agreed = reach(pending, on(pending, 'relation.accept'), inPerson('S', { proofs: [facePassed()] }))
    expect(tabOf(agreed?.state)).toBe('present')
  })

  it('[R-REL-09] confirming either kind of pending row establishes the relation', () => {
    const core = makeRelation({ state: 'R3', initiator: 'core', inCore: true })
    for (const row of [applied, core]) {
      const confirmed = reach(row, on(row, 'relation.confirm'))
      expect(confirmed && isEffective(confirmed, TODAY)).toBe(true)
    }
  })

  it('[R-REL-12] a refusal by either side is filed as refused on both', () => {
    const byPerson = reach(pending, on(pending, 'relation.refuse'), inPerson())
    const byEnterprise = reach(applied, on(applied, 'relation.reject'))
    for (const relation of [byPerson, byEnterprise]) {
      expect(relation && findHistoryCategory(relation.state)).toBe('refused')
      expect(relation).toMatchObject({ hiddenForEnterprise: false, hiddenForPerson: false })
    }
  })

  it('[R-REL-23] a deletion is in the history, and [R-REL-22] the person no longer acts for the enterprise', () => {
    const relation = makeRelation()
    const deleted = reach(relation, on(relation, 'relation.delete'), atCounter({ proofs: [approvedBy()] }))
    expect(deleted && findHistoryCategory(deleted.state)).toBe('deleted')
    expect(deleted && isEffective(deleted, TODAY)).toBe(false)
  })

  it('[R-REL-24] a link on the person’s list is enabled or disabled, nothing else', () => {
    expect(TAB_STATES.present).toEqual(['R4', 'R5'])
  })

  it('[R-UNB-02] unbinding oneself ends the relation, answering R-MSG-27', () => {
    const named = makeRelation({ inCore: true })
    const decision = decideRelation(about(named), on(named, 'relation.unbind'), inPerson())
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-27', events: [{ relation: { state: 'R9' } }] })
  })
})

describe('who may never, and who alone may', () => {
  it('[R-PM-12] nobody deletes or freezes 法定代表人 or 财务负责人, with or without an approval', () => {
    for (const relation of [managerRelation, financeRelation]) {
      for (const name of ['relation.delete', 'relation.freeze'] as const) {
        for (const proofs of [[], [approvedBy()]]) {
          expect(decideRelation(about(relation), on(relation, name), atCounter({ proofs }))).toMatchObject({
            refusal: { code: 'relation-manager-protected' },
          })
        }
      }
    }
  })

  it('[R-PM-13] freezing and unfreezing are the enterprise’s word alone', () => {
    const frozen = makeRelation({ state: 'R5', disabledReason: 'freeze' })
    for (const command of [on(makeRelation(), 'relation.freeze'), on(frozen, 'relation.unfreeze')]) {
      const relation = command.name === 'relation.unfreeze' ? frozen : makeRelation()
      expect(decideRelation(about(relation), command, inPerson('S'))).toMatchObject({
        refusal: { code: 'relation-manager-not-present' },
      })
    }
  })

  it('[R-REL-26] no relation begins without one of the two sides', () => {
    const stranger = inPerson('X')
    expect(decideRelation(makeCase(), adding(), stranger).kind).toBe('refused')
  })
})

describe('what a relation is good for once it ended, was frozen, or waits', () => {
  it('[R-REL-22] lets a deleted person act for the enterprise no more, until a manager adds them again', () => {
    const relation = makeRelation()
    const deleted = reach(relation, on(relation, 'relation.delete'), atCounter({ proofs: [approvedBy()] }))
    expect(deleted && isEffective(deleted, TODAY)).toBe(false)
    for (const name of ['relation.unfreeze', 'relation.confirm', 'relation.accept'] as const)
      expect(deleted && reach(deleted, on(deleted, name), inPerson('S', { proofs: [facePassed()] }))).toBeUndefined()
    const again = decideRelation(makeCase({ live: [] }), adding(), atCounter())
    expect(again).toMatchObject({ kind: 'accepted', events: [{ relation: { id: 'command', state: 'R1' } }] })
  })

  it('[R-REL-28] takes an authorisation back at once, and gives a new one like the first', () => {
    const named = makeRelation({ inCore: true })
    const ended = reach(named, on(named, 'relation.unbind'), inPerson())
    expect(ended).toMatchObject({ state: 'R9', endedBy: 'person' })
    expect(ended && isEffective(ended, TODAY)).toBe(false)
    expect(decideRelation(makeCase({ live: [] }), adding(), atCounter()).kind).toBe('accepted')
    expect(decideRelation(makeCase({ live: [named] }), adding(), atCounter()).kind).toBe('refused')
  })

  it('[R-LCK-08] keeps a freeze over midnight and ever after; only the unfreezing ends it', () => {
    const frozen = makeRelation({ state: 'R5', disabledReason: 'freeze', validUntil: null })
    for (const day of [TODAY, addDays(TODAY, 1), addDays(TODAY, 400)]) expect(isEffective(frozen, day)).toBe(false)
    const unfrozen = reach(frozen, on(frozen, 'relation.unfreeze'))
    expect(unfrozen && isEffective(unfrozen, addDays(TODAY, 1))).toBe(true)
  })
})

describe('staff who were never captured, in the earlier profile', () => {
  const legacy = (person: ReturnType<typeof makePerson> | undefined) =>
    decideRelation(makeCase({ person }), adding(), atCounter({ policy: liaoningLegacy }))

  it('[R-CAP-12] are authorised only once they are captured', () => {
    expect(legacy(undefined)).toEqual({ kind: 'held', waitsFor: 'person', events: [] })
    expect(legacy(makePerson())).toMatchObject({ kind: 'accepted' })
    const uncaptured = makePerson({ captured: false, accountState: 'A0' })
    expect(decideRelation(makeCase({ person: uncaptured }), adding(), atCounter()).kind).toBe('refused')
  })

  it('[R-CAP-13] log in by their relation when both the capture and the change are there, and not by one of them', () => {
    const added = legacy(makePerson())
    const relation = added.kind === 'accepted' ? added.events[0]?.relation : undefined
    expect(relation && isEffective(relation, TODAY)).toBe(true)
    expect(legacy(undefined).kind).toBe('held')
    const ended = makeRelation({ state: 'R6' })
    expect(isEffective(ended, TODAY)).toBe(false)
  })
})
