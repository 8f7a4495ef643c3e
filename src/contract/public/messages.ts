import { z } from 'zod'
import { defineOperation } from './operation.ts'

const texts = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))

export const messageOperations = {
  'messages.list': defineOperation({
    group: 'policy',
    method: 'GET',
    path: '/v1/messages',
    summary: 'The prescribed texts by id, to the letter, with an English reading; answers name them by id',
    rules: ['R-MSG-12', 'R-MSG-15', 'R-MSG-16', 'R-MSG-17', 'R-MSG-23', 'R-MSG-39', 'R-MSG-45'],
    access: { kind: 'open' },
    answer: z.object({ 'zh-CN': texts, en: texts }),
    refusals: [],
    example: {},
  }),
}
