import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { ACT_IDS } from '../domain/visit/acts.ts'
import { ACT_REASONS } from '../domain/visit/types.ts'
import { COMMAND_STATES, defineCall } from './call.ts'
import { acting } from './command.ts'
import { civilDate, id, instant, none, page, paged, text } from './fields.ts'

/** One identity the visitor can take, masked. */
export const visitIdentity = z.object({
  acting,
  identityType: z.string(),
  label: z.string(),
  creditCode: z.string(),
  usable: z.boolean(),
  validUntil: civilDate.nullable(),
})
export type VisitIdentity = z.infer<typeof visitIdentity>

export const actOffer = z.object({
  act: z.enum(ACT_IDS),
  allowed: z.boolean(),
  rule: z.string(),
  reason: z.enum(ACT_REASONS).optional(),
})

/** What was proved during this visit, masked. */
export const visitProof = z.object({ kind: z.string(), label: z.string(), passed: z.boolean(), at: instant })

/** One act recorded in the visit, as the panel and the receipt show it. */
export const visitAct = z.object({
  commandId: z.string(),
  seq: z.number().int(),
  name: z.string(),
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().nullable(),
  message: z.string().nullable(),
  refusal: z.unknown(),
  recordedAt: instant,
})
export type VisitAct = z.infer<typeof visitAct>

/** The visit at this desk, masked; `known` is false while the visitor isn't in the cache. */
export const visitState = z.object({
  visitId: z.string(),
  personId: z.string(),
  known: z.boolean(),
  name: z.string(),
  documentType: z.enum(DOCUMENT_TYPE_IDS),
  document: z.string(),
  presence: z.enum(['card-reader', 'document-seen']),
  acting,
  since: instant,
  identities: z.array(visitIdentity),
  offers: z.array(actOffer),
  proofs: z.array(visitProof),
  acts: z.array(visitAct),
})
export type VisitState = z.infer<typeof visitState>

export const visitRow = z.object({
  visitId: z.string(),
  name: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  receiptNumber: z.string().nullable(),
  acts: z.number().int(),
  returned: z.number().int(),
})
export type VisitRow = z.infer<typeof visitRow>

/**
 * How the visitor was met: a card that the reader has just read, somebody the clerk looked up and whose document
 * they saw, or a document of somebody this desk doesn't know, for whom only a capture can be done.
 */
const met = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('reading'), readingId: id }),
  z.strictObject({ by: z.literal('person'), personId: id }),
  z.strictObject({
    by: z.literal('document'),
    documentType: z.enum(DOCUMENT_TYPE_IDS),
    number: text(40),
    name: text(80),
  }),
])

export const visitCalls = {
  'visit.current': defineCall('read', none, visitState.nullable()),
  'visit.start': defineCall('write', z.strictObject({ met }), visitState),
  /** After sign-in or unlock: takes up the open visit, or ends it when it is a colleague's or long forgotten. */
  'visit.resume': defineCall('write', none, visitState.nullable()),
  'visit.set-acting': defineCall('write', z.strictObject({ acting }), visitState),
  'visit.end': defineCall('write', none, z.object({ visitId: z.string(), receiptNumber: z.string().nullable() })),
  'visit.list': defineCall('read', z.strictObject({ ...page }), paged(visitRow)),
}

export type VisitInput<Name extends keyof typeof visitCalls> = z.output<(typeof visitCalls)[Name]['input']>
export type VisitProof = z.infer<typeof visitProof>
