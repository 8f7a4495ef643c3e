import { defineRefusals } from '../kernel/refusal.ts'

/** Why a diagnosis isn't given, in order of precedence. */
export const diagnosisRefusals = defineRefusals({
  'diagnosis-role-not-allowed': { rule: 'R-PM-06' },
  'diagnosis-person-unknown': { rule: 'OP-21' },
})
