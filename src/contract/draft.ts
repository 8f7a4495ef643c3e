import { z } from 'zod'
import { defineCall } from './call.ts'
import { id, instant, text } from './fields.ts'

/** Which form a draft belongs to. */
export const DRAFT_KINDS = ['capture'] as const

/** Longest content kept, in UTF-16 units of its JSON; pictures are attachments and only named in it. */
export const DRAFT_LONGEST = 60_000

export const draftRow = z.object({
  id: z.string(),
  kind: z.enum(DRAFT_KINDS),
  /** As the form made it, masked: `关* · 2101**********1234`. */
  title: z.string(),
  updatedAt: instant,
})
export type DraftRow = z.infer<typeof draftRow>

/** The form exactly as it was left. */
export const draftContent = z.record(z.string().max(60), z.unknown())

export const draftCalls = {
  /** Keeps the form as it stands; without an id it becomes a new draft. Nobody else's draft is overwritten. */
  'draft.save': defineCall(
    'write',
    z.strictObject({ id: id.optional(), kind: z.enum(DRAFT_KINDS), title: text(120), content: draftContent }),
    z.object({ id: z.string(), updatedAt: instant }),
  ),
  'draft.list': defineCall('read', z.strictObject({ kind: z.enum(DRAFT_KINDS).optional() }), z.array(draftRow)),
  'draft.load': defineCall('read', z.strictObject({ id }), draftRow.extend({ content: draftContent })),
  /** Removes a draft and the pictures only it refers to. */
  'draft.discard': defineCall('write', z.strictObject({ id }), z.object({ discarded: z.boolean() })),
}
