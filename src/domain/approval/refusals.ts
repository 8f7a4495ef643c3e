import { defineRefusals } from '../kernel/refusal.ts'

/** Why an answer to an item of 复核 doesn't count, in order of precedence. */
export const approvalRefusals = defineRefusals({
  'approval-role': { rule: 'OP-25' },
  'approval-item-unknown': { rule: 'OP-25' },
  'approval-other-hall': { rule: 'OP-25' },
  'approval-picture-unknown': { rule: 'OP-25' },
  'approval-own-act': { rule: 'OP-25' },
  'approval-already-decided': { rule: 'OP-25' },
  'approval-changed-meanwhile': { rule: 'OP-25' },
  'approval-reason-missing': { rule: 'OP-25', field: 'reason' },
  'approval-password-wrong': { rule: 'OP-25', field: 'password', message: 'R-MSG-37' },
})
