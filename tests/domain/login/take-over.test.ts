import { describe, expect, it } from 'vitest'
import { NO_FAILURES } from '../../../src/domain/login/lock.ts'
import { decideTakeOver } from '../../../src/domain/login/take-over.ts'
import type { LoginState } from '../../../src/domain/login/types.ts'
import { liaoning, shandong } from '../../../src/domain/policy/profiles.ts'
import { findTakeOverBar, qrAppsOf } from '../../../src/domain/scan/take-over.ts'

const now = Date.UTC(2026, 4, 12, 2)
const relation = {
  id: 'r1',
  identityType: 'legal-representative',
  state: 'R4',
  disabledReason: null,
  validUntil: null,
}
const person = {
  id: 'p1',
  accountState: 'A2',
  credentialState: 'K2',
  credentialVoidAt: null,
  hasPhone: true,
  isRealNamed: true,
}
const state: LoginState = {
  person,
  failures: NO_FAILURES,
  relations: [relation],
  hasProject: true,
  projectRoles: [],
  isAgent: false,
}
const decide = (
  changes: Partial<LoginState>,
  entrance: 'enterprise' | 'person' | 'special' | 'agency' = 'enterprise',
  identityType = '',
) => decideTakeOver({ ...state, ...changes }, { entrance, identityType }, now)

describe('taking over a log-in', () => {
  it('[R-QRC-01] takes the only identity, and asks where there are several', () => {
    expect(decide({})).toEqual({
      kind: 'passed',
      identityType: 'legal-representative',
      mustChangePassword: false,
    })
    const several = { relations: [relation, { ...relation, id: 'r2', identityType: 'finance-officer' }] }
    expect(decide(several)).toMatchObject({
      kind: 'not-attempted',
      refusal: { code: 'login-identity-not-chosen' },
    })
    expect(decide(several, 'enterprise', 'finance-officer')).toMatchObject({ identityType: 'finance-officer' })
    expect(decide({ relations: [] }, 'person')).toMatchObject({ kind: 'passed', identityType: '' })
  })

  it('[R-QRC-01] judges account, relation and real-name record again', () => {
    const reason = (changes: Partial<LoginState>) => {
      const verdict = decide(changes)
      return verdict.kind === 'refused' ? verdict.reason : verdict.kind
    }
    expect(reason({ person: { ...person, accountState: 'A4' } })).toBe('account-unknown')
    expect(reason({ relations: [] })).toBe('no-relation')
    expect(reason({ relations: [{ ...relation, state: 'R5', disabledReason: 'freeze' }] })).toBe('relation-frozen')
    expect(reason({ person: { ...person, isRealNamed: false } })).toBe('not-captured')
  })

  it('[R-LGE-08] opens nothing but the change of a value that was set back', () => {
    expect(decide({ person: { ...person, credentialState: 'K3' } })).toMatchObject({ mustChangePassword: true })
  })

  it('[R-XRG-06] takes whom the report names, where there is a project', () => {
    expect(decide({ relations: [], projectRoles: ['contact'] }, 'special')).toMatchObject({ identityType: 'contact' })
    expect(decide({ relations: [], projectRoles: ['contact'] })).toMatchObject({ reason: 'no-relation' })
    expect(decide({ hasProject: false }, 'special')).toMatchObject({ reason: 'no-project' })
  })

  it('[R-QRC-02] [R-QRC-03] [R-QRC-05] names the APPs of each page', () => {
    expect(qrAppsOf('enterprise', liaoning)).toEqual(['province-app'])
    expect(qrAppsOf('person', liaoning)).toEqual(['province-app', 'iit-app'])
    expect(qrAppsOf('special', liaoning)).toEqual([])
    expect(qrAppsOf('special', shandong)).toEqual(['province-app'])
  })

  it('[R-QRC-03] [R-QRC-07] takes an APP’s own log-in alone, and of 个人所得税 a person’s alone', () => {
    const bar = (
      app: 'province-app' | 'iit-app',
      entrance: 'enterprise' | 'person' | 'agency',
      channel: 'web' | 'app',
    ) => findTakeOverBar(app, { entrance, channel })
    expect(findTakeOverBar('province-app', undefined)).toBe('scan-app-not-logged-in')
    expect(bar('province-app', 'person', 'web')).toBe('scan-app-not-logged-in')
    expect(bar('province-app', 'enterprise', 'app')).toBeUndefined()
    expect(bar('iit-app', 'person', 'app')).toBeUndefined()
    expect(bar('iit-app', 'enterprise', 'app')).toBe('scan-app-business')
    expect(bar('province-app', 'agency', 'app')).toBe('scan-app-business')
  })
})
