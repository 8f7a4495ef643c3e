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

export const phoneCalls = {
  'phone.list': defineCall('read', z.strictObject({ personId: id }), z.array(phoneRow)),
  'phone.add': defineCommand({ personId: id, number }),
  'phone.modify': defineCommand({ personId: id, phoneId: id, number }),
  'phone.delete': defineCommand({ personId: id, phoneId: id }),
  'phone.set-default': defineCommand({ personId: id, phoneId: id }),
  'phone.recover': defineCommand({ personId: id, number, sealedPassword: text(4000).optional() }),
}
