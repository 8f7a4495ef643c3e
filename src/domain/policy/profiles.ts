import type { Policy } from './policy.ts'

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
  level: { onRegister: 4, faceStep: 'plus-one', maximum: 4 },
  phoneTakeover: 'any-verification',
  phonesMaximum: 10,
  twoWayConfirmation: true,
  coreRelationNeedsPerson: { managers: true, staff: false },
  addRequiresRealName: true,
  freezeEnabled: true,
  documentTypes: 'all',
  expiredNeedsPhotos: true,
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
  coreRelationNeedsPerson: { managers: true, staff: true },
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
  secondFactor: { enterprise: ['sms'], special: [], person: [], agency: ['sms'] },
  twoWayConfirmation: false,
  coreRelationNeedsPerson: { managers: false, staff: false },
  addRequiresRealName: false,
  documentTypes: 'id-card-only',
}

const profiles: Readonly<Record<Policy['id'], Policy>> = { liaoning, shandong, 'liaoning-legacy': liaoningLegacy }

/** The profile of this id; every id of the type has one. */
export function getPolicy(id: Policy['id']): Policy {
  return profiles[id]
}
