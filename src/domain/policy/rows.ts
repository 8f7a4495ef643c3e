import type { Policy } from './policy.ts'

type PolicyKey = Exclude<keyof Policy, 'id' | 'version'>

/** The rows of R-POL that each key of a profile holds; a key of a conflict or an open point names that. */
export const POLICY_ROWS: Readonly<Record<PolicyKey, readonly string[]>> = {
  passwordRule: ['R-POL-01', 'R-POL-02'],
  initialValue: ['R-POL-03'],
  resetValue: ['R-POL-04'],
  resetValueHours: ['R-POL-04'],
  mustChangeAfter: ['R-POL-05'],
  lockFailures: ['R-POL-06'],
  lockLevels: ['R-POL-07'],
  smsLimit: ['R-POL-08'],
  smsCode: ['OP-05'],
  secondFactor: ['R-POL-09', 'R-POL-10', 'R-POL-11', 'R-POL-12'],
  humanCheck: ['R-POL-13'],
  enterprisePassword: ['R-POL-14'],
  legacyLoginUntil: ['R-POL-15'],
  since: ['R-PLT-01'],
  registerSkipFace: ['R-POL-16'],
  level: ['R-POL-17'],
  phoneTakeover: ['R-POL-18'],
  usernameChangesPerYear: ['R-POL-19'],
  usernameRequired: ['R-POL-20'],
  phonesMaximum: ['OP-14'],
  twoWayConfirmation: ['R-POL-21'],
  coreRelationNeedsPerson: ['R-POL-22'],
  addRequiresRealName: ['R-POL-23'],
  functionsRequired: ['R-REL-19', 'R-PER-08'],
  maintainByStaff: ['R-POL-24'],
  freezeEnabled: ['R-POL-25'],
  bindUnbindPassword: ['R-POL-26'],
  staffResetByManagers: ['R-POL-27'],
  managersResetEachOther: ['R-POL-27'],
  agencyAgreementPassword: ['R-POL-28'],
  agencyTwoForms: ['R-POL-29'],
  specialEntityQrLogin: ['R-POL-30'],
  overseasEmailRegistration: ['R-POL-31'],
  documentTypes: ['R-POL-32'],
  expiredNeedsPhotos: ['R-POL-33'],
  provinceApp: ['R-EN-APP'],
  faceApps: ['R-POL-34'],
  riskMatterPromptsFace: ['R-POL-35'],
  logDefaultMonths: ['R-POL-36'],
  socialInsuranceDirect: ['R-POL-37'],
  legacyForcesSms: ['CF-29'],
  verifyUsernameChange: ['R-POL-38'],
  verifyEmailChange: ['R-POL-38'],
  needsApproval: ['OP-06', 'R-PM-11'],
}

/** Every key of a profile with its value and the rows it holds, in the order of the rows. */
export const readPolicy = (policy: Policy): { key: string; rows: readonly string[]; value: unknown }[] =>
  Object.entries(POLICY_ROWS).map(([key, rows]) => ({ key, rows, value: policy[key as PolicyKey] }))
