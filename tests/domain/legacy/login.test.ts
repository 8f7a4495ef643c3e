import { describe, expect, it } from 'vitest'
import {
  findFormBar,
  findMemberBar,
  findOrganisationBar,
  findPasswordBar,
  findQuickBar,
  findQuickMember,
  nextStep,
} from '../../../src/domain/legacy/login.ts'
import { compareNumbers, numberForCode } from '../../../src/domain/legacy/number.ts'
import { isLegacyOpen } from '../../../src/domain/legacy/open.ts'
import { judgeRegistered } from '../../../src/domain/legacy/synchronise.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { NOW, relation, secret, TODAY } from './make.ts'

const form = { complete: true, humanCheck: true, agreement: true }
const right = { locked: false, known: true, right: true }
const member = (changes: Parameters<typeof relation>[0] = {}, captured = true) => ({
  relation: relation(changes),
  captured,
})
const later = { firstLogin: false, today: TODAY }

describe('whether the earlier log-in is open', () => {
  it('[R-PLT-12] works up to the announced day and on it, and not after it', () => {
    expect(isLegacyOpen({ legacyLoginUntil: TODAY }, TODAY)).toBe(true)
    expect(isLegacyOpen({ legacyLoginUntil: TODAY }, '2026-05-21')).toBe(false)
    expect(isLegacyOpen(liaoning, TODAY)).toBe(false)
    expect(isLegacyOpen(liaoningLegacy, '2099-01-01')).toBe(true)
    expect(findFormBar(form, liaoning, TODAY)).toMatchObject({ code: 'legacy-closed', reason: 'legacy-closed' })
  })

  it('[R-LEG-06] makes no attempt of a form with a gap', () => {
    expect(findFormBar(form, liaoningLegacy, TODAY)).toBeUndefined()
    const barOf = (changes: object) => findFormBar({ ...form, ...changes }, liaoningLegacy, TODAY)
    expect(barOf({ complete: false })).toEqual({ code: 'legacy-incomplete' })
    expect(barOf({ agreement: false })).toEqual({ code: 'legacy-agreement-missing' })
    expect(barOf({ humanCheck: false })).toEqual({ code: 'legacy-human-check' })
  })
})

describe('the people of an enterprise at its log-in', () => {
  it('[R-LEG-10] begins with 法定代表人 or 财务负责人', () => {
    const first = { firstLogin: true, today: TODAY }
    expect(findMemberBar(member(), first)).toMatchObject({ code: 'legacy-manager-first' })
    for (const identityType of ['legal-representative', 'finance-officer'])
      expect(findMemberBar(member({ identityType }), first)).toBeUndefined()
    expect(findMemberBar(member(), later)).toBeUndefined()
  })

  it('[R-LEG-15] leaves out whoever the core system doesn’t name', () => {
    expect(findMemberBar(member({ inCore: false }), later)).toMatchObject({ code: 'legacy-not-in-core' })
  })

  it('[R-PHN-19] leaves out whoever was added without a capture', () => {
    expect(findMemberBar(member({}, false), later)).toMatchObject({ code: 'legacy-not-captured' })
  })

  it('[R-LCK-08] keeps a frozen one out on every later day, until somebody unfreezes them', () => {
    const frozen = member({ state: 'R5', disabledReason: 'freeze' })
    for (const today of [TODAY, '2026-05-21', '2027-01-01'])
      expect(findMemberBar(frozen, { firstLogin: false, today })).toMatchObject({ code: 'legacy-member-frozen' })
    expect(findMemberBar(member(), { firstLogin: false, today: '2027-01-01' })).toBeUndefined()
  })

  it('[R-STF-05] knows nobody who was deleted or whose time is over', () => {
    expect(findMemberBar(member({ state: 'R6' }), later)).toMatchObject({ code: 'legacy-not-a-member' })
    expect(findMemberBar(member({ validUntil: '2026-05-19' }), later)).toMatchObject({ code: 'legacy-not-a-member' })
    expect(findMemberBar(undefined, later)).toMatchObject({ code: 'legacy-not-a-member' })
  })
})

describe('quick log-in', () => {
  const ready = { socialInsuranceOnly: false, firstLogin: false, identities: 1 }

  it('[R-LEG-02] opens after the first ordinary log-in', () => {
    expect(findQuickBar(ready)).toBeUndefined()
    expect(findQuickBar({ ...ready, firstLogin: true })).toMatchObject({ code: 'legacy-quick-first' })
  })

  it('[R-LEG-04] opens once identities are maintained and the person is added', () => {
    expect(findQuickBar({ ...ready, identities: 0 })).toMatchObject({ code: 'legacy-quick-not-prepared' })
    expect(findQuickMember([member()], 'finance-officer', TODAY)).toMatchObject({
      bar: { code: 'legacy-quick-not-prepared' },
    })
  })

  it('[R-LEG-05] takes the captured number of one of the people and no other', () => {
    expect(findQuickMember([], 'staff', TODAY)).toMatchObject({ bar: { code: 'legacy-mobile-not-captured' } })
    expect(findQuickMember([member()], 'staff', TODAY)).toMatchObject({ member: { captured: true } })
  })

  it('[R-CAP-13] asks for a new capture and a changed registration where the number is another one', () => {
    expect(findQuickMember([], 'legal-representative', TODAY)).toEqual({
      bar: { code: 'legacy-mobile-not-captured', reason: 'not-captured' },
    })
  })

  it('[R-LEG-13] is closed to payers of social insurance alone', () => {
    expect(findQuickBar({ ...ready, socialInsuranceOnly: true })).toMatchObject({ code: 'legacy-social-ordinary-only' })
  })
})

describe('passwords at the log-in', () => {
  it('[R-EPW-03] knows no password of an enterprise without a certificate, and sounds as for a wrong one', () => {
    const wrong = 'legacy-enterprise-password-wrong'
    expect(findOrganisationBar({ ...right, known: false }, wrong)).toMatchObject({
      code: wrong,
      reason: 'enterprise-password-none',
    })
    expect(findOrganisationBar({ ...right, right: false }, wrong)).toMatchObject({
      code: wrong,
      reason: 'enterprise-password-wrong',
    })
    expect(findOrganisationBar({ ...right, locked: true }, wrong)).toMatchObject({ code: 'legacy-locked' })
    expect(findOrganisationBar(right, wrong)).toBeUndefined()
  })

  it('[R-PWD-13] tells whoever has none that there is none', () => {
    expect(findPasswordBar(secret({ state: 'K0' }), { ...right, right: false }, NOW)).toMatchObject({
      code: 'legacy-password-none',
      reason: 'password-none',
    })
  })

  it('[R-PWD-22] takes the personal password and no other', () => {
    expect(findPasswordBar(secret(), right, NOW)).toBeUndefined()
    expect(findPasswordBar(secret(), { ...right, right: false }, NOW)).toMatchObject({ code: 'legacy-password-wrong' })
    const old = secret({ state: 'K3', voidAt: NOW })
    expect(findPasswordBar(old, right, NOW)).toMatchObject({ reason: 'password-void' })
  })

  it('[R-PWD-12] leads whoever has none from the code to the first password', () => {
    const none = secret({ state: 'K0' })
    expect(nextStep([], { secret: none, own: true, policy: liaoningLegacy })).toBe('sms')
    expect(nextStep(['sms'], { secret: none, own: true, policy: liaoningLegacy })).toBe('set-password')
    expect(nextStep(['sms'], { secret: secret(), own: true, policy: liaoningLegacy })).toBe('done')
    expect(nextStep(['password'], { secret: secret({ state: 'K3' }), own: true, policy: liaoningLegacy })).toBe(
      'change-password',
    )
  })

  it('[R-LEG-14] wants password and code where the profile says both (CF-29), else one of them', () => {
    const both = { ...liaoningLegacy, legacyForcesSms: true }
    const own = { secret: secret(), own: true }
    expect(nextStep(['password'], { ...own, policy: both })).toBe('sms')
    expect(nextStep(['sms'], { ...own, policy: both })).toBe('password')
    expect(nextStep(['password', 'sms'], { ...own, policy: both })).toBe('done')
    expect(nextStep(['password'], { ...own, policy: liaoningLegacy })).toBe('done')
  })
})

describe('numbers of the tax registration', () => {
  const mobile = '13800000001'
  const registered = { mobile, fixedLine: null }

  it('[R-SMS-06] sends nothing to a mobile number in the field of the fixed line', () => {
    const known = { registered: { mobile: null, fixedLine: mobile }, captured: [mobile] }
    expect(compareNumbers(known)).toBe('fixed-line')
    expect(numberForCode(known)).toBeUndefined()
    expect(numberForCode({ registered, captured: [mobile] })).toBe(mobile)
    // A real fixed line is no finding.
    expect(compareNumbers({ registered: { mobile: null, fixedLine: '024-12345678' }, captured: [mobile] })).toBe(
      'registration-empty',
    )
  })

  it('[R-SMS-07] compares the registered number with the captured ones', () => {
    expect(compareNumbers({ registered, captured: [mobile] })).toBe('same')
    expect(compareNumbers({ registered, captured: ['13900000009'] })).toBe('differs')
    expect(numberForCode({ registered, captured: ['13900000009'] })).toBeUndefined()
    expect(numberForCode({ registered: undefined, captured: ['13900000009'] })).toBe('13900000009')
    expect(compareNumbers({ registered: undefined, captured: [] })).toBe('none')
  })
})

describe('synchronising', () => {
  const person = {
    name: '张三',
    documentType: 'resident-id',
    documentNumber: '1',
    role: 'legal-representative',
    mobile: '13800000001',
    fixedLine: null,
  }
  const known = { id: 'P', name: '张三', accountState: 'A2', captured: true, numbers: ['13800000001'] }

  it('[R-LEG-08] links whoever agrees in name, document and mobile', () => {
    expect(judgeRegistered(person, known)).toEqual({ kind: 'linked', personId: 'P' })
    expect(judgeRegistered(person, { ...known, numbers: ['13900000009'] })).toMatchObject({ problem: 'mobile-differs' })
  })

  it('[R-LEG-09] links nobody whose record is wrong or who wasn’t captured', () => {
    expect(judgeRegistered({ ...person, name: '李四' }, known)).toMatchObject({ problem: 'name-differs' })
    expect(judgeRegistered(person, { ...known, captured: false })).toMatchObject({ problem: 'not-captured' })
    expect(judgeRegistered({ ...person, mobile: null, fixedLine: '13800000001' }, known)).toMatchObject({
      problem: 'mobile-in-fixed-line',
    })
  })

  it('[R-LEG-16] sends whoever has no match to be captured', () => {
    expect(judgeRegistered(person, undefined)).toEqual({ kind: 'problem', problem: 'not-captured' })
  })
})
