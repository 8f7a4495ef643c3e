import { describe, expect, it } from 'vitest'
import type { ActingIdentity } from '../../../src/domain/kernel/visit.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { ACT_IDS, offerActs, standingOf, type ActId } from '../../../src/domain/visit/acts.ts'
import { findIdentityProblem } from '../../../src/domain/visit/identity.ts'
import type { ActOffer, HeldIdentity } from '../../../src/domain/visit/types.ts'

const personal: ActingIdentity = { kind: 'personal' }
const as = (identityType: string): ActingIdentity => ({ kind: 'enterprise', enterpriseId: 'E', identityType })
const agency: ActingIdentity = { kind: 'agency', agencyId: 'G', clientId: 'E' }
const letter: ActingIdentity = { kind: 'letter', enterpriseId: 'E', attachmentId: 'L' }

const offer = (acting: ActingIdentity, { accountState = 'A2', policy = liaoning } = {}) =>
  new Map<string, ActOffer>(offerActs({ accountState, acting }, 'clerk', policy).map((row) => [row.act, row]))
const allowed = (acting: ActingIdentity) =>
  [...offer(acting).values()].filter((row) => row.allowed).map((row) => row.act)

describe('what may be done for a visitor', () => {
  it('[R-PM-09] [R-PM-10] [R-PM-11] is managing staff for LR, FO and the sealed letter only', () => {
    const managing: ActId[] = [
      'relation-add',
      'relation-confirm',
      'relation-manage',
      'relation-delete',
      'relation-freeze',
    ]
    for (const act of managing) {
      for (const acting of [as('legal-representative'), as('finance-officer'), letter])
        expect(offer(acting).get(act), `${act} as ${standingOf(acting)}`).toMatchObject({ allowed: true })
      expect(offer(as('staff-filing')).get(act)).toMatchObject({ allowed: false, reason: 'needs-manager' })
      for (const acting of [personal, agency])
        expect(offer(acting).get(act)).toMatchObject({ allowed: false, reason: 'needs-enterprise' })
    }
  })

  it('[R-PM-20] [R-MNT-01] is maintaining the data of others for those who act for an enterprise', () => {
    for (const acting of [as('legal-representative'), as('finance-officer'), as('staff')])
      expect(offer(acting).get('real-name-maintain')).toMatchObject({ allowed: true })
    for (const acting of [personal, agency, letter])
      expect(offer(acting).get('real-name-maintain')).toMatchObject({ allowed: false, reason: 'needs-enterprise' })
  })

  it('[R-PM-16] [R-PM-19] is applying, answering and unbinding for the person', () => {
    expect(allowed(personal)).toEqual(expect.arrayContaining(['relation-apply', 'relation-answer', 'relation-unbind']))
    expect(offer(as('legal-representative')).get('relation-apply')).toMatchObject({ reason: 'needs-person' })
    expect(offer(as('legal-representative')).get('relation-unbind')).toMatchObject({ allowed: false })
    expect(offer(as('staff')).get('relation-unbind')).toMatchObject({ allowed: true })
  })

  it.each([personal, as('staff'), as('finance-officer'), agency, letter])(
    "[R-PM-06] [R-PM-07] [R-PM-25] is everybody's own password, numbers and capture ($kind)",
    (acting) => {
      expect(allowed(acting)).toEqual(
        expect.arrayContaining(['capture', 'password-reset', 'phone-recover', 'phone-manage']),
      )
    },
  )

  it('[R-PM-25] is a capture alone for somebody who is not in the cache', () => {
    const rows = [...offerActs({ accountState: undefined, acting: personal }, 'clerk', liaoning)]
    expect(rows.filter((row) => row.allowed).map((row) => row.act)).toEqual(['capture'])
    expect(new Set(rows.filter((row) => !row.allowed).map((row) => row.reason))).toEqual(new Set(['visitor-unknown']))
  })

  it('[R-DRG-03] [R-FGT-01] is nothing on an account that is gone or never was', () => {
    expect(offer(personal, { accountState: 'A4' }).get('phone-manage')).toMatchObject({ reason: 'deregistered' })
    expect(offer(personal, { accountState: 'A0' }).get('password-reset')).toMatchObject({ reason: 'account-missing' })
  })

  it.each(['supervisor', 'system-admin', 'security-admin', 'audit-admin'] as const)(
    '[R-PM-07] is nothing for a %s',
    (role) => {
      for (const row of offerActs({ accountState: 'A2', acting: personal }, role, liaoning))
        expect(row).toMatchObject({ allowed: false, reason: 'role-views-only' })
    },
  )

  it('[R-POL-21] leaves out what the older profile does not know', () => {
    expect(offer(personal, { policy: liaoningLegacy }).get('relation-apply')).toMatchObject({ reason: 'profile-off' })
  })

  it('[R-PM-25] names a row of the matrix with every act', () => {
    for (const row of offer(personal).values()) expect(row.rule).toMatch(/^R-PM-\d\d$/)
    expect(offer(personal).size).toBe(ACT_IDS.length)
  })
})

describe('in which identity a visitor may act', () => {
  const held = (changes: Partial<HeldIdentity> = {}): HeldIdentity => ({
    acting: as('staff'),
    identityType: 'staff',
    enabled: true,
    validUntil: null,
    ...changes,
  })
  const today = '2026-05-20'

  it('[R-PLT-02] [R-SWT-04] is their own, enabled one', () => {
    expect(findIdentityProblem(as('staff'), [held()], today)).toBeUndefined()
    expect(findIdentityProblem(as('finance-officer'), [held()], today)).toBe('visit-identity-not-held')
    expect(findIdentityProblem(as('staff'), [held({ enabled: false })], today)).toBe('visit-identity-disabled')
    expect(findIdentityProblem(agency, [held()], today)).toBe('visit-identity-not-held')
    expect(findIdentityProblem(agency, [held({ acting: agency })], today)).toBeUndefined()
  })

  it('[R-PLT-02] [OP-09] counts to the end of its last day', () => {
    expect(findIdentityProblem(as('staff'), [held({ validUntil: today })], today)).toBeUndefined()
    expect(findIdentityProblem(as('staff'), [held({ validUntil: '2026-05-19' })], today)).toBe(
      'visit-identity-disabled',
    )
  })

  it('[R-PLT-02] is personal business for anybody, and a letter when there is one', () => {
    expect(findIdentityProblem(personal, [], today)).toBeUndefined()
    expect(findIdentityProblem(letter, [], today)).toBeUndefined()
    expect(findIdentityProblem({ ...letter, attachmentId: '' }, [], today)).toBe('visit-letter-missing')
  })
})
