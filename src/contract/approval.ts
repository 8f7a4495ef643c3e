import { z } from 'zod'
import { COMMAND_STATES, defineCall } from './call.ts'
import { PICTURE_TYPES } from '../domain/capture/picture.ts'
import { id, instant, none, page, paged, text } from './fields.ts'

/** Whom an act is about, masked. */
export const approvalSubject = z.object({
  kind: z.enum(['person', 'enterprise', 'relation']),
  id: z.string(),
  label: z.string(),
})

/** An act that waits for a second person, or waited for one, in the words of codes; masked. */
export const approvalItem = z.object({
  commandId: z.string(),
  /** Sent back with the answer, which counts only for what was read (OP-25). */
  version: z.number().int(),
  name: z.string(),
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().nullable(),
  operator: z.string(),
  /** The signed-in supervisor recorded it, and must leave it to another. */
  own: z.boolean(),
  recordedAt: instant,
  decidedAt: instant,
  subjects: z.array(approvalSubject),
})
export type ApprovalItem = z.infer<typeof approvalItem>

/** One thing of the form a second person has to see; `before` is what a machine read where the clerk typed over it. */
export const approvalFact = z.object({ field: z.string(), value: z.string(), before: z.string().optional() })
export type ApprovalFact = z.infer<typeof approvalFact>

/** How the visitor was met, and the pictures that came with the act; `purpose` says what each is of. */
export const approvalEvidence = z.object({
  presence: z.enum(['card-reader', 'document-seen']).nullable(),
  acting: z.enum(['personal', 'enterprise', 'agency', 'letter']).nullable(),
  pictures: z.array(z.object({ id: z.string(), purpose: z.string() })),
})
export type ApprovalEvidence = z.infer<typeof approvalEvidence>

export const approvalCalls = {
  'approval.list': defineCall(
    'read',
    z.strictObject({ tab: z.enum(['waiting', 'mine']), ...page }),
    paged(approvalItem),
  ),
  'approval.count': defineCall('read', none, z.object({ waiting: z.number().int() })),
  /** What is to be judged, as it was typed: whoever approves a correction must see it. Opening it is audited. */
  'approval.open': defineCall('write', z.strictObject({ commandId: id }), z.array(approvalFact)),
  /** What the clerk attached lies at the central, since the desk that took it may be another. */
  'approval.evidence': defineCall('remote', z.strictObject({ commandId: id }), approvalEvidence),
  /** One of these pictures, its bytes in base64. Each look is audited at the central. */
  'approval.picture': defineCall(
    'remote',
    z.strictObject({ commandId: id, attachmentId: id }),
    z.object({ mediaType: z.enum(PICTURE_TYPES), content: z.string() }),
  ),
  /** The supervisor's own password is asked again for each answer; the central checks it (OP-25). */
  'approval.decide': defineCall(
    'remote',
    z.strictObject({
      commandId: id,
      granted: z.boolean(),
      reason: text(200),
      seenVersion: z.number().int(),
      password: text(200),
    }),
    z.object({ state: z.enum(COMMAND_STATES), waitsFor: z.string().optional() }),
  ),
}

type Calls = typeof approvalCalls
export type ApprovalListInput = z.output<Calls['approval.list']['input']>
export type ApprovalDecideInput = z.output<Calls['approval.decide']['input']>
export type ApprovalSubject = z.infer<typeof approvalSubject>
