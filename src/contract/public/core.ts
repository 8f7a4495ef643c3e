import { z } from 'zod'
import { CORE_ROLES } from '../core.ts'
import { text } from '../fields.ts'
import { defineOperation } from './operation.ts'

/** What the core tax system tells the central. */
export const coreOperations = {
  'core.information-confirmed': defineOperation({
    group: 'core',
    method: 'POST',
    path: '/v1/core/confirmations',
    summary: '信息确认 of an enterprise is complete: its people are read from the core tax system and recorded',
    rules: ['R-HAL-03', 'R-REL-25', 'R-TR-REL-08', 'R-PLT-09'],
    access: { kind: 'core' },
    body: z.strictObject({ enterpriseCode: text(40) }),
    answer: z.object({
      enterpriseId: z.string(),
      /** Relations written down now, and those that were there already. */
      recorded: z.number().int(),
      known: z.number().int(),
      /** People who can't be recorded, with the rule that stands against it; names are masked. */
      refused: z.array(z.object({ name: z.string(), role: z.enum(CORE_ROLES), code: z.string(), rule: z.string() })),
    }),
    refusals: ['core-enterprise-unknown', 'core-unavailable'],
    example: { body: { enterpriseCode: '91210102MA0ABCDE12' } },
  }),
}
