import { z } from 'zod'
import { COMMAND_STATES, defineCall } from './call.ts'
import { id, instant, none, page, paged } from './fields.ts'

/** One recorded act as the list shows it; codes and states only, no personal data. */
export const outboxItem = z.object({
  commandId: z.string(),
  seq: z.number().int(),
  name: z.string(),
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().nullable(),
  message: z.string().nullable(),
  /** Its rebase refuses now: the central will judge, or the clerk withdraws it (sync.md). */
  flagged: z.boolean(),
  /** How often it was sent, arrived or not, and when the link sends it again by itself. */
  tries: z.number().int(),
  nextTryAt: instant.nullable(),
  recordedAt: instant,
  settledAt: instant.nullable(),
  operator: z.string(),
  /** It was taken back here when the central had it already: it counts after all, and somebody has to know. */
  withdrawnLate: z.boolean(),
  acknowledged: z.boolean(),
})
export type OutboxItem = z.infer<typeof outboxItem>

/** Whom an act is about, masked. */
export const outboxSubject = z.object({
  kind: z.enum(['person', 'enterprise', 'relation', 'phone']),
  id: z.string(),
  label: z.string(),
})

export const outboxDetail = outboxItem.extend({
  refusal: z.unknown(),
  subjects: z.array(outboxSubject),
  visitId: z.string().nullable(),
  hash: z.string(),
  device: z.string(),
})
export type OutboxDetail = z.infer<typeof outboxDetail>

export const outboxCounts = z.object({
  recorded: z.number().int(),
  delivered: z.number().int(),
  effective: z.number().int(),
  held: z.number().int(),
  returned: z.number().int(),
  withdrawn: z.number().int(),
  flagged: z.number().int(),
  /** Acts taken back too late that nobody has dealt with. */
  withdrawnLate: z.number().int(),
  /** When the oldest act that the central has not judged was recorded: the age of the queue. */
  oldest: instant.nullable(),
  /** The earliest time at which the link tries again by itself. */
  nextTryAt: instant.nullable(),
})
export type OutboxCounts = z.infer<typeof outboxCounts>

export const outboxCalls = {
  'outbox.counts': defineCall('read', none, outboxCounts),
  'outbox.list': defineCall(
    'read',
    z.strictObject({ state: z.enum(COMMAND_STATES).optional(), ...page }),
    paged(outboxItem),
  ),
  'outbox.detail': defineCall('read', z.strictObject({ commandId: id }), outboxDetail.nullable()),
  /** What was typed, so that a returned act's form opens as it was. */
  'outbox.payload': defineCall(
    'read',
    z.strictObject({ commandId: id }),
    z.object({ name: z.string(), payload: z.record(z.string(), z.unknown()) }).nullable(),
  ),
  /** Sends and fetches now instead of at the next appointed time. */
  'outbox.retry': defineCall('write', none, none),
  /** Takes back an act the central has not been told of yet; what it did here is undone (sync.md). */
  'outbox.withdraw': defineCall('write', z.strictObject({ commandId: id }), none),
  /** An act that was returned, or taken back too late, has been dealt with: done anew, or explained to the visitor. */
  'outbox.acknowledge': defineCall('write', z.strictObject({ commandId: id }), none),
}
