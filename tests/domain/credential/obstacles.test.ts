import { describe, expect, it } from 'vitest'
import { findObstacles, type LoginFacts } from '../../../src/domain/credential/obstacles.ts'

const NOW = Date.UTC(2026, 4, 20, 2, 0)
const facts = (changes: Partial<LoginFacts> = {}): LoginFacts => ({
  accountState: 'A2',
  credentialState: 'K2',
  credentialVoidAt: null,
  capturedAt: NOW - 1,
  numbers: [{ state: 'bound', emptiedAt: null }],
  failuresToday: 0,
  lastFailureAt: null,
  disabledRelations: 0,
  ...changes,
})
const names = (changes: Partial<LoginFacts>) => findObstacles(facts(changes), NOW).map((one) => one.obstacle)

describe('why a person can not log in', () => {
  it('[R-HAL-08] finds nothing where nothing stands in the way', () => {
    expect(names({})).toEqual([])
  })

  it('[R-DRG-03] [R-LGE-15] looks no further than an account that is gone or never was', () => {
    expect(names({ accountState: 'A4', credentialState: 'K0', numbers: [] })).toEqual(['deregistered'])
    expect(names({ accountState: 'A0', numbers: [] })).toEqual(['no-account'])
  })

  it('[R-PHN-05] tells an emptied number from none', () => {
    expect(names({ numbers: [{ state: 'emptied', emptiedAt: 5 }] })).toEqual(['number-emptied'])
    expect(names({ numbers: [] })).toEqual(['no-number'])
    expect(names({ numbers: [{ state: 'unverified', emptiedAt: null }] })).toEqual(['no-number', 'number-unverified'])
  })

  it('[OP-06] [R-LGE-08] tells a value that has ended from one that must be changed', () => {
    expect(names({ credentialState: 'K3', credentialVoidAt: NOW })).toEqual(['value-void'])
    expect(names({ credentialState: 'K3', credentialVoidAt: NOW + 1 })).toEqual(['value-must-change'])
    expect(names({ credentialState: 'K1' })).toEqual(['value-must-change'])
  })

  it('[R-FGT-07] [R-LCK-01] [R-LGE-18] names what else the cache knows', () => {
    expect(names({ capturedAt: null, failuresToday: 5, disabledRelations: 1 })).toEqual([
      'not-captured',
      'failures-today',
      'relations-disabled',
    ])
  })
})
