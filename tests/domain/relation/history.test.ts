import { describe, expect, it } from 'vitest'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { findHistoryCategory, statesOf, TAB_STATES } from '../../../src/domain/relation/standing.ts'
import { RELATION_STATES, type Relation, type RelationCommand, type Side } from '../../../src/domain/relation/types.ts'
import { atCounter, E, inPerson, makeCase, makeRelation } from './make.ts'

const refusal = (code: string, rule?: string) => ({
  kind: 'refused',
  refusal: { code, ...(rule === undefined ? {} : { rule }) },
})
const ended = (['R6', 'R7', 'R8', 'R9'] as const).map((state) =>
  makeRelation({ id: `relation-${state}`, state, endedBy: 'enterprise' }),
)
const clearing = (side: Side, relations: readonly Relation[]): RelationCommand => ({
  name: 'relation.clear-history',
  side,
  ownerId: side === 'enterprise' ? E : 'S',
  relationIds: relations.map((relation) => relation.id),
  seen: {},
})

describe('history', () => {
  it('[R-HIS-04] gives every finished relation exactly one category', () => {
    expect(RELATION_STATES.map(findHistoryCategory)).toEqual([
      ...Array<undefined>(5).fill(undefined),
      'deleted',
      'withdrawn',
      'refused',
      'deleted',
    ])
    const filed = (['deleted', 'withdrawn', 'refused'] as const).flatMap(statesOf)
    expect(filed.toSorted()).toEqual([...TAB_STATES.history])
  })

  it('[OP-09] files what the person unbound under deleted', () => {
    expect(statesOf('deleted')).toEqual(['R6', 'R9'])
  })

  it('shows each state in exactly one of the three lists', () => {
    expect(Object.values(TAB_STATES).flat().toSorted()).toEqual([...RELATION_STATES])
  })

  it('[R-TR-REL-19] hides finished relations on the clearing side, whatever ended them', () => {
    const decision = decideRelation(makeCase({ listed: ended }), clearing('enterprise', ended), atCounter())
    expect(decision.kind).toBe('accepted')
    expect(decision.kind === 'accepted' && decision.events.map((event) => event.relation)).toEqual(
      ended.map((relation) => ({ ...relation, hiddenForEnterprise: true })),
    )
  })

  it('[OP-22] leaves the other side’s list as it is', () => {
    const decision = decideRelation(makeCase({ listed: ended }), clearing('person', ended), inPerson())
    expect(decision.kind === 'accepted' && decision.events.map((event) => event.relation)).toEqual(
      ended.map((relation) => ({ ...relation, hiddenForPerson: true })),
    )
  })

  it('[R-HIS-03] refuses to clear what has not ended', () => {
    const live = [...ended, makeRelation()]
    expect(decideRelation(makeCase({ listed: live }), clearing('enterprise', live), atCounter())).toMatchObject(
      refusal('relation-not-ended', 'R-HIS-03'),
    )
  })

  it('[R-PM-15] is cleared by the enterprise’s managers at the counter, not in the field', () => {
    const decide = (context: ReturnType<typeof atCounter>) =>
      decideRelation(makeCase({ listed: ended }), clearing('enterprise', ended), context)
    expect(decide(atCounter({ visitor: 'X' }))).toMatchObject(refusal('relation-manager-not-present'))
    expect(decide(atCounter({ role: 'field-officer' }))).toMatchObject(
      refusal('relation-clear-not-in-field', 'R-PM-15'),
    )
  })

  it('[R-PM-17] is cleared by the person alone on their side', () => {
    expect(decideRelation(makeCase({ listed: ended }), clearing('person', ended), inPerson('X'))).toMatchObject(
      refusal('relation-not-own'),
    )
  })

  it('refuses rows of somebody else’s list', () => {
    const foreign = ended.map((relation) => ({ ...relation, enterpriseId: 'other' }))
    expect(decideRelation(makeCase({ listed: foreign }), clearing('enterprise', foreign), atCounter())).toMatchObject(
      refusal('relation-unknown'),
    )
  })
})

describe('a person who gives up their account', () => {
  const all = RELATION_STATES.map((state) => makeRelation({ id: state, state }))
  const command: RelationCommand = { name: 'relation.deregister-person', personId: 'S', seen: {} }

  it('[R-TR-REL-20] keeps no pending relation and no enabled one; ended ones stay as they are', () => {
    const system = { ...atCounter(), actor: { kind: 'system', source: 'clock' } as const }
    const decision = decideRelation(makeCase({ listed: all }), command, system)
    expect(
      decision.kind === 'accepted' && decision.events.map(({ relation }) => [relation.id, relation.state]),
    ).toEqual([
      ['R1', 'R8'],
      ['R2', 'R8'],
      ['R3', 'R8'],
      ['R4', 'R5'],
      ['R5', 'R5'],
    ])
    expect(decision.kind === 'accepted' && decision.events.map(({ relation }) => relation.disabledReason)).toEqual([
      null,
      null,
      null,
      'deregistered',
      'deregistered',
    ])
  })

  it('[R-TR-REL-20] is nobody’s command at a counter', () => {
    expect(decideRelation(makeCase({ listed: all }), command, inPerson())).toMatchObject(
      refusal('relation-system-only'),
    )
  })
})
