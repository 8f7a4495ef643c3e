import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beijingDate } from '../../../src/domain/kernel/calendar.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import { DAY } from '../../../src/domain/kernel/instant.ts'
import { speakerOf } from '../../../src/domain/permission/authority.ts'
import { isManager } from '../../../src/domain/permission/identity-types.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { findHistoryCategory, isLive, standingOn, type HistoryCategory } from '../../../src/domain/relation/standing.ts'
import { transitions } from '../../../src/domain/relation/transitions.ts'
import { RELATION_EVENTS, type Relation, type RelationState } from '../../../src/domain/relation/types.ts'
import { facePassed, NOW } from './make.ts'
import { caseOf, commandOf, contextOf, PROFILES, steps, type World } from './walk.ts'

/** Whether the table of states knows this step. */
const isInTable = (from: Relation, to: Relation) =>
  RELATION_EVENTS.some((event) => {
    const cell = transitions[from.state][event]
    return 'to' in cell && cell.to.includes(to.state)
  })

/** Both sides have spoken: the one that began it, and now the other one, the person with their face (R-REL-01). */
function checkConfirmed(before: Relation | undefined, after: Relation, context: DecideContext) {
  const { policy } = context
  if (before === undefined) {
    // One voice is enough only where the province says so; the core system's only where nobody else has to speak.
    expect(policy.twoWayConfirmation).toBe(false)
    if (context.actor.kind === 'system') {
      const { managers, staff } = policy.coreRelationNeedsPerson
      expect(isManager(after.identityType) ? managers : staff).toBe(false)
    }
    return
  }
  expect(context.actor.kind).not.toBe('system')
  if (before.state === 'R1') {
    expect(speakerOf(context)).toBe(before.personId)
    expect(context.proofs).toContainEqual(facePassed(before.personId))
  }
  if (before.state === 'R2') {
    const { actor, visit } = context
    if (actor.kind === 'person') expect(actor.enterpriseId).toBe(before.enterpriseId)
    else expect(visit?.acting.kind).not.toBe('personal')
  }
  if (before.state === 'R3') {
    expect(before.inCore).toBe(true)
    const { managers, staff } = policy.coreRelationNeedsPerson
    if (isManager(before.identityType) ? managers : staff) expect(speakerOf(context)).toBe(before.personId)
  }
}

function checkMove(before: Relation | undefined, after: Relation, context: DecideContext) {
  if (before !== undefined) {
    const standing = standingOn(before, beijingDate(context.now))
    if (after.state !== before.state) expect(isInTable(standing, after)).toBe(true)
    // What a relation is about never changes, and its past isn't rewritten.
    for (const key of ['id', 'enterpriseId', 'personId', 'identityType', 'createdAt'] as const)
      expect(after[key]).toBe(before[key])
    if (!isLive(before)) expect(after.state).toBe(before.state)
  }
  if (isManager(after.identityType)) {
    expect(after.state).not.toBe('R6')
    expect(after.disabledReason).not.toBe('freeze')
    if (context.actor.kind !== 'system' && before !== undefined && isLive(before)) expect(after.state).toBe('R4')
  }
  if (after.state === 'R4' && before?.state !== 'R4' && before?.state !== 'R5') checkConfirmed(before, after, context)
}

/** One category for each finished record, the one it was first filed under (R-HIS-04). */
function checkHistory(filed: Map<string, HistoryCategory>, relation: Relation) {
  const category = findHistoryCategory(relation.state)
  expect(category === undefined).toBe(isLive(relation))
  if (category === undefined) expect(filed.has(relation.id)).toBe(false)
  else {
    expect(filed.get(relation.id) ?? category).toBe(category)
    filed.set(relation.id, category)
  }
}

/** Any sequence of acts by both sides and the core system, at a counter and online, in every profile. */
function walk(decide: typeof decideRelation, hear: (relation: Relation) => void = () => undefined) {
  return fc.property(steps, fc.constantFrom(...PROFILES), (sequence, policy) => {
    const world: World = { relations: new Map() }
    const filed = new Map<string, HistoryCategory>()
    let now = NOW
    for (const [index, step] of sequence.entries()) {
      now += step.daysLater * DAY
      const command = commandOf(step, world, now)
      const state = caseOf(command, step, world)
      const context = contextOf(step, state, policy, `relation-${String(index)}`, now)
      const decision = decide(state, command, context)
      if (decision.kind === 'held') expect(decision.events).toEqual([])
      if (decision.kind !== 'accepted') continue
      for (const { relation } of decision.events) {
        const before = world.relations.get(relation.id)
        checkMove(before, relation, context)
        checkHistory(filed, relation)
        hear(relation)
        world.relations.set(relation.id, { ...relation, version: (before?.version ?? 0) + 1 })
      }
      const places = [...world.relations.values()]
        .filter(isLive)
        .map((one) => [one.enterpriseId, one.personId, one.identityType].join())
      expect(new Set(places).size).toBe(places.length)
    }
  })
}

it('[R-TR-REL-18] keeps managers, twins, confirmations and history whole under any sequence of acts', () => {
  let effective = 0
  let frozen = 0
  const ended = new Set<RelationState>()
  const hear = ({ state, disabledReason }: Relation) => {
    if (state === 'R4') effective++
    if (disabledReason === 'freeze') frozen++
    if (findHistoryCategory(state) !== undefined) ended.add(state)
  }
  fc.assert(walk(decideRelation, hear), { numRuns: 600 })
  // The walk reaches what it is meant to guard.
  expect(effective).toBeGreaterThan(200)
  expect(frozen).toBeGreaterThan(15)
  expect([...ended].toSorted()).toEqual(['R6', 'R7', 'R8', 'R9'])
})

describe('the walk finds out a judge who', () => {
  /** The judge, but this act on a row always leads there. */
  const bribed =
    (name: string, change: (relation: Relation) => Partial<Relation> | undefined): typeof decideRelation =>
    (state, command, context) => {
      const honest = decideRelation(state, command, context)
      const { relation } = state
      const changed = command.name === name && relation !== undefined ? change(relation) : undefined
      if (changed === undefined || relation === undefined) return honest
      return { kind: 'accepted', events: [{ kind: 'relation-put', relation: { ...relation, ...changed } }] }
    }

  it.each([
    ['[R-REL-21] deletes a manager', bribed('relation.delete', () => ({ state: 'R6', endedBy: 'enterprise' }))],
    ['[R-REL-01] takes a missing face for an agreement', bribed('relation.accept', () => ({ state: 'R4' }))],
    ['[R-REL-22] revives what has ended', bribed('relation.manage', () => ({ state: 'R4' }))],
    [
      '[R-HIS-04] files what has ended once more',
      bribed('relation.withdraw', ({ state }) => (state === 'R8' ? { state: 'R7' } : undefined)),
    ],
  ])('%s', (_what, judge) => {
    expect(fc.check(walk(judge), { numRuns: 600 }).failed).toBe(true)
  })

  it('[R-PLT-20] lets one side’s word be enough', () => {
    const hasty: typeof decideRelation = (state, command, context) => {
      const decision = decideRelation(state, command, context)
      if (decision.kind !== 'accepted' || command.name !== 'relation.add') return decision
      const events = decision.events.map((one) => ({ ...one, relation: { ...one.relation, state: 'R4' as const } }))
      return { ...decision, events }
    }
    expect(fc.check(walk(hasty), { numRuns: 600 }).failed).toBe(true)
  })
})
