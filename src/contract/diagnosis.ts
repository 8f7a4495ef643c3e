import { z } from 'zod'
import { CAUSE_IDS } from '../domain/login/causes.ts'
import { defineCall } from './call.ts'
import { id, instant, text } from './fields.ts'

/** A row that shows a cause. */
const evidence = z.object({
  table: z.enum(['person', 'phone', 'relation', 'login_log', 'cross_project', 'agency', 'agency_agreement']),
  id: z.string(),
  at: instant.nullable(),
})

/** One reason why a person can't log in, with the rule that says so, what shows it, and the card that helps. */
export const loginCause = z.object({
  cause: z.enum(CAUSE_IDS),
  rule: z.string(),
  card: z.string(),
  /** The act of the counter that removes it; absent where waiting or the person helps. */
  act: z.string().optional(),
  likelihood: z.enum(['certain', 'likely', 'possible']),
  evidence: z.array(evidence),
  count: z.number().int().optional(),
  at: instant.optional(),
  until: instant.optional(),
  method: z.enum(['password', 'sms', 'scan']).optional(),
})
export type LoginCause = z.infer<typeof loginCause>

/** Whose log-in, and at which door: an enterprise by its credit code or taxpayer number, if one is meant. */
const input = z.strictObject({ personId: id, enterpriseCode: text(40).optional() })

/** "Why can't they log in?", the likeliest cause first; an empty list means that nothing known stands in the way. */
export const diagnosisCalls = {
  /** From what this desk mirrors. */
  'diagnosis.read': defineCall('read', input, z.array(loginCause)),
  /** The same decision where locks and codes are counted; asking is audited. */
  'diagnosis.ask': defineCall('remote', input, z.array(loginCause)),
}
