import { describe, expect, it } from 'vitest'
import { NO_FAILURES } from '../../../src/domain/login/lock.ts'
import { openWays, type RecoveryFacts } from '../../../src/domain/login/recovery.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'

const facts: RecoveryFacts = { hasPhone: true, hasFace: true, failures: NO_FAILURES }
const ways = (changes: Partial<RecoveryFacts>) => openWays({ ...facts, ...changes }, liaoning)
const failed = (method: 'password' | 'sms' | 'scan', count: number) => ({ ...NO_FAILURES, [method]: count })

describe('the ways of a forgotten password', () => {
  it('[R-FGT-02] are a code and a scan', () => {
    expect(ways({})).toEqual(['sms', 'scan'])
  })

  it('[R-FGT-07] are those that there is something for', () => {
    expect(ways({ hasPhone: false })).toEqual(['scan'])
    expect(ways({ hasFace: false })).toEqual(['sms'])
    expect(ways({ hasPhone: false, hasFace: false })).toEqual([])
  })

  it('[R-LCK-03] [OP-02] are those that are not locked', () => {
    expect(ways({ failures: failed('password', 5) })).toEqual(['sms', 'scan'])
    expect(ways({ failures: failed('sms', 4) })).toEqual(['sms', 'scan'])
    expect(ways({ failures: failed('sms', 5) })).toEqual(['scan'])
    expect(ways({ failures: failed('scan', 5) })).toEqual([])
  })
})
