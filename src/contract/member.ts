import { z } from 'zod'
import { ACCOUNT_KINDS } from '../domain/legacy/types.ts'
import { defineCall, defineCommand } from './call.ts'
import { id, instant } from './fields.ts'

const member = { enterpriseId: id, relationId: id, personId: id }

/** 《电子税务局办税用户注册凭证》 as it is printed and handed over (R-EPW-01, R-HAL-07); the desk keeps none of it. */
export const certificate = z.object({
  enterpriseId: z.string(),
  name: z.string(),
  creditCode: z.string(),
  taxpayerNumber: z.string().nullable(),
  accountKind: z.enum(ACCOUNT_KINDS),
  /** In clear, here and now alone. */
  password: z.string(),
  issuedAt: instant,
})
export type Certificate = z.infer<typeof certificate>

/** What a counter does for an enterprise of the earlier profile and its members (R-EPW, R-STF, R-PM-13, R-PM-28, R-PM-30). */
export const memberCalls = {
  /** Opens or resets the account of an enterprise; a supervisor agrees. */
  'enterprise.issue-certificate': defineCommand({ enterpriseId: id, accountKind: z.enum(ACCOUNT_KINDS) }),
  /** Makes the password of an issued certificate and hands it over, once. */
  'enterprise.collect-certificate': defineCall('remote', z.strictObject({ commandId: id }), certificate),
  'member.reset-password': defineCommand(member),
  'member.bind-password': defineCommand(member),
  'member.unbind-password': defineCommand(member),
}
