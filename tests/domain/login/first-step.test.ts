import { describe, expect, it } from 'vitest'
import { addDays, beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { decideFirstStep, type FirstStepAttempt } from '../../../src/domain/login/first-step.ts'
import { NO_FAILURES } from '../../../src/domain/login/lock.ts'
import type { LoginPerson, LoginRelation, LoginState } from '../../../src/domain/login/types.ts'
import { liaoning, shandong } from '../../../src/domain/policy/profiles.ts'

const now = Date.UTC(2026, 4, 12, 2)
const today = beijingDate(now)

const person: LoginPerson = {
  id: 'p1',
  accountState: 'A2',
  credentialState: 'K2',
  credentialVoidAt: null,
  hasPhone: true,
  isRealNamed: true,
}
const relation: LoginRelation = {
  id: 'r1',
  identityType: 'legal-representative',
  state: 'R4',
  disabledReason: null,
  validUntil: null,
}
const state: LoginState = {
  person,
  failures: NO_FAILURES,
  relations: [relation],
  hasProject: false,
  projectRoles: [],
  isAgent: false,
}
const attempt: FirstStepAttempt = {
  entrance: 'enterprise',
  account: { kind: 'username', username: 'liu' },
  enterpriseCode: '91210102MA0ABCDE12',
  passwordGiven: true,
  passwordRight: true,
  humanCheck: true,
}
const byPhone = { kind: 'phone', number: '13812345678' } as const
const byDocument = { kind: 'document', documentType: 'resident-id', number: '210102199003071234' } as const

const decide = (changes: Partial<LoginState>, form: Partial<FirstStepAttempt> = {}, policy = liaoning) =>
  decideFirstStep({ ...state, ...changes }, { ...attempt, ...form }, { now, policy })
const codeOf = (verdict: ReturnType<typeof decide>) => (verdict.kind === 'passed' ? undefined : verdict.refusal.code)

describe('log-in, step one', () => {
  it('[R-LGE-02] makes no attempt when a field is missing', () => {
    for (const form of [
      { account: { kind: 'username', username: '' } as const },
      { passwordGiven: false, passwordRight: false },
      { enterpriseCode: '' },
    ]) {
      const verdict = decide({}, form)
      expect(verdict.kind).toBe('not-attempted')
      expect(codeOf(verdict)).toBe('login-incomplete')
    }
    expect(decide({}).kind).toBe('passed')
  })

  it('[R-LGE-02] asks nobody for an enterprise in 自然人业务', () => {
    expect(decide({ relations: [] }, { entrance: 'person', enterpriseCode: '' }).kind).toBe('passed')
  })

  it('[R-LGE-06] has no effect while the slider is not fully right', () => {
    expect(decide({}, { humanCheck: false })).toMatchObject({ kind: 'not-attempted' })
    expect(codeOf(decide({}, { humanCheck: false }))).toBe('login-human-check')
  })

  it('[R-LGE-03] accepts each of the three account names', () => {
    for (const account of [attempt.account, byPhone, byDocument]) expect(decide({}, { account }).kind).toBe('passed')
  })

  it('[R-LGE-05] refuses any password but the person’s own', () => {
    expect(codeOf(decide({}, { passwordRight: false }))).toBe('login-failed')
  })

  it('[R-LGE-07] offers the ways of the policy for the second step', () => {
    expect(decide({})).toMatchObject({ kind: 'passed', factors: ['sms', 'province-app', 'iit-app'] })
  })

  it('[R-LGE-08] tells an account on its initial or reset value to change it', () => {
    for (const credentialState of ['K1', 'K3'])
      expect(decide({ person: { ...person, credentialState } })).toMatchObject({ mustChangePassword: true })
  })

  it('[R-PWD-07] takes the password of an earlier account as it is', () => {
    expect(decide({})).toMatchObject({ mustChangePassword: false })
  })

  it('[R-LGE-09] refuses without an effective relation: none, pending, deleted, expired', () => {
    const past = { ...relation, validUntil: addDays(today, -1) }
    for (const relations of [[], [{ ...relation, state: 'R1' }], [{ ...relation, state: 'R6' }], [past]]) {
      const verdict = decide({ relations })
      expect(codeOf(verdict)).toBe('login-no-relation')
      expect(verdict).toMatchObject({ reason: 'no-relation' })
    }
    expect(decide({ relations: [{ ...relation, validUntil: today }] }).kind).toBe('passed')
  })

  it('[R-LGE-09] says nothing of the relation to somebody without the password', () => {
    expect(codeOf(decide({ relations: [] }, { passwordRight: false }))).toBe('login-failed')
  })

  it('[R-LGE-10] gives the identities to choose from, each once', () => {
    const finance = { ...relation, id: 'r2', identityType: 'finance-lead' }
    const ended = { ...relation, id: 'r3', identityType: 'staff', state: 'R6' }
    expect(decide({ relations: [relation, finance, { ...finance, id: 'r4' }, ended] })).toMatchObject({
      identities: ['legal-representative', 'finance-lead'],
    })
  })

  it('[R-LGE-13] answers a number nobody holds with R-MSG-33', () => {
    const verdict = decide({ person: undefined, relations: [] }, { account: byPhone })
    expect(verdict).toMatchObject({ refusal: { code: 'login-phone-unknown', message: 'R-MSG-33' } })
  })

  it('[R-LGE-14] advises to add a number after a log-in without one', () => {
    expect(decide({ person: { ...person, hasPhone: false } }, { account: byDocument })).toMatchObject({
      kind: 'passed',
      advice: ['add-phone'],
    })
    expect(decide({})).toMatchObject({ advice: [] })
  })

  it('[R-LGE-15] answers a document without an account with R-MSG-34, a deregistered one too', () => {
    for (const somebody of [undefined, { ...person, accountState: 'A0' }, { ...person, accountState: 'A4' }]) {
      const verdict = decide({ person: somebody }, { account: byDocument })
      expect(verdict).toMatchObject({ refusal: { code: 'login-not-registered', message: 'R-MSG-34' } })
    }
  })

  it('[R-LGE-17] lets a special entity in through its own entrance, with its own second ways', () => {
    expect(decide({ hasProject: true }, { entrance: 'special' })).toMatchObject({ factors: ['sms', 'province-app'] })
    expect(decide({ hasProject: true }, { entrance: 'special' }, shandong)).toMatchObject({
      factors: ['sms', 'province-app', 'iit-app'],
    })
    expect(codeOf(decide({ hasProject: false }, { entrance: 'special' }))).toBe('login-no-project')
    expect(codeOf(decide({ relations: [] }, { entrance: 'special' }))).toBe('login-project-number-missing')
  })

  it('[R-LGE-18] answers a frozen relation with R-MSG-28, a disabled one without it', () => {
    const frozen = { ...relation, state: 'R5', disabledReason: 'freeze' }
    expect(decide({ relations: [frozen] })).toMatchObject({
      refusal: { code: 'login-relation-frozen', message: 'R-MSG-28' },
    })
    expect(codeOf(decide({ relations: [{ ...frozen, disabledReason: 'expired' }] }))).toBe('login-no-relation')
  })

  it('[R-LGN-02] completes at once where the policy names no second step', () => {
    const single = { ...liaoning, secondFactor: { ...liaoning.secondFactor, person: [] } }
    expect(decide({}, { entrance: 'person' }, single)).toMatchObject({ kind: 'passed', factors: [], identities: [] })
  })

  it('[R-LCK-01] refuses the right password while locked', () => {
    expect(decide({ failures: { ...NO_FAILURES, password: 5 } })).toMatchObject({
      refusal: { code: 'login-locked', retry: true },
      reason: 'locked',
    })
    expect(decide({ failures: { ...NO_FAILURES, password: 4 } }).kind).toBe('passed')
  })

  it('[R-LCK-01] counts failures up to the lock, and no further', () => {
    const verdict = decide({ failures: { ...NO_FAILURES, password: 4 } }, { passwordRight: false })
    expect(verdict).toMatchObject({ refusal: { code: 'login-locked' }, failures: { password: 5 } })
    const locked = decide({ failures: { ...NO_FAILURES, password: 5 } }, { passwordRight: false })
    expect(locked).toMatchObject({ reason: 'locked', failures: { password: 5 } })
  })

  it('[R-LCK-06] a right password ends the row, even when the relation refuses', () => {
    const verdict = decide({ failures: { ...NO_FAILURES, password: 4 }, relations: [] })
    expect(verdict).toMatchObject({ kind: 'refused', failures: { password: 0 } })
  })

  it('[OP-06] a reset value past its day is as good as a wrong one, and the log says why', () => {
    const reset = { ...person, credentialState: 'K3', credentialVoidAt: now }
    expect(decide({ person: reset })).toMatchObject({ refusal: { code: 'login-failed' }, reason: 'password-void' })
    expect(decide({ person: { ...reset, credentialVoidAt: now + 1 } }).kind).toBe('passed')
  })

  it('[OP-20] answers an unknown username and a wrong password alike', () => {
    const unknown = decide({ person: undefined })
    const wrong = decide({}, { passwordRight: false })
    expect(unknown).toMatchObject({ kind: 'refused' })
    expect('refusal' in unknown && unknown.refusal).toEqual('refusal' in wrong && wrong.refusal)
  })
})
