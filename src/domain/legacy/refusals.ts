import { defineRefusals } from '../kernel/refusal.ts'

/** Why an act on the passwords of an enterprise and its members is refused, in order of precedence. */
export const memberRefusals = defineRefusals({
  'member-not-offered': { rule: 'R-PLT-06' },
  'member-role-not-allowed': { rule: 'R-PM-28' },
  'certificate-role-not-allowed': { rule: 'R-PM-30' },
  'member-enterprise-unknown': { rule: 'R-STF-01', retry: true },
  'member-manager-needed': { rule: 'R-STF-01' },
  'member-unknown': { rule: 'R-STF-01' },
  'member-not-own': { rule: 'R-PWD-18' },
  'member-manager-protected': { rule: 'R-PWD-17' },
  'member-password-none': { rule: 'R-PWD-13', message: 'R-MSG-30' },
  'member-password-set': { rule: 'R-PWD-12' },
  'member-password-bound': { rule: 'R-STF-08' },
  'member-already-bound': { rule: 'R-STF-08' },
  'member-not-bound': { rule: 'R-STF-09' },
  'member-no-person-password': { rule: 'R-TR-CRD-15' },
  'member-old-wrong': { rule: 'R-PWD-18', message: 'R-MSG-37', field: 'oldPassword' },
  'member-password-missing': { rule: 'R-PWD-19', field: 'newPassword' },
  'member-password-breaks-rule': { rule: 'R-PWD-04', field: 'newPassword' },
  'member-identity-missing': { rule: 'R-PER-09', field: 'permissionIdentityId' },
  'member-identity-unknown': { rule: 'R-PER-06', field: 'permissionIdentityId' },
  'member-functions-foreign': { rule: 'R-PER-10', field: 'functions' },
  'member-person-not-found': { rule: 'R-STF-04', field: 'documentNumber', retry: true },
  'member-person-malformed': { rule: 'R-STF-04', field: 'documentNumber' },
  'member-person-mismatch': { rule: 'OP-17', field: 'personName' },
  'member-person-deregistered': { rule: 'R-DRG-03' },
  'member-already-live': { rule: 'R-REL-27' },
  'member-approval-denied': { rule: 'R-PM-28' },
  'member-approval-own': { rule: 'OP-25' },
})

export type MemberRefusalCode = (typeof memberRefusals.codes)[number]

/**
 * Why the earlier log-in is refused, in order of precedence. An unknown enterprise and a wrong enterprise password
 * sound the same (OP-20); what stands after it is told only to somebody who knows the enterprise's password.
 */
export const legacyRefusals = defineRefusals({
  'legacy-closed': { rule: 'R-PLT-12' },
  'legacy-incomplete': { rule: 'R-LEG-06' },
  'legacy-agreement-missing': { rule: 'R-LEG-06', field: 'humanCheck' },
  'legacy-human-check': { rule: 'R-LEG-06', field: 'humanCheck', retry: true },
  'legacy-step-expired': { rule: 'R-LEG-06', retry: true },
  'legacy-confirmation-differs': { rule: 'R-PWD-09', field: 'confirmation' },
  'legacy-locked': { rule: 'R-LCK-01', retry: true },
  'legacy-enterprise-password-wrong': { rule: 'R-LEG-06', message: 'R-MSG-37', field: 'enterprisePassword' },
  'legacy-person-failed': { rule: 'R-LGN-05', field: 'username' },
  'legacy-agency-password-wrong': { rule: 'R-AGY-12', message: 'R-MSG-37', field: 'agencyPassword' },
  'legacy-core-busy': { rule: 'R-LEG-07', retry: true },
  'legacy-sync-failed': { rule: 'R-LEG-09' },
  'legacy-quick-first': { rule: 'R-LEG-02' },
  'legacy-quick-not-prepared': { rule: 'R-LEG-04' },
  'legacy-mobile-not-captured': { rule: 'R-LEG-05', field: 'mobile' },
  'legacy-social-ordinary-only': { rule: 'R-LEG-13' },
  'legacy-not-a-member': { rule: 'R-STF-05' },
  'legacy-member-frozen': { rule: 'R-STF-06', message: 'R-MSG-28' },
  'legacy-not-in-core': { rule: 'R-LEG-15', message: 'R-MSG-31' },
  'legacy-not-captured': { rule: 'R-PHN-19' },
  'legacy-manager-first': { rule: 'R-LEG-10' },
  'legacy-number-missing': { rule: 'R-LEG-16', message: 'R-MSG-42' },
  'legacy-number-fixed-line': { rule: 'R-SMS-06' },
  'legacy-number-differs': { rule: 'R-SMS-07' },
  'legacy-password-none': { rule: 'R-PWD-13', message: 'R-MSG-30' },
  'legacy-password-wrong': { rule: 'R-PWD-22', message: 'R-MSG-37', field: 'password' },
  'legacy-code-wrong': { rule: 'R-LEG-11', field: 'code' },
  'legacy-agreement-password-wrong': { rule: 'R-AGY-12', field: 'agreementPassword' },
  'legacy-client-not-represented': { rule: 'R-AGY-12', field: 'clientId' },
})

export type LegacyRefusalCode = (typeof legacyRefusals.codes)[number]
