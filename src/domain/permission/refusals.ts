import { defineRefusals } from '../kernel/refusal.ts'

/** Why an act on permission identities is refused, in order of precedence. */
export const permissionRefusals = defineRefusals({
  'permission-role-not-allowed': { rule: 'R-PM-14' },
  'permission-enterprise-unknown': { rule: 'R-PER-05', retry: true },
  'permission-manager-not-present': { rule: 'R-REL-02' },
  'permission-identity-unknown': { rule: 'R-PER-06' },
  'permission-changed-meanwhile': { rule: 'OP-25' },
  'permission-identity-retired': { rule: 'R-PER-06' },
  'permission-name-missing': { rule: 'R-PER-05', field: 'identityName' },
  'permission-name-taken': { rule: 'R-PER-05', field: 'identityName' },
  'permission-functions-missing': { rule: 'R-REL-19', field: 'functions' },
  'permission-functions-unknown': { rule: 'R-PER-05', field: 'functions' },
})

export type PermissionRefusalCode = (typeof permissionRefusals.codes)[number]
