import { z } from 'zod'
import prescribed from '../words/zh-CN/messages.json' with { type: 'json' }
import { defineOperation } from './operation.ts'

const texts = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))

export const messageOperations = {
  'messages.list': defineOperation({
    group: 'policy',
    method: 'GET',
    path: '/v1/messages',
    summary: 'The prescribed texts by id, to the letter, with an English reading; answers name them by id',
    rules: Object.keys(prescribed),
    access: { kind: 'open' },
    answer: z.object({ 'zh-CN': texts, en: texts }),
    refusals: [],
    example: {},
  }),
}
