import { defineRefusals } from '../kernel/refusal.ts'

/** Why a visit isn't started, changed or ended, in order of precedence. */
export const visitRefusals = defineRefusals({
  'visit-open-already': { rule: 'OP-25' },
  'visit-none': { rule: 'OP-25' },
  'visit-reading-stale': { rule: 'OP-25' },
  'visit-person-unknown': { rule: 'OP-25', field: 'personId' },
  'visit-document-wrong': { rule: 'OP-25', field: 'number' },
  'visit-identity-not-held': { rule: 'R-PLT-02', field: 'acting' },
  'visit-identity-disabled': { rule: 'R-PLT-02', field: 'acting' },
  'visit-letter-missing': { rule: 'OP-25', field: 'attachmentId' },
})
