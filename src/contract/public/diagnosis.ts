import { z } from 'zod'
import { loginCause } from '../diagnosis.ts'
import { text } from '../fields.ts'
import { defineOperation } from './operation.ts'

/** "Why can't I log in?", for whoever is in by one way and wants another. */
export const diagnosisOperations = {
  'diagnosis.own': defineOperation({
    group: 'auth',
    method: 'GET',
    path: '/v1/me/login-diagnosis',
    summary: 'What stands in the way of one’s log-ins, the likeliest first; of one enterprise, where its code is given',
    rules: ['R-LGE-12', 'R-LGE-16', 'R-SMS-07', 'R-PHN-19', 'R-REG-17', 'R-HAL-08'],
    access: { kind: 'session', permission: 'R-PM-07' },
    query: z.strictObject({ enterpriseCode: text(40).min(1).optional() }),
    answer: z.array(loginCause),
    refusals: [],
    example: { query: { enterpriseCode: '91210102MA0UY1QQ89' } },
  }),
}
