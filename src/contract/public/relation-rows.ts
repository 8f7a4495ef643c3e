import { z } from 'zod'
import { IDENTITY_TYPE_IDS } from '../../domain/permission/identity-types.ts'
import type { RelationState } from '../../domain/relation/types.ts'
import { civilDate, id, instant, text } from '../fields.ts'
import { relationRow } from '../relation.ts'

/** Keyset paging as it stands in an address, where every value is text. */
export const listPage = {
  after: text(200).optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
}

/** The acts a row can offer to whoever looks at it. */
export const ROW_OFFERS = [
  'accept',
  'refuse',
  'confirm',
  'reject',
  'withdraw',
  'manage',
  'delete',
  'freeze',
  'unfreeze',
  'unbind',
] as const
export type RowOffer = (typeof ROW_OFFERS)[number]

/** Why a row is pending (R-REL-08): the person applied, the core system named them, the enterprise added them. */
export const PENDING_KINDS = ['applied', 'core', 'added'] as const
export type PendingKind = (typeof PENDING_KINDS)[number]

/** What a state is called on the taxpayers' pages, to the letter (R-MSG-13, R-MSG-44, R-EN-RST, CF-22). */
export const RELATION_LABELS = {
  R1: '待确认',
  R2: '待确认',
  R3: '待确认',
  R4: '已启用',
  R5: '已停用',
  R6: '已删除',
  R7: '已撤回',
  R8: '被拒绝（添加不通过）',
  R9: '已删除',
} as const satisfies Record<RelationState, string>

/** A relation as either side sees it: masked, with the word for its state and the acts it offers. */
export const taxpayerRelation = relationRow.omit({ acts: true, personId: true }).extend({
  label: z.enum([...new Set(Object.values(RELATION_LABELS))]),
  kind: z.enum(PENDING_KINDS).nullable(),
  offers: z.array(z.enum(ROW_OFFERS)),
})
export type TaxpayerRelation = z.infer<typeof taxpayerRelation>

export const identityType = z.enum(IDENTITY_TYPE_IDS)
export const historyCategory = z.enum(['deleted', 'withdrawn', 'refused'])
export const oneRelation = z.strictObject({ relationId: id })
/** The version of the row that was looked at: agreeing to what has changed meanwhile is refused (OP-25). */
export const seenVersion = { version: z.number().int().optional() }

/** Functions by code. Left out where a relation begins, all of the identity type are meant (R-PER-01). */
export const functionCodes = z.array(text(60)).max(100)
export const relationTerms = { identityType, functions: functionCodes.optional(), validUntil: civilDate }

/** How many records went from the list. */
export const cleared = z.object({ cleared: z.number().int() })

/** What one person may do for the enterprise, and until when (权限查看, R-REL-10). */
export const permissionView = z.object({
  id: z.string(),
  personName: z.string(),
  identityType: z.string(),
  permissionIdentity: z.object({ id: z.string(), name: z.string() }).nullable(),
  functions: z.array(z.object({ code: z.string(), group: z.string() })),
  validUntil: civilDate.nullable(),
  decidedAt: instant.nullable(),
})

/** What any act on a named row can answer. */
export const rowRefusals = ['relation-unknown', 'relation-changed-meanwhile', 'relation-ended'] as const
/** What an act in the enterprise's name can answer. */
export const enterpriseRefusals = ['relation-enterprise-unknown', 'relation-manager-not-present'] as const
/** What the person of a relation can be short of (CF-19, OP-16, OP-17). */
export const personRefusals = [
  'relation-person-deregistered',
  'relation-person-limited',
  'relation-person-no-real-name',
] as const
/** What can be wrong with the terms of a relation. */
export const termsRefusals = [
  'relation-type-not-addable',
  'relation-functions-missing',
  'relation-functions-foreign',
  'relation-validity-impossible',
  'relation-validity-past',
  'relation-already-live',
] as const
