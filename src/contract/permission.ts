import { z } from 'zod'
import { defineCall, defineCommand } from './call.ts'
import { id, text } from './fields.ts'

/** A permission identity of one enterprise (R-PER-05), with how many present staff have it. */
export const permissionIdentityRow = z.object({
  id: z.string(),
  version: z.number().int(),
  enterpriseId: z.string(),
  name: z.string(),
  description: z.string(),
  functions: z.array(z.string()),
  retired: z.boolean(),
  holders: z.number().int(),
})
export type PermissionIdentityRow = z.infer<typeof permissionIdentityRow>

const terms = {
  enterpriseId: id,
  identityName: text(60),
  description: text(200),
  functions: z.array(text(60)).max(100),
}

export const permissionCalls = {
  'permission.list': defineCall('read', z.strictObject({ enterpriseId: id }), z.array(permissionIdentityRow)),
  'permission.add-identity': defineCommand(terms),
  'permission.change-identity': defineCommand({ identityId: id, ...terms }),
  'permission.retire-identity': defineCommand({ enterpriseId: id, identityId: id }),
}
