import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterFailure,
  afterPasswordRecovered,
  afterSuccess,
  isLocked,
  NO_FAILURES,
} from '../../../src/domain/login/lock.ts'
import type { FailureCounts, LockedMethod } from '../../../src/domain/login/types.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'

const METHODS: readonly LockedMethod[] = ['password', 'sms', 'scan']
const fail = (method: LockedMethod, times: number, from: FailureCounts = NO_FAILURES): FailureCounts =>
  Array.from({ length: times }).reduce<FailureCounts>((counts) => afterFailure(counts, method), from)
const lockedMethods = (counts: FailureCounts) => METHODS.filter((method) => isLocked(counts, method, liaoning))

describe('lock after failures in a row', () => {
  it('[R-LCK-01] locks at the fifth failure and not at the fourth', () => {
    expect(lockedMethods(fail('password', 4))).toEqual([])
    expect(lockedMethods(fail('password', 5))).toEqual(['password'])
  })

  it('[R-LCK-01] locks the level of the method and every lower one', () => {
    expect(lockedMethods(fail('sms', 5))).toEqual(['password', 'sms'])
    expect(lockedMethods(fail('scan', 5))).toEqual(['password', 'sms', 'scan'])
  })

  it('[R-LCK-02] counts methods apart', () => {
    expect(lockedMethods(fail('sms', 4, fail('password', 4)))).toEqual([])
  })

  it('[R-LCK-03] unlocks below the way by which the password was recovered', () => {
    expect(lockedMethods(afterPasswordRecovered(fail('password', 5), 'sms', liaoning))).toEqual([])
    expect(lockedMethods(afterPasswordRecovered(fail('sms', 5), 'scan', liaoning))).toEqual([])
    expect(lockedMethods(afterPasswordRecovered(fail('scan', 5), 'counter', liaoning))).toEqual([])
  })

  it('[R-LCK-03] a code does not unlock codes', () => {
    expect(lockedMethods(afterPasswordRecovered(fail('sms', 5), 'sms', liaoning))).toEqual(['password', 'sms'])
  })

  it('[R-LCK-04] a passed face unlocks everything', () => {
    expect(afterSuccess(fail('sms', 5, fail('password', 5)), 'scan')).toEqual(NO_FAILURES)
  })

  it('[R-LCK-06] counts from one again after a right entry', () => {
    const counts = afterFailure(afterSuccess(fail('password', 4), 'password'), 'password')
    expect(counts.password).toBe(1)
    expect(lockedMethods(counts)).toEqual([])
  })

  it('[R-LCK-07] any method can lock, not the password alone', () => {
    for (const method of METHODS) expect(lockedMethods(fail(method, 5))).toContain(method)
  })

  it('[R-LCK-01] a locked method is never above one that is open', () => {
    const step = fc.record({ method: fc.constantFrom(...METHODS), right: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let counts = NO_FAILURES
        for (const { method, right } of steps) {
          if (isLocked(counts, method, liaoning)) continue
          counts = right ? afterSuccess(counts, method) : afterFailure(counts, method)
          expect(Math.max(...Object.values(counts))).toBeLessThanOrEqual(liaoning.lockFailures)
        }
        const locked = lockedMethods(counts)
        expect(locked).toEqual(METHODS.slice(0, locked.length))
      }),
    )
  })
})
