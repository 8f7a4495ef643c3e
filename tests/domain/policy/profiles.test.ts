import { describe, expect, it } from 'vitest'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'

type Read = (policy: Policy) => unknown

/** The policy table, row by row: liaoning, shandong, liaoning-legacy; an em dash leaves a profile without a say. */
const NO_SAY = Symbol('no say')
const ROWS: readonly (readonly [id: string, read: Read, liaoning: unknown, shandong: unknown, legacy: unknown])[] = [
  [
    'R-POL-01',
    (p) => [p.passwordRule.minimumLength, p.passwordRule.maximumLength, p.passwordRule.minimumClasses],
    [8, 16, 2],
    [8, 16, 2],
    [8, 15, 3],
  ],
  ['R-POL-02', (p) => p.passwordRule.specials, ".@$%*#_+-'&^", ".@$%*#_+-'&^", null],
  ['R-POL-03', (p) => p.initialValue, 'document-tail', 'document-tail', '111111'],
  ['R-POL-04', (p) => p.resetValue, 'initial', 'initial', '111111'],
  ['R-POL-05', (p) => p.mustChangeAfter, ['initial', 'reset'], ['initial', 'reset'], ['first-login', 'reset']],
  ['R-POL-06', (p) => p.lockFailures, 5, 5, NO_SAY],
  ['R-POL-07', (p) => p.lockLevels, { password: 1, sms: 2, scan: 3 }, { password: 1, sms: 2, scan: 3 }, NO_SAY],
  [
    'R-POL-08',
    (p) => p.smsLimit,
    { codes: 5, windowMinutes: 10 },
    { codes: 5, windowMinutes: 10 },
    { codes: 5, windowMinutes: 10 },
  ],
  [
    'R-POL-09',
    (p) => p.secondFactor.enterprise,
    ['sms', 'province-app', 'iit-app'],
    ['sms', 'province-app', 'iit-app'],
    ['sms'],
  ],
  ['R-POL-10', (p) => p.secondFactor.special, ['sms', 'province-app'], ['sms', 'province-app', 'iit-app'], NO_SAY],
  [
    'R-POL-11',
    (p) => p.secondFactor.person,
    ['sms', 'province-app', 'iit-app'],
    ['sms', 'province-app', 'iit-app'],
    [],
  ],
  [
    'R-POL-12',
    (p) => p.secondFactor.agency,
    ['sms', 'province-app', 'iit-app'],
    ['sms', 'province-app', 'iit-app'],
    ['sms'],
  ],
  ['R-POL-13', (p) => p.humanCheck, 'slider', 'slider', 'picture-code-and-agreement'],
  ['R-POL-14', (p) => p.enterprisePassword, false, false, true],
  ['R-POL-15', (p) => p.legacyLoginUntil, 'never', 'never', 'always'],
  ['R-POL-16', (p) => p.registerSkipFace, 'phone-match', 'offline-captured', NO_SAY],
  [
    'R-POL-17',
    (p) => p.level,
    { onRegister: 4, faceStep: 'plus-one', maximum: 4 },
    { onRegister: 4, faceStep: 'to-maximum', maximum: 4 },
    NO_SAY,
  ],
  ['R-POL-18', (p) => p.phoneTakeover, 'any-verification', 'any-verification', NO_SAY],
  ['R-POL-19', (p) => p.usernameChangesPerYear, 1, 1, NO_SAY],
  ['R-POL-20', (p) => p.usernameRequired, false, false, true],
  ['R-POL-21', (p) => p.twoWayConfirmation, true, true, false],
  [
    'R-POL-22',
    (p) => p.coreRelationNeedsPerson,
    { managers: true, staff: false },
    { managers: true, staff: true },
    { managers: false, staff: false },
  ],
  ['R-POL-23', (p) => p.addRequiresRealName, true, true, false],
  ['R-POL-24', (p) => p.maintainByStaff, true, false, NO_SAY],
  ['R-POL-25', (p) => p.freezeEnabled, true, true, true],
  ['R-POL-26', (p) => p.bindUnbindPassword, false, false, true],
  [
    'R-POL-27',
    (p) => [p.staffResetByManagers, p.managersResetEachOther],
    [false, false],
    [false, false],
    [true, false],
  ],
  ['R-POL-28', (p) => p.agencyAgreementPassword, false, false, true],
  ['R-POL-29', (p) => p.agencyTwoForms, true, true, false],
  ['R-POL-30', (p) => p.specialEntityQrLogin, false, true, NO_SAY],
  ['R-POL-31', (p) => p.overseasEmailRegistration, true, true, false],
  ['R-POL-32', (p) => p.documentTypes, 'all', 'all', 'id-card-only'],
  ['R-POL-33', (p) => p.expiredNeedsPhotos, true, true, NO_SAY],
  [
    'R-POL-34',
    (p) => [p.faceApps.level, p.faceApps['password-change-person']],
    [['province-app'], ['province-app', 'iit-app']],
    [['province-app'], ['province-app', 'iit-app']],
    NO_SAY,
  ],
  ['R-POL-35', (p) => p.riskMatterPromptsFace, true, true, false],
  ['R-POL-36', (p) => p.logDefaultMonths, 1, 1, 1],
  ['R-POL-37', (p) => p.socialInsuranceDirect, false, false, true],
  ['R-POL-38', (p) => [p.verifyUsernameChange, p.verifyEmailChange], [true, true], [true, true], NO_SAY],
]

describe('the profiles', () => {
  it.each(ROWS)('[%s] says what the table says', (_id, read, liaoning, shandong, legacy) => {
    const expected = { liaoning, shandong, 'liaoning-legacy': legacy }
    for (const [id, value] of Object.entries(expected)) {
      if (value !== NO_SAY) expect(read(getPolicy(id as Policy['id'])), id).toEqual(value)
    }
  })

  it('have a row for each of the thirty-eight keys', () => {
    expect(ROWS).toHaveLength(38)
  })
})
