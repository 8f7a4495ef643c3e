import { z } from 'zod'
import { CORE_ROLES, crossReport } from '../core.ts'
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
  'core.cross-region-reported': defineOperation({
    group: 'core',
    method: 'POST',
    path: '/v1/core/cross-region-reports',
    summary:
      '跨区域涉税事项: a project as it stands now, with the handlers and contacts of its report; told again it changes nothing',
    rules: ['R-XRG-01', 'R-XRG-05', 'R-XRG-06', 'R-XRG-10', 'R-XRG-11'],
    access: { kind: 'core' },
    body: crossReport,
    answer: z.object({
      projectId: z.string(),
      /** One more each time that a report said something new. */
      version: z.number().int(),
    }),
    refusals: [
      'cross-region-enterprise-unknown',
      'cross-region-number-missing',
      'cross-region-number-not-used',
      'cross-region-number-of-another',
      'cross-region-division-unknown',
      'cross-region-term-wrong',
      'cross-region-people-not-named',
      'cross-region-person-malformed',
      'cross-region-person-mismatch',
    ],
    example: {
      body: {
        kind: 'report',
        number: '2102022026000001',
        enterpriseCode: '91210102MA0ABCDE12',
        division: '210202',
        taxAuthority: '国家税务总局大连市中山区税务局',
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
        people: [
          { role: 'handler', personName: '关山月', documentType: 'resident-id', documentNumber: '11010519491231002X' },
        ],
      },
    },
  }),
}
