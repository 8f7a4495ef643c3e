import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { defineCall } from './call.ts'
import { information } from './capture.ts'
import { id, instant, none } from './fields.ts'

/** Which document a card is; readers read three kinds of them. */
export type CardDocumentType = (typeof DOCUMENT_TYPE_IDS)[number]

/** The fields of the information check, as a machine read them; what it couldn't read is absent. */
export type ReadFields = Partial<z.infer<typeof information>>

/** Why a card wasn't read; each has its own words on screen. */
export const READ_PROBLEMS = [
  /** Nothing answers where the reader's service should be. */
  'not-running',
  /** The service answers, its reader doesn't. */
  'no-device',
  'no-card',
  /** The card read before still lies there: lift it first. */
  'not-lifted',
  /** The card left before it was read to the end. */
  'pulled',
  /** The reply was not what the protocol says, or too long, or in no known encoding. */
  'garbled',
  'timeout',
  'cancelled',
  /** Another read is under way. */
  'busy',
] as const
export type ReadProblem = (typeof READ_PROBLEMS)[number]

export const DEVICE_KINDS = ['card-reader', 'ocr', 'face'] as const

/** `absent`: not installed on this desk; `trouble`: installed, and does not answer as it should. */
export const deviceStatus = z.object({
  kind: z.enum(DEVICE_KINDS),
  driver: z.string(),
  state: z.enum(['ready', 'trouble', 'absent']),
  problem: z.enum(READ_PROBLEMS).optional(),
})
export type DeviceStatus = z.infer<typeof deviceStatus>

/**
 * A card that was read: masked, with the person it belongs to where the desk knows them. The reading itself stays
 * in the data thread as the evidence of presence, and the capture form fetches it by its id.
 */
export const cardRead = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('read'),
    readingId: z.string(),
    documentType: z.enum(DOCUMENT_TYPE_IDS),
    name: z.string(),
    document: z.string(),
    expired: z.boolean(),
    personId: z.string().nullable(),
    readAt: instant,
  }),
  z.object({ outcome: z.literal('problem'), problem: z.enum(READ_PROBLEMS) }),
])
export type CardRead = z.infer<typeof cardRead>

/** The sides of a card that OCR reads. */
export const CARD_SIDES = ['front', 'back'] as const

/** What OCR made of a picture. `absent`: no OCR on this desk, the clerk types. */
export const pictureRead = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('read'), fields: information.partial() }),
  z.object({ outcome: z.literal('unreadable') }),
  z.object({ outcome: z.literal('absent') }),
])
export type PictureRead = z.infer<typeof pictureRead>

/** What the desk's own face comparison thinks; advice for the clerk, never the decision. */
export const facesCompared = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('compared'), verdict: z.enum(['same', 'unsure', 'different']), score: z.number() }),
  z.object({ outcome: z.literal('no-face'), picture: z.enum(['portrait', 'scene']) }),
  z.object({ outcome: z.literal('absent') }),
])
export type FacesCompared = z.infer<typeof facesCompared>

/** Answered by the data thread from the devices beside the desk; none of these waits inside a transaction. */
export const deviceCalls = {
  'device.status': defineCall('read', none, z.array(deviceStatus)),
  'device.read-card': defineCall(
    'write',
    z.strictObject({ timeoutMs: z.number().int().min(500).max(60_000).default(15_000) }),
    cardRead,
  ),
  'device.cancel-read': defineCall('write', none, z.object({ cancelled: z.boolean() })),
  'device.read-picture': defineCall(
    'read',
    z.strictObject({ attachmentId: id, side: z.enum(CARD_SIDES) }),
    pictureRead,
  ),
  'device.compare-faces': defineCall(
    'read',
    z.strictObject({ portraitAttachmentId: id, sceneAttachmentId: id }),
    facesCompared,
  ),
}
