import { z } from 'zod'
import { IDENTITY_TYPE_IDS } from '../domain/permission/identity-types.ts'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { RELATION_STATES } from '../domain/relation/types.ts'
import { COMMAND_STATES, defineCall, defineCommand } from './call.ts'
import { civilDate, id, instant, page, paged, text } from './fields.ts'

export const RELATION_TABS = ['present', 'pending', 'history'] as const
const identityType = z.enum(IDENTITY_TYPE_IDS)
const functions = z.array(text(60)).max(100)

/** An act on this relation that is recorded and not yet decided, on this desk or another of the hall. */
export const pendingAct = z.object({
  commandId: z.string(),
  name: z.string(),
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().nullable(),
})

/** One relation as it counts today; names and numbers are masked before they leave the data thread. */
export const relationRow = z.object({
  id: z.string(),
  version: z.number().int(),
  enterpriseId: z.string(),
  enterpriseName: z.string(),
  creditCode: z.string(),
  personId: z.string(),
  personName: z.string(),
  documentType: z.string(),
  document: z.string(),
  identityType: z.string(),
  permissionIdentity: z.object({ id: z.string(), name: z.string() }).nullable(),
  functions: z.array(z.string()),
  state: z.enum(RELATION_STATES),
  initiator: z.enum(['enterprise', 'person', 'core', 'self-bind']),
  inCore: z.boolean(),
  validUntil: civilDate.nullable(),
  disabledReason: z.enum(['freeze', 'expired', 'deregistered']).nullable(),
  createdAt: instant,
  decidedAt: instant.nullable(),
  endedBy: z.enum(['enterprise', 'person', 'system']).nullable(),
  acts: z.array(pendingAct),
})
export type RelationRow = z.infer<typeof relationRow>

/** How many relations each list of one side holds, whatever its filters. */
const counts = z.object({ present: z.number().int(), pending: z.number().int(), history: z.number().int() })
const relationPage = paged(relationRow).extend({ counts })
export type RelationPage = z.infer<typeof relationPage>

const category = z.enum(['deleted', 'withdrawn', 'refused'])

export const FINDING_KINDS = ['expired', 'expires-soon', 'no-manager', 'pending-long', 'many-enterprises'] as const

/** Something a supervisor should look at: a relation, an enterprise or a person, and the figure that made it one. */
export const relationFinding = z.object({
  key: z.string(),
  enterpriseId: z.string().nullable(),
  enterpriseName: z.string().nullable(),
  personId: z.string().nullable(),
  personName: z.string().nullable(),
  identityType: z.string().nullable(),
  figure: z.union([z.number(), z.string()]).nullable(),
})
export type RelationFinding = z.infer<typeof relationFinding>

/** What a look-up by document says: whether there is such a person, and whether the name typed is theirs. */
const foundPerson = z.object({
  personId: z.string(),
  name: z.string(),
  document: z.string(),
  nameMatches: z.boolean(),
  realName: z.boolean(),
})
export type FoundPerson = z.infer<typeof foundPerson>
const foundEnterprise = z.object({ enterpriseId: z.string(), name: z.string(), creditCode: z.string() })
export type FoundEnterprise = z.infer<typeof foundEnterprise>

const personByDocument = z.strictObject({
  documentType: z.enum(DOCUMENT_TYPE_IDS),
  documentNumber: text(40),
  personName: text(120),
})
const enterpriseByCode = z.strictObject({ enterpriseCode: text(40) })

/** The relation an act is about, with its parties. */
const row = { relationId: id, enterpriseId: id, personId: id }
const terms = { identityType, functions, validUntil: civilDate }

export const relationCalls = {
  'relation.list-by-enterprise': defineCall(
    'read',
    z.strictObject({
      enterpriseId: id,
      tab: z.enum(RELATION_TABS),
      identityType: identityType.optional(),
      personName: text(60).optional(),
      category: category.optional(),
      ...page,
    }),
    relationPage,
  ),
  'relation.list-by-person': defineCall(
    'read',
    z.strictObject({
      personId: id,
      tab: z.enum(RELATION_TABS),
      identityType: identityType.optional(),
      creditCode: text(40).optional(),
      taxpayerName: text(60).optional(),
      link: z.enum(['enabled', 'disabled']).optional(),
      category: category.optional(),
      ...page,
    }),
    relationPage,
  ),
  'relation.findings': defineCall(
    'read',
    z.strictObject({ kind: z.enum(FINDING_KINDS), ...page }),
    paged(relationFinding),
  ),
  'relation.find-person': defineCall('read', personByDocument, foundPerson.nullable()),
  'relation.find-enterprise': defineCall('read', enterpriseByCode, foundEnterprise.nullable()),
  /** The same two questions to the central, for whom this desk doesn't mirror. */
  'relation.ask-person': defineCall('remote', personByDocument, foundPerson.nullable()),
  'relation.ask-enterprise': defineCall('remote', enterpriseByCode, foundEnterprise.nullable()),

  'relation.add': defineCommand({
    enterpriseId: id,
    personId: id.optional(),
    personName: text(120),
    documentType: z.enum(DOCUMENT_TYPE_IDS),
    documentNumber: text(40),
    ...terms,
  }),
  'relation.apply': defineCommand({
    personId: id,
    enterpriseCode: text(40),
    ...terms,
    sceneAttachmentId: id.optional(),
  }),
  'relation.bind': defineCommand({ personId: id, enterpriseCode: text(40), identityType }),
  'relation.accept': defineCommand({ ...row, sceneAttachmentId: id.optional() }),
  'relation.refuse': defineCommand(row),
  'relation.confirm': defineCommand(row),
  'relation.reject': defineCommand(row),
  'relation.withdraw': defineCommand(row),
  'relation.manage': defineCommand({
    ...row,
    functions,
    validUntil: civilDate,
    permissionIdentityId: id.nullable(),
  }),
  'relation.delete': defineCommand(row),
  'relation.freeze': defineCommand(row),
  'relation.unfreeze': defineCommand(row),
  'relation.unbind': defineCommand(row),
  'relation.clear-history': defineCommand({
    side: z.enum(['enterprise', 'person']),
    ownerId: id,
    relationIds: z.array(id).min(1).max(500),
  }),
}
