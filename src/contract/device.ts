import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { defineCall } from './call.ts'
import { instant, none } from './fields.ts'

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

/** Answered by the data thread from the devices beside the desk; none of these waits inside a transaction. */
export const deviceCalls = {
  'device.status': defineCall('read', none, z.array(deviceStatus)),
  'device.read-card': defineCall(
    'write',
    z.strictObject({ timeoutMs: z.number().int().min(500).max(60_000).default(15_000) }),
    cardRead,
  ),
  'device.cancel-read': defineCall('write', none, z.object({ cancelled: z.boolean() })),
}
