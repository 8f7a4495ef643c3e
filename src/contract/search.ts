import { z } from 'zod'
import { defineCall } from './call.ts'
import { text } from './fields.ts'

/** How a typed text was understood; `invalid`: a number whose checksum or birth is wrong. */
export const SEARCH_KINDS = [
  'nothing',
  'id-number',
  'document-number',
  'phone',
  'credit-code',
  'number-beginning',
  'last-four',
  'last-four-name',
  'name',
  'enterprise-name',
  'pinyin',
  'initials',
  'latin-name',
  'unreadable',
] as const

/** A person found, masked before leaving the data thread (OP-13). */
export const personHit = z.object({
  id: z.string(),
  name: z.string(),
  documentType: z.string(),
  document: z.string(),
  phone: z.string().nullable(),
  level: z.number().int(),
  accountState: z.string(),
})
export type PersonHit = z.infer<typeof personHit>

export const enterpriseHit = z.object({
  id: z.string(),
  name: z.string(),
  creditCode: z.string(),
  state: z.string(),
  taxAuthority: z.string(),
})
export type EnterpriseHit = z.infer<typeof enterpriseHit>

export const agencyHit = z.object({ id: z.string(), name: z.string(), creditCode: z.string() })
export type AgencyHit = z.infer<typeof agencyHit>

const group = <Hit extends z.ZodType>(hit: Hit) => z.object({ hits: z.array(hit), more: z.boolean() })

export const searchAnswer = z.object({
  kind: z.enum(SEARCH_KINDS),
  invalid: z.boolean(),
  people: group(personHit),
  enterprises: group(enterpriseHit),
  agencies: group(agencyHit),
})
export type SearchAnswer = z.infer<typeof searchAnswer>

export const searchCalls = {
  'search.find': defineCall('read', z.strictObject({ text: text(80) }), searchAnswer),
}
