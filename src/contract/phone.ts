import { z } from 'zod'
import { defineCall, defineCommand } from './call.ts'
import { id, instant, text } from './fields.ts'

/** A number as the counter sees it: masked before it leaves the data thread (OP-13). */
export const phoneRow = z.object({
  id: z.string(),
  masked: z.string(),
  state: z.enum(['bound', 'unverified', 'emptied']),
  isDefault: z.boolean(),
  verifiedAt: instant.nullable(),
  emptiedAt: instant.nullable(),
  version: z.number().int(),
})
export type PhoneRow = z.infer<typeof phoneRow>

const number = text(24)
/** A picture taken at the counter, where the face proves the person instead of the old number (R-PHN-09). */
const byFace = { scenePhotoAttachmentId: id.optional() }

export const phoneCalls = {
  'phone.list': defineCall('read', z.strictObject({ personId: id }), z.array(phoneRow)),
  'phone.add': defineCommand({ personId: id, number, ...byFace }),
  'phone.modify': defineCommand({ personId: id, phoneId: id, number, ...byFace }),
  'phone.delete': defineCommand({ personId: id, phoneId: id, ...byFace }),
  'phone.set-default': defineCommand({ personId: id, phoneId: id }),
  /**
   * `customerTaskId` names the password typed on the customer screen; the data thread puts its sealed box in the
   * place of it before the command is recorded, so that the box passes no clerk's page.
   */
  'phone.recover': defineCommand({
    personId: id,
    number,
    customerTaskId: id.optional(),
    sealedPassword: text(600).optional(),
  }),
}
