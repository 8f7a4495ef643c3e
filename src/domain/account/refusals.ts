import { defineRefusals } from '../kernel/refusal.ts'

/** Why an account isn't registered, changed or given up, in order of precedence. */
export const accountRefusals = defineRefusals({
  'account-person-unknown': { rule: 'R-REG-01' },
  'account-own-act-only': { rule: 'R-DRG-04' },
  'account-agreement-missing': { rule: 'R-REG-03', field: 'agreed' },
  'account-document-type-missing': { rule: 'R-REG-04', message: 'R-MSG-12', field: 'documentType' },
  'account-identity-incomplete': { rule: 'R-REG-04' },
  'account-document-type-not-taken': { rule: 'R-POL-32', field: 'documentType' },
  'account-overseas-closed': { rule: 'R-POL-31' },
  'account-overseas-document': { rule: 'R-REG-14', field: 'documentType' },
  'account-overseas-captured': { rule: 'R-TR-ACC-08' },
  'account-exists': { rule: 'R-REG-01', field: 'documentNumber' },
  'account-hall-first': { rule: 'R-REG-13', message: 'R-MSG-32', field: 'documentType' },
  'account-record-differs': { rule: 'R-REG-07', field: 'name' },
  'account-changed-meanwhile': { rule: 'R-REG-18', retry: true },
  'account-not-open': { rule: 'R-DRG-03' },
  'account-username-missing': { rule: 'R-POL-20', field: 'username' },
  'account-username-malformed': { rule: 'R-USR-01', field: 'username' },
  'account-username-unchanged': { rule: 'R-USR-02', field: 'username' },
  'account-username-yearly': { rule: 'R-USR-02', field: 'username' },
  'account-username-taken': { rule: 'R-USR-01', field: 'username' },
  'account-phone-malformed': { rule: 'R-REG-05', field: 'number' },
  'account-email-malformed': { rule: 'R-EML-01', field: 'email' },
  'account-email-unchanged': { rule: 'R-EML-01', field: 'email' },
  'account-email-unproved': { rule: 'R-EML-01', field: 'code' },
  'account-address-malformed': { rule: 'R-ADR-01', field: 'address' },
  'account-password-breaks-rule': { rule: 'R-PWD-23', field: 'password' },
  'account-face-failed': { rule: 'R-REG-06', retry: true },
  'account-deregistration-unconfirmed': { rule: 'R-DRG-01', field: 'agreed' },
  'account-number-missing': { rule: 'R-DRG-02', message: 'R-MSG-42' },
})

export type AccountRefusalCode = (typeof accountRefusals.codes)[number]
