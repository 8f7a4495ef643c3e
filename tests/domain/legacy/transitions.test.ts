import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeSecret, mustChange, transitions, usesPersonPassword } from '../../../src/domain/legacy/transitions.ts'
import { MEMBER_EVENTS, type MemberSecret } from '../../../src/domain/legacy/types.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { secret } from './make.ts'

const STATES = ['K0', 'K1', 'K2', 'K3'] as const

describe('the machine of a member’s password', () => {
  it('is total', () => {
    for (const from of STATES) expect(Object.keys(transitions[from]).toSorted()).toEqual([...MEMBER_EVENTS].toSorted())
  })

  it('[R-TR-CRD-05] leads from one’s own to the reset value, from any other state too', () => {
    for (const from of STATES) expect(judgeSecret(secret({ state: from }), 'reset')).toEqual({ to: 'K3' })
    expect(judgeSecret(secret({ bound: true }), 'reset')).toEqual({ refuse: 'member-password-bound' })
  })

  it('[R-TR-CRD-06] leads from the reset value back to one’s own', () => {
    expect(judgeSecret(secret({ state: 'K3' }), 'change')).toEqual({ to: 'K2' })
    expect(judgeSecret(secret({ state: 'K3' }), 'set-first')).toEqual({ refuse: 'member-password-set' })
  })

  it('[R-TR-CRD-07] has nothing to enter where none was set', () => {
    expect(judgeSecret(secret({ state: 'K0' }), 'enter')).toEqual({ refuse: 'member-password-none' })
    expect(judgeSecret(secret({ state: 'K2' }), 'enter')).toEqual({ to: 'K2' })
  })

  it('[R-TR-CRD-08] sets the first one only where there is none', () => {
    expect(judgeSecret(secret({ state: 'K0' }), 'set-first')).toEqual({ to: 'K2' })
    for (const from of ['K1', 'K2', 'K3'] as const)
      expect(judgeSecret(secret({ state: from }), 'set-first')).toEqual({ refuse: 'member-password-set' })
  })

  it('[R-TR-CRD-15] keeps the member’s own password through binding and unbinding', () => {
    for (const from of STATES) {
      expect(judgeSecret(secret({ state: from }), 'bind')).toEqual({ to: from })
      expect(judgeSecret(secret({ state: from, bound: true }), 'unbind')).toEqual({ to: from })
    }
    expect(judgeSecret(secret({ bound: true }), 'bind')).toEqual({ refuse: 'member-already-bound' })
    expect(judgeSecret(secret(), 'unbind')).toEqual({ refuse: 'member-not-bound' })
  })

  it('[R-PLT-06] asks for the natural person’s password wherever members have none of their own', () => {
    expect(usesPersonPassword(secret(), liaoning)).toBe(true)
    expect(usesPersonPassword(secret(), liaoningLegacy)).toBe(false)
    expect(usesPersonPassword(secret({ bound: true }), liaoningLegacy)).toBe(true)
  })

  it('never leaves a value that somebody else knows without a change, over any sequence of acts', () => {
    const run = (events: readonly (typeof MEMBER_EVENTS)[number][]) => {
      let now: MemberSecret = secret({ state: 'K0' })
      for (const event of events) {
        const cell = judgeSecret(now, event)
        if ('refuse' in cell) continue
        now = { ...now, state: cell.to, bound: event === 'bind' ? true : event === 'unbind' ? false : now.bound }
        if (event === 'reset') expect(mustChange(now)).toBe(true)
        if (event === 'change' || event === 'set-first') expect(mustChange(now)).toBe(false)
        if (event === 'enter') expect(now.state).not.toBe('K0')
      }
    }
    fc.assert(fc.property(fc.array(fc.constantFrom(...MEMBER_EVENTS), { maxLength: 30 }), run))
  })
})
