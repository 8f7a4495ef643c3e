import { z } from 'zod'
import { OVERLAY_STATES } from '../domain/capture/overlay.ts'
import { CAPTURE_BRANCHES, CAPTURE_KINDS, type InformationField } from '../domain/capture/types.ts'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { defineCall, defineCommand } from './call.ts'
import { id, instant, none, text } from './fields.ts'

const attachment = z.string().max(64)
const field = text(300)
const paper = z.strictObject({ version: text(40), at: instant, signatureAttachmentId: attachment })

/** Every field as text, exactly as typed; whether it is right is the domain's business. */
export const information = z.strictObject({
  name: field,
  documentNumber: field,
  sex: field,
  birth: field,
  nationality: field,
  ethnicity: field,
  residence: field,
  issuedBy: field,
  validityKind: field,
  validityStart: field,
  validityEnd: field,
} satisfies Record<InformationField, z.ZodType>)

/** A machine reads what the card carries, so a field may be absent; none other may be there. */
const machineReading = z.strictObject({
  source: z.enum(['card-reader', 'ocr']),
  fields: information.partial(),
})

export const submission = {
  caseId: id,
  kind: z.enum(CAPTURE_KINDS),
  branch: z.enum(CAPTURE_BRANCHES),
  documentType: z.enum(DOCUMENT_TYPE_IDS),
  personId: id.optional(),
  information,
  reading: machineReading.optional(),
  pictures: z.strictObject({
    frontAttachmentId: attachment.optional(),
    portraitAttachmentId: attachment.optional(),
    backAttachmentId: attachment.optional(),
    sceneAttachmentId: attachment.optional(),
  }),
  consent: paper.optional(),
  faceAgreement: paper.optional(),
  phone: text(24),
}

/** One line of the work list: a draft, a case on its way, or one that came back. Masked (OP-13). */
export const captureRow = z.object({
  caseId: z.string(),
  /** The newest command of the case, where it has left the draft. */
  commandId: z.string().nullable(),
  state: z.enum(OVERLAY_STATES),
  kind: z.enum(CAPTURE_KINDS),
  branch: z.enum(CAPTURE_BRANCHES),
  title: z.string(),
  waitsFor: z.string().nullable(),
  problem: z.object({ code: z.string(), rule: z.string(), message: z.string().optional() }).nullable(),
  /** Name or number were typed by hand: no machine read them (OP-23). */
  typed: z.boolean(),
  /** Recorded on this desk; a case of another desk of the hall is shown and can't be reopened here. */
  here: z.boolean(),
  updatedAt: instant,
})
export type CaptureRow = z.infer<typeof captureRow>

/** How a person's real-name record stands (R-SUP); `null` where the desk knows nobody by that document. */
export const recordStanding = z.object({
  personId: z.string(),
  name: z.string(),
  document: z.string(),
  documentType: z.enum(DOCUMENT_TYPE_IDS),
  isMain: z.boolean(),
  captured: z.boolean(),
  gaps: z.array(z.enum(['scene-photo', 'document-expired', 'validity-unknown'])),
  level: z.number().int(),
  validityEnd: z.string().nullable(),
})
export type RecordStanding = z.infer<typeof recordStanding>

/** What the card reader read, in full: the clerk compares it with the card in the hand (R-CAP-04). */
export const cardReading = z.object({
  documentType: z.enum(DOCUMENT_TYPE_IDS),
  fields: information.partial(),
  portraitAttachmentId: z.string().nullable(),
  readAt: instant,
})
export type CardReadingForm = z.infer<typeof cardReading>

export const captureCalls = {
  'capture.submit': defineCommand(submission),
  'capture.maintain': defineCommand({
    personId: id,
    phone: text(24),
    residence: field,
    sceneAttachmentId: attachment.optional(),
  }),
  'capture.list': defineCall('read', none, z.array(captureRow)),
  'capture.standing': defineCall(
    'read',
    z.union([
      z.strictObject({ personId: id }),
      z.strictObject({ documentType: z.enum(DOCUMENT_TYPE_IDS), documentNumber: text(60) }),
    ]),
    recordStanding.nullable(),
  ),
  'capture.reading': defineCall('read', z.strictObject({ readingId: id }), cardReading.nullable()),
  /** Makes a draft of a case that came back, exactly as it was typed, and takes it off the list of returned work. */
  'capture.reopen': defineCall('write', z.strictObject({ commandId: id }), z.object({ draftId: z.string() })),
}
