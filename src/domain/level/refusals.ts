import { defineRefusals } from '../kernel/refusal.ts'

/** Why a level is not raised, in order of precedence. */
export const levelRefusals = defineRefusals({
  'level-person-unknown': { rule: 'R-RNL-01' },
  'level-person-deregistered': { rule: 'R-DRG-03' },
  'level-visitor-not-owner': { rule: 'R-PM-26' },
  'level-highest-already': { rule: 'R-RNL-06', message: 'R-MSG-09' },
  'level-face-failed': { rule: 'R-RNL-05' },
})
