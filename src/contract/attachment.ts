import { z } from 'zod'
import { PICTURE_TYPES } from '../domain/capture/picture.ts'
import { defineCall } from './call.ts'
import { id } from './fields.ts'

/** What a picture is for, in kebab-case: `card-front`, `scene`, `signature`. */
const purpose = z.string().regex(/^[a-z][a-z-]{1,39}$/)

/** What goes with a picture's bytes to the central; its id is the desk's own. */
export const attachmentAbout = z.object({ id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/), purpose })

export const storedPicture = z.object({
  id: z.string(),
  mediaType: z.enum(PICTURE_TYPES),
  bytes: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
})
export type StoredPicture = z.infer<typeof storedPicture>

/**
 * Pictures travel as bytes over `app://desk/attachment`, which ends in these two calls. Storing refuses whatever
 * isn't a JPEG or PNG within the limits of `PICTURE_LIMITS`.
 */
export const attachmentCalls = {
  'attachment.put': defineCall('write', z.strictObject({ content: z.instanceof(Uint8Array), purpose }), storedPicture, {
    audience: ['clerk', 'customer'],
  }),
  'attachment.get': defineCall(
    'read',
    z.strictObject({ id }),
    z.object({ content: z.instanceof(Uint8Array), mediaType: z.enum(PICTURE_TYPES) }),
  ),
}
