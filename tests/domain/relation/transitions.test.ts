import { describe, expect, it } from 'vitest'
import { relationRefusals } from '../../../src/domain/relation/refusals.ts'
import { isEffective, standingOn } from '../../../src/domain/relation/standing.ts'
import { transitions } from '../../../src/domain/relation/transitions.ts'
import { RELATION_EVENTS, RELATION_STATES } from '../../../src/domain/relation/types.ts'
import { makeRelation } from './make.ts'

describe('the table of states and events', () => {
  it('has a cell for every event in every state and nothing besides', () => {
    for (const state of RELATION_STATES) {
      expect(Object.keys(transitions[state]).toSorted()).toEqual([...RELATION_EVENTS].toSorted())
    }
    expect(Object.keys(transitions)).toEqual([...RELATION_STATES])
  })

  it('leads only to known states, and refuses only by listed rules', () => {
    for (const row of Object.values(transitions)) {
      for (const cell of Object.values(row)) {
        if ('to' in cell) expect(RELATION_STATES).toEqual(expect.arrayContaining([...cell.to]))
        if ('refuse' in cell) expect(relationRefusals.codes).toContain(cell.refuse)
      }
    }
  })

  it('[R-TR-REL-17] never leads out of an ended state', () => {
    for (const state of ['R6', 'R7', 'R8', 'R9'] as const) {
      for (const cell of Object.values(transitions[state])) {
        if ('to' in cell) expect(cell.to).toEqual([state])
      }
    }
  })

  it('[R-REL-01] leads to enabled only by a confirmation, a release or a later date', () => {
    const roads = RELATION_STATES.flatMap((state) =>
      RELATION_EVENTS.filter((event) => {
        const cell = transitions[state][event]
        return 'to' in cell && cell.to.includes('R4')
      }).map((event) => `${state} ${event}`),
    )
    expect(roads).toEqual([
      'R1 accept',
      'R2 confirm',
      'R3 accept',
      'R3 confirm',
      'R3 bind',
      'R4 manage',
      'R5 manage',
      'R5 unfreeze',
    ])
  })
})

describe('a relation on a day', () => {
  const relation = makeRelation({ validUntil: '2026-03-10' })

  it('[R-TR-REL-15] counts on its last day and is disabled as expired from the next one on', () => {
    expect(standingOn(relation, '2026-03-10')).toBe(relation)
    expect(standingOn(relation, '2026-03-11')).toMatchObject({ state: 'R5', disabledReason: 'expired' })
    const cell = transitions.R4.expire
    expect('to' in cell && cell.to).toEqual(['R5'])
  })

  it('[OP-09] keeps the reason of a relation that was disabled before it ran out', () => {
    const frozen = makeRelation({ state: 'R5', disabledReason: 'freeze', validUntil: '2026-03-10' })
    expect(standingOn(frozen, '2026-03-11')).toBe(frozen)
  })

  it('[R-REL-01] is effective when enabled and in time, and at no other time', () => {
    expect(isEffective(relation, '2026-03-10')).toBe(true)
    expect(isEffective(relation, '2026-03-11')).toBe(false)
    expect(isEffective(makeRelation({ validUntil: null }), '2099-01-01')).toBe(true)
    for (const state of RELATION_STATES.filter((one) => one !== 'R4')) {
      expect(isEffective(makeRelation({ state, validUntil: null }), '2026-03-10')).toBe(false)
    }
  })
})
