import { z } from 'zod'
import { civilDate } from '../fields.ts'
import { defineOperation } from './operation.ts'

const group = 'policy'
const open = { kind: 'open' } as const
const rules = (stem: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${stem}-${String(at + 1).padStart(2, '0')}`)

const entry = z.object({
  id: z.enum(['enterprise', 'person', 'agency', 'special']),
  title: z.string(),
  modules: z.array(z.enum(['qr', 'account', 'quick', 'ordinary'])),
  below: z.literal('enterprise').optional(),
})

const words = z.object({ symptom: z.string(), cause: z.string(), remedy: z.string() })
const card = z.object({
  key: z.string(),
  /** The prescribed message it is about (`GET /v1/messages`). */
  message: z.string().nullable(),
  rules: z.array(z.string()),
  /** Whether it speaks of a log-in that the profile in force has. */
  applies: z.boolean(),
  words: z.object({ 'zh-CN': words, en: words }),
})

/** What anybody may know: the profile in force, the closed lists, the way in, and what helps. */
export const policyOperations = {
  'policy.read': defineOperation({
    group,
    method: 'GET',
    path: '/v1/policy',
    summary: 'The profile in force: each key with its value and the rows of R-POL that it holds',
    rules: rules('R-POL', 38),
    access: open,
    answer: z.object({
      id: z.string(),
      version: z.number().int(),
      keys: z.array(z.object({ key: z.string(), rows: z.array(z.string()), value: z.unknown() })),
    }),
    refusals: [],
    example: {},
  }),
  'enumerations.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/enumerations',
    summary: 'Every closed list of the rules (R-EN) with the ids that operations take and give',
    rules: rules('R-EN-DOC', 12),
    access: open,
    answer: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        values: z.array(z.object({ id: z.string(), name: z.string() })),
      }),
    ),
    refusals: [],
    example: {},
  }),
  'portal.read': defineOperation({
    group,
    method: 'GET',
    path: '/v1/portal',
    summary: 'The log-in page: its entries today, where the APPs are had, where the guide lies',
    rules: ['R-PLT-01', 'R-PLT-12', 'R-PLT-16', 'R-PLT-17', 'R-PLT-18', 'R-LGE-01', 'R-LGN-01', 'R-LEG-01'],
    access: open,
    answer: z.object({
      today: civilDate,
      present: z.object({
        open: z.boolean(),
        since: civilDate.nullable(),
        button: z.string(),
        entries: z.array(entry),
        links: z.array(z.object({ id: z.string(), title: z.string() })),
      }),
      earlier: z.object({
        open: z.boolean(),
        until: z.union([z.literal('always'), z.literal('never'), civilDate]),
        entries: z.array(entry),
      }),
      downloads: z.array(
        z.object({
          app: z.enum(['province-app', 'iit-app']),
          names: z.array(z.string()),
          ios: z.string(),
          android: z.string(),
          scan: z.string(),
        }),
      ),
      /** The way to the guide, click by click. */
      guide: z.array(z.string()),
      /** What is said where a capture is needed: by which APP, and how its scan is found. */
      capture: z.object({ app: z.string(), scan: z.string() }),
    }),
    refusals: [],
    example: {},
  }),
  'cards.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/cards',
    summary: '办税指引: symptom, cause, remedy and rules of every card, in both languages',
    rules: [...rules('R-FAQ', 10), ...rules('R-OTH', 7), 'R-HAL-04', 'R-HAL-07', 'R-HAL-08', 'R-LGE-11', 'R-REG-17'],
    access: open,
    answer: z.array(card),
    refusals: [],
    example: {},
  }),
}
