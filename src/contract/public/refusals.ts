import { z } from 'zod'
import { defineOperation } from './operation.ts'

const words = z.object({ 'zh-CN': z.string(), en: z.string() })

export const refusalOperations = {
  'refusals.list': defineOperation({
    group: 'policy',
    method: 'GET',
    path: '/v1/refusals',
    summary: 'Every refusal that an operation can answer with: its rule, prescribed message, and words',
    rules: [],
    access: { kind: 'open' },
    answer: z.array(
      z.object({
        code: z.string(),
        rule: z.string(),
        /** The prescribed text (`GET /v1/messages`), where the rules prescribe one. */
        message: z.string().nullable(),
        field: z.string().nullable(),
        /** Whether the same call can succeed later without being changed. */
        retry: z.boolean(),
        words,
        operations: z.array(z.string()),
      }),
    ),
    refusals: [],
    example: {},
  }),
}
