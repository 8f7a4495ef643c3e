import { defineRefusals } from '../kernel/refusal.ts'

/** Why a masked field stays masked (OP-13). */
export const revealRefusals = defineRefusals({
  'reveal-role': { rule: 'OP-13' },
  'reveal-nothing': { rule: 'OP-13' },
})
