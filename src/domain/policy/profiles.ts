import type { FaceApp, Policy } from './policy.ts'

const PROVINCE: readonly FaceApp[] = ['province-app']
const EITHER: readonly FaceApp[] = ['province-app', 'iit-app']

/** Liaoning 2023, the default profile (column LN of R-POL). */
export const liaoning: Policy = {
  id: 'liaoning',
  version: 1,
  passwordRule: {
    minimumLength: 8,
    maximumLength: 16,
    classes: 'digit-letter-special',
    minimumClasses: 2,
    specials: ".@$%*#_+-'&^",
  },
  initialValue: 'document-tail',
  resetValue: 'initial',
  mustChangeAfter: ['initial', 'reset'],
  resetValueHours: 24,
  lockFailures: 5,
  lockLevels: { password: 1, sms: 2, scan: 3 },
  smsLimit: { codes: 5, windowMinutes: 10 },
  smsCode: { digits: 6, lifetimeMinutes: 5 },
  secondFactor: {
    enterprise: ['sms', 'province-app', 'iit-app'],
    special: ['sms', 'province-app'],
    person: ['sms', 'province-app', 'iit-app'],
    agency: ['sms', 'province-app', 'iit-app'],
  },
  humanCheck: 'slider',
  enterprisePassword: false,
  legacyLoginUntil: 'never',
  since: '2023-04-22',
  registerSkipFace: 'phone-match',
  level: { onRegister: 4, faceStep: 'plus-one', maximum: 4 },
  phoneTakeover: 'any-verification',
  usernameChangesPerYear: 1,
  usernameRequired: false,
  phonesMaximum: 10,
  twoWayConfirmation: true,
  coreRelationNeedsPerson: { managers: true, staff: false },
  addRequiresRealName: true,
  functionsRequired: true,
  maintainByStaff: true,
  freezeEnabled: true,
  bindUnbindPassword: false,
  staffResetByManagers: false,
  managersResetEachOther: false,
  agencyAgreementPassword: false,
  agencyTwoForms: true,
  specialEntityQrLogin: false,
  overseasEmailRegistration: true,
  documentTypes: 'all',
  expiredNeedsPhotos: true,
  provinceApp: 'liaoning',
  faceApps: {
    'password-change-enterprise': PROVINCE,
    'password-change-person': EITHER,
    'forgotten-password': EITHER,
    phone: EITHER,
    username: EITHER,
    'relation-accept': PROVINCE,
    'relation-apply': EITHER,
    level: PROVINCE,
    document: PROVINCE,
    registration: PROVINCE,
    unlock: EITHER,
    maintenance: PROVINCE,
  },
  riskMatterPromptsFace: true,
  socialInsuranceDirect: false,
  legacyForcesSms: false,
  verifyUsernameChange: true,
  verifyEmailChange: true,
  logDefaultMonths: 1,
  needsApproval: {
    passwordResetByInitialValue: true,
    relationDelete: true,
    relationFreeze: true,
    captureNameCorrection: true,
  },
}

/** Shandong 2023 (column SD): differs in second factors, level step and who confirms core relations. */
export const shandong: Policy = {
  ...liaoning,
  id: 'shandong',
  secondFactor: { ...liaoning.secondFactor, special: ['sms', 'province-app', 'iit-app'] },
  level: { onRegister: 4, faceStep: 'to-maximum', maximum: 4 },
  registerSkipFace: 'offline-captured',
  provinceApp: 'shandong',
  coreRelationNeedsPerson: { managers: true, staff: true },
  maintainByStaff: false,
  specialEntityQrLogin: true,
}

/** The earlier Liaoning login (column LG): one-sided relations, the older password rule. */
export const liaoningLegacy: Policy = {
  ...liaoning,
  id: 'liaoning-legacy',
  passwordRule: {
    minimumLength: 8,
    maximumLength: 15,
    classes: 'upper-lower-digit-special',
    minimumClasses: 3,
    specials: null,
  },
  initialValue: '111111',
  resetValue: '111111',
  mustChangeAfter: ['first-login', 'reset'],
  humanCheck: 'picture-code-and-agreement',
  enterprisePassword: true,
  legacyLoginUntil: 'always',
  since: null,
  registerSkipFace: 'never',
  usernameRequired: true,
  secondFactor: { enterprise: ['sms'], special: [], person: [], agency: ['sms'] },
  twoWayConfirmation: false,
  coreRelationNeedsPerson: { managers: false, staff: false },
  addRequiresRealName: false,
  functionsRequired: false,
  bindUnbindPassword: true,
  staffResetByManagers: true,
  agencyAgreementPassword: true,
  agencyTwoForms: false,
  overseasEmailRegistration: false,
  documentTypes: 'id-card-only',
  riskMatterPromptsFace: false,
  socialInsuranceDirect: true,
}

const profiles: Readonly<Record<Policy['id'], Policy>> = { liaoning, shandong, 'liaoning-legacy': liaoningLegacy }

/** The profile of this id; every id of the type has one. */
export function getPolicy(id: Policy['id']): Policy {
  return profiles[id]
}

/** Whether there is a profile of this name; names come from a command line. */
export const isPolicyId = (id: string): id is Policy['id'] => Object.hasOwn(profiles, id)
