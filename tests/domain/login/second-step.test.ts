import { describe, expect, it } from 'vitest'
import { NO_FAILURES } from '../../../src/domain/login/lock.ts'
import { decideSecondStep, findFactorBar, type SecondStepAttempt } from '../../../src/domain/login/second-step.ts'
import type { LoginState } from '../../../src/domain/login/types.ts'
import { liaoning, shandong } from '../../../src/domain/policy/profiles.ts'

const now = Date.UTC(2026, 4, 12, 2)
const relation = {
  id: 'r1',
  identityType: 'legal-representative',
  state: 'R4',
  disabledReason: null,
  validUntil: null,
}
const state: LoginState = {
  person: {
    id: 'p1',
    accountState: 'A2',
    credentialState: 'K2',
    credentialVoidAt: null,
    hasPhone: true,
    isRealNamed: true,
  },
  failures: NO_FAILURES,
  relations: [relation],
  hasProject: false,
  projectRoles: [],
  isAgent: false,
}
const attempt: SecondStepAttempt = {
  entrance: 'enterprise',
  factor: 'sms',
  result: 'passed',
  identityType: 'legal-representative',
}
const decide = (changes: Partial<LoginState>, form: Partial<SecondStepAttempt> = {}, policy = liaoning) =>
  decideSecondStep({ ...state, ...changes }, { ...attempt, ...form }, { now, policy })

describe('log-in, step two', () => {
  it('[R-LGE-07] completes by each way of the policy that passes', () => {
    for (const factor of ['sms', 'province-app', 'iit-app'] as const)
      expect(decide({}, { factor })).toMatchObject({ kind: 'passed' })
  })

  it('[R-LGE-07] does not complete when the way fails', () => {
    expect(decide({}, { result: 'failed' })).toMatchObject({
      refusal: { code: 'login-code-wrong' },
      failures: { sms: 1, scan: 0 },
    })
    expect(decide({}, { factor: 'iit-app', result: 'failed' })).toMatchObject({
      refusal: { code: 'login-face-failed' },
      failures: { sms: 0, scan: 1 },
    })
  })

  it('[R-LGE-07] takes no way that is not offered', () => {
    const special = { entrance: 'special', factor: 'iit-app' } as const
    expect(decide({}, special)).toMatchObject({
      kind: 'not-attempted',
      refusal: { code: 'login-factor-not-offered' },
    })
    expect(decide({}, special, shandong)).toMatchObject({ kind: 'passed' })
  })

  it('[R-LGE-08] completes into the change of the initial password', () => {
    const person = { ...state.person, credentialState: 'K1' } as NonNullable<LoginState['person']>
    expect(decide({ person })).toMatchObject({ kind: 'passed', mustChangePassword: true })
  })

  it('[R-LGE-10] asks for the identity, and takes only one that is effective', () => {
    expect(decide({}, { identityType: '' })).toMatchObject({
      kind: 'not-attempted',
      refusal: { code: 'login-identity-not-chosen' },
    })
    expect(decide({}, { identityType: 'finance-lead' })).toMatchObject({ refusal: { code: 'login-no-relation' } })
    expect(decide({ relations: [] }, { entrance: 'person', identityType: '' })).toMatchObject({ kind: 'passed' })
  })

  it('[R-LGE-12] sends no code to a number that is not there', () => {
    const person = { ...state.person, hasPhone: false } as NonNullable<LoginState['person']>
    expect(findFactorBar({ ...state, person }, attempt, liaoning)).toMatchObject({
      code: 'login-phone-empty',
      message: 'R-MSG-42',
    })
    expect(findFactorBar({ ...state, person }, { ...attempt, factor: 'iit-app' }, liaoning)).toBeUndefined()
  })

  it('[R-LGE-18] refuses the frozen identity although another one is free', () => {
    const frozen = { ...relation, id: 'r2', identityType: 'staff', state: 'R5', disabledReason: 'freeze' }
    expect(decide({ relations: [relation, frozen] }, { identityType: 'staff' })).toMatchObject({
      refusal: { code: 'login-relation-frozen', message: 'R-MSG-28' },
    })
  })

  it('[R-LCK-01] the fifth wrong code locks codes and passwords; a face is still open', () => {
    const failures = { ...NO_FAILURES, sms: 4 }
    expect(decide({ failures }, { result: 'failed' })).toMatchObject({
      refusal: { code: 'login-locked' },
      failures: { sms: 5 },
    })
    expect(findFactorBar({ ...state, failures: { ...failures, sms: 5 } }, attempt, liaoning)).toMatchObject({
      code: 'login-locked',
    })
    expect(decide({ failures: { ...failures, sms: 5 } }, { factor: 'iit-app' })).toMatchObject({
      kind: 'passed',
      failures: NO_FAILURES,
    })
  })

  it('[R-LCK-06] a right code ends the row of wrong ones and nothing else', () => {
    expect(decide({ failures: { password: 2, sms: 4, scan: 1 } })).toMatchObject({
      failures: { password: 2, sms: 0, scan: 1 },
    })
  })

  it('[R-LCK-07] a busy face service counts as nothing', () => {
    expect(decide({}, { factor: 'iit-app', result: 'busy' })).toMatchObject({
      kind: 'not-attempted',
      refusal: { message: 'R-MSG-39', retry: true },
    })
  })
})
