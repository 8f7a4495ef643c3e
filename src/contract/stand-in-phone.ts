import { z } from 'zod'
import { text } from './fields.ts'

/** What a hand does with the stand-ins' phone: a code pasted or picked, the APP, who is logged in to it, their face. */
export const phoneForm = z.strictObject({
  /** The text of the QR code, as its page was given it. */
  scan: text(80).trim().default(''),
  /** Or one that waits, by its hash. */
  ticket: text(80).default(''),
  app: z.enum(['province-app', 'iit-app']),
  /** 居民身份证号码 of whoever is logged in; empty: 未登录. */
  document: text(40).trim().default(''),
  /** The code of the enterprise they are logged in for; empty: as a person. */
  enterprise: text(40).trim().default(''),
  face: z.enum(['passed', 'failed', 'busy']).default('passed'),
})
export type PhoneForm = z.infer<typeof phoneForm>
