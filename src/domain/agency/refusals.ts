import { defineRefusals } from '../kernel/refusal.ts'

/** Why an act between an agency and a client is refused, in order of precedence. */
export const agencyRefusals = defineRefusals({
  'agency-role-not-allowed': { rule: 'R-PM-31' },
  'agency-received-at-hall': { rule: 'R-HAL-06' },
  'agency-forms-not-used': { rule: 'R-POL-29' },
  'agency-recognition-not-used': { rule: 'R-POL-29' },
  'agency-password-not-used': { rule: 'R-POL-28' },
  'agency-unknown': { rule: 'R-AGY-07', field: 'agencyCode', retry: true },
  'agency-other-hall': { rule: 'R-AGY-07', field: 'agencyCode' },
  'agency-client-unknown': { rule: 'R-AGY-08', field: 'clientCode', retry: true },
  'agency-agreement-unknown': { rule: 'R-AGY-13' },
  'agency-manager-not-present': { rule: 'R-REL-02' },
  'agency-not-personnel': { rule: 'R-AGY-09' },
  'agency-changed-meanwhile': { rule: 'OP-25' },
  'agency-code-malformed': { rule: 'R-AGY-07', field: 'agencyCode' },
  'agency-name-missing': { rule: 'R-AGY-07', field: 'agencyName' },
  'agency-people-missing': { rule: 'R-AGY-07', field: 'people' },
  'agency-person-mismatch': { rule: 'OP-17', field: 'people' },
  'agency-basic-form-missing': { rule: 'R-AGY-07' },
  'agency-agents-missing': { rule: 'R-AGY-08', field: 'agents' },
  'agency-agent-unknown': { rule: 'R-AGY-09', field: 'agents', retry: true },
  'agency-validity-impossible': { rule: 'R-AGY-14', field: 'validUntil' },
  'agency-validity-past': { rule: 'R-AGY-14', field: 'validUntil' },
  'agency-not-handed-in': { rule: 'R-HAL-06' },
  'agency-agreement-over': { rule: 'R-TR-AGY-05' },
  'agency-already-recognised': { rule: 'R-AGY-11' },
  'agency-password-breaks-rule': { rule: 'R-PWD-01', field: 'password' },
})
export type AgencyRefusalCode = (typeof agencyRefusals.codes)[number]
