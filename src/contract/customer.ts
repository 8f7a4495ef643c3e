import { z } from 'zod'
import { defineCall, type Audience } from './call.ts'
import { codePurpose, codeTarget } from './code.ts'
import { id, none, text } from './fields.ts'
import { SEAL_PURPOSES } from './sealed-box.ts'

/** What the clerk can ask the customer screen for; words and keys are added on the way. */
const wish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), purpose: z.enum(SEAL_PURPOSES), personId: id }),
  z.strictObject({ kind: z.literal('code'), visitId: id, purpose: codePurpose, target: codeTarget }),
  z.strictObject({
    kind: z.literal('agreement'),
    title: text(60),
    paragraphs: z.array(text(1000)).max(60),
    sign: z.boolean(),
  }),
])
export type CustomerWish = z.infer<typeof wish>

const passwordRule = z.object({
  minimumLength: z.number().int(),
  maximumLength: z.number().int(),
  classes: z.enum(['digit-letter-special', 'upper-lower-digit-special']),
  minimumClasses: z.number().int(),
  specials: z.string().nullable(),
})

/** A wish completed with what the screen needs to fulfil it; names and numbers masked. */
export const customerTask = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('password'),
    taskId: z.string(),
    purpose: z.enum(SEAL_PURPOSES),
    personId: z.string(),
    name: z.string(),
    rule: passwordRule,
    centralKey: z.string(),
  }),
  z.object({
    kind: z.literal('code'),
    taskId: z.string(),
    visitId: z.string(),
    purpose: codePurpose,
    target: codeTarget,
    masked: z.string(),
  }),
  z.object({
    kind: z.literal('agreement'),
    taskId: z.string(),
    title: z.string(),
    paragraphs: z.array(z.string()),
    sign: z.boolean(),
    name: z.string(),
  }),
])
export type CustomerTask = z.infer<typeof customerTask>

/** What the screen brings back. The clerk's page hears that it is done, and of a signature where it lies. */
const answer = z.strictObject({
  taskId: id,
  outcome: z.enum(['done', 'cancelled']),
  sealed: text(600).optional(),
  signatureAttachmentId: id.optional(),
})
export type CustomerAnswer = z.infer<typeof answer>

const window = { audience: ['customer'], access: 'open' } as const
/** Asked by the window process alone, which stands between the two pages. */
const nobody: readonly Audience[] = []

/**
 * The customer screen. `customer.show` opens it and gives it a task by the topic `customer-task`; it answers by
 * `customer.answer`, after which the clerk's page hears `customer-done`. Neither page ever sees the other's secrets.
 */
export const customerCalls = {
  'customer.show': defineCall('shell', z.strictObject({ wish }), z.object({ taskId: z.string() })),
  'customer.dismiss': defineCall('shell', none, none),
  /** A page that was opened or reloaded after its task was given asks for it. */
  'customer.task': defineCall('shell', none, customerTask.nullable(), window),
  'customer.answer': defineCall('shell', answer, none, window),
  'customer.prepare': defineCall('read', z.strictObject({ taskId: id, wish }), customerTask, { audience: nobody }),
  'customer.keep': defineCall('write', answer, none, { audience: nobody, access: 'open' }),
}
