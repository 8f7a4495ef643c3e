import { z } from 'zod'
import { COMMAND_STATES, defineCall } from './call.ts'
import { id, instant, page, paged } from './fields.ts'

/** What a file warns of, most urgent first. */
export const PERSON_WARNINGS = [
  'deregistered',
  'not-captured',
  'document-expired',
  'document-expires-soon',
  'scene-photo-missing',
  'number-emptied',
  'no-number',
  'initial-password',
] as const

export const personDocument = z.object({
  documentType: z.string(),
  masked: z.string(),
  isMain: z.boolean(),
  addedAt: instant,
})

/** A person's file, masked field by field before it leaves the data thread (OP-13, R-MSK-03). */
export const personFile = z.object({
  id: z.string(),
  version: z.number().int(),
  name: z.string(),
  documentType: z.string(),
  document: z.string(),
  sex: z.string().nullable(),
  nationality: z.string().nullable(),
  birth: z.string().nullable(),
  accountState: z.string(),
  credentialState: z.string(),
  credentialVoidAt: instant.nullable(),
  level: z.number().int(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  contactAddress: z.string().nullable(),
  validityKind: z.string().nullable(),
  validityStart: z.string().nullable(),
  validityEnd: z.string().nullable(),
  capturedAt: instant.nullable(),
  captureChannel: z.string().nullable(),
  capturedPhone: z.string().nullable(),
  hasScenePhoto: z.boolean(),
  portraitId: z.string().nullable(),
  updatedAt: instant,
  documents: z.array(personDocument),
  counts: z.object({ phones: z.number().int(), relations: z.number().int(), pendingRelations: z.number().int() }),
  warnings: z.array(z.enum(PERSON_WARNINGS)),
})
export type PersonFile = z.infer<typeof personFile>

/** One act that touched this person: recorded here, or decided at the centre for any desk of the hall. */
export const personAct = z.object({
  commandId: z.string(),
  name: z.string(),
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().nullable(),
  at: instant,
  operator: z.string().nullable(),
  here: z.boolean(),
})
export type PersonAct = z.infer<typeof personAct>

export const personCalls = {
  /** `null`: no such person in this desk's cache. */
  'person.file': defineCall('read', z.strictObject({ id }), personFile.nullable()),
  'person.acts': defineCall('read', z.strictObject({ id, ...page }), paged(personAct)),
}
