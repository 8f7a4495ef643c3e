import { describe, expect, it } from 'vitest'
import { personWarnings, type PersonStanding } from '../../../src/domain/person/warnings.ts'

const TODAY = '2026-06-15'
const well: PersonStanding = {
  accountState: 'A2',
  credentialState: 'K2',
  capturedAt: 1,
  hasScenePhoto: true,
  validityKind: 'custom',
  validityEnd: '2036-01-01',
  numbers: 1,
  emptied: 0,
}
const warn = (change: Partial<PersonStanding>) => personWarnings({ ...well, ...change }, TODAY)

describe('what a file warns of', () => {
  it('says nothing of someone in order', () => {
    expect(warn({})).toEqual([])
    expect(warn({ validityKind: 'long-term', validityEnd: null })).toEqual([])
  })

  it('[R-VAL-03] tells an expired card from one that ends soon; on its last day it still holds', () => {
    expect(warn({ validityEnd: '2026-06-14' })).toEqual(['document-expired'])
    expect(warn({ validityEnd: TODAY })).toEqual(['document-expires-soon'])
    expect(warn({ validityEnd: '2026-09-13' })).toEqual(['document-expires-soon'])
    expect(warn({ validityEnd: '2026-09-14' })).toEqual([])
  })

  it('[R-SUP-03] misses the scene photo only of someone captured', () => {
    expect(warn({ hasScenePhoto: false })).toEqual(['scene-photo-missing'])
    expect(warn({ hasScenePhoto: false, capturedAt: null })).toEqual(['not-captured'])
  })

  it('[R-RPH-01] tells a number lost to another from none at all', () => {
    expect(warn({ numbers: 0 })).toEqual(['no-number'])
    expect(warn({ numbers: 0, emptied: 1 })).toEqual(['number-emptied'])
  })

  it('[R-PWD-06] marks an initial and a reset password', () => {
    expect(warn({ credentialState: 'K1' })).toEqual(['initial-password'])
    expect(warn({ credentialState: 'K3' })).toEqual(['initial-password'])
  })

  it('[R-DRG-03] says of a deregistered person only that', () => {
    expect(warn({ accountState: 'A4', numbers: 0, capturedAt: null })).toEqual(['deregistered'])
  })
})
