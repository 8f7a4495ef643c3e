import type { Relation } from '../domain/relation/types.ts'
import type { PermissionIdentity } from '../domain/permission/types.ts'
import type { Row } from './rows.ts'

/** A relation as the table holds it. */
export interface RelationRecord {
  readonly id: string
  readonly hall_id: string
  readonly enterprise_id: string
  readonly person_id: string
  readonly identity_type: string
  readonly permission_identity_id: string | null
  readonly functions: string
  readonly state: Relation['state']
  readonly initiator: Relation['initiator']
  readonly in_core: number
  readonly valid_until: string | null
  readonly disabled_reason: Relation['disabledReason']
  readonly created_at: number
  readonly decided_at: number | null
  readonly ended_by: Relation['endedBy']
  readonly hidden_for_enterprise: number
  readonly hidden_for_person: number
  readonly version: number
}

export const toRelation = (row: RelationRecord): Relation => ({
  id: row.id,
  hallId: row.hall_id,
  enterpriseId: row.enterprise_id,
  personId: row.person_id,
  identityType: row.identity_type,
  permissionIdentityId: row.permission_identity_id,
  functions: JSON.parse(row.functions) as string[],
  state: row.state,
  initiator: row.initiator,
  inCore: row.in_core === 1,
  validUntil: row.valid_until,
  disabledReason: row.disabled_reason,
  createdAt: row.created_at,
  decidedAt: row.decided_at,
  endedBy: row.ended_by,
  hiddenForEnterprise: row.hidden_for_enterprise === 1,
  hiddenForPerson: row.hidden_for_person === 1,
  version: row.version,
})

export const fromRelation = (relation: Relation, now: number): Row => ({
  id: relation.id,
  hall_id: relation.hallId,
  enterprise_id: relation.enterpriseId,
  person_id: relation.personId,
  identity_type: relation.identityType,
  permission_identity_id: relation.permissionIdentityId,
  functions: JSON.stringify(relation.functions),
  state: relation.state,
  initiator: relation.initiator,
  in_core: relation.inCore ? 1 : 0,
  valid_until: relation.validUntil,
  disabled_reason: relation.disabledReason,
  created_at: relation.createdAt,
  decided_at: relation.decidedAt,
  ended_by: relation.endedBy,
  hidden_for_enterprise: relation.hiddenForEnterprise ? 1 : 0,
  hidden_for_person: relation.hiddenForPerson ? 1 : 0,
  version: 0,
  updated_at: now,
})

/** A permission identity as the table holds it. */
export interface PermissionIdentityRecord {
  readonly id: string
  readonly hall_id: string
  readonly enterprise_id: string
  readonly name: string
  readonly description: string
  readonly functions: string
  readonly retired: number
  readonly version: number
}

export const toIdentity = (row: PermissionIdentityRecord): PermissionIdentity => ({
  id: row.id,
  hallId: row.hall_id,
  enterpriseId: row.enterprise_id,
  name: row.name,
  description: row.description,
  functions: JSON.parse(row.functions) as string[],
  retired: row.retired === 1,
  version: row.version,
})

export const fromIdentity = (identity: PermissionIdentity, now: number): Row => ({
  id: identity.id,
  hall_id: identity.hallId,
  enterprise_id: identity.enterpriseId,
  name: identity.name,
  description: identity.description,
  functions: JSON.stringify(identity.functions),
  retired: identity.retired ? 1 : 0,
  version: 0,
  updated_at: now,
})
