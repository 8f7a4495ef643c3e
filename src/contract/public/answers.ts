import { z } from 'zod'

/** What an act answers: the id of what it made, if it made something, and the prescribed message (R-MSG). */
export const done = z.object({ id: z.string().optional(), message: z.string().optional() })
export type Done = z.infer<typeof done>

/** 400: which field is wrong and how, in both languages. */
export const malformedAnswer = z.object({
  kind: z.literal('malformed'),
  field: z.string(),
  rule: z.string(),
  message: z.object({ 'zh-CN': z.string(), en: z.string() }),
})

/** 403 and 409: the rule that stands against it, in both languages. */
export const refusedAnswer = z.object({
  kind: z.literal('refused'),
  refusal: z.unknown(),
  message: z.object({ 'zh-CN': z.string(), en: z.string() }),
})

/** 401: no log-in, or one that has ended. */
export const deniedAnswer = z.object({ code: z.string() })
