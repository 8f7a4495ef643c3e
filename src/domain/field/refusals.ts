import { defineRefusals } from '../kernel/refusal.ts'

/** Why a pack isn't kept, in order of precedence. */
export const fieldRefusals = defineRefusals({
  'pack-return-past': { rule: 'FIELD-PACK', field: 'returnOn' },
  'pack-no-go': { rule: 'FIELD-PACK' },
})
