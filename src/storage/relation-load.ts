import { normaliseIdentifier } from '../domain/kernel/text.ts'
import type { PermissionIdentity } from '../domain/permission/types.ts'
import type { Relation, RelationPerson } from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { toIdentity, toRelation, type PermissionIdentityRecord, type RelationRecord } from './relation-rows.ts'

export interface EnterpriseKey {
  readonly id: string
  readonly hallId: string
}

interface EnterpriseRecord {
  readonly id: string
  readonly hall_id: string
}

const toKey = (row: EnterpriseRecord | undefined): EnterpriseKey | undefined =>
  row && { id: row.id, hallId: row.hall_id }

export async function findEnterprise(db: ReadDb, id: string): Promise<EnterpriseKey | undefined> {
  return toKey(await db.find<EnterpriseRecord>(sql('select id, hall_id from enterprise where id = ?', [id])))
}

/** By unified social credit code, else by taxpayer number: both are accepted wherever one is asked for (R-LGE-02). */
export async function findEnterpriseByCode(db: ReadDb, typed: string): Promise<EnterpriseKey | undefined> {
  const code = normaliseIdentifier(typed)
  if (code === '') return undefined
  const byCredit = await db.find<EnterpriseRecord>(
    sql('select id, hall_id from enterprise where credit_code = ?', [code]),
  )
  if (byCredit !== undefined) return toKey(byCredit)
  return toKey(
    await db.find<EnterpriseRecord>(
      sql('select id, hall_id from enterprise where taxpayer_number = ? order by id limit 1', [code]),
    ),
  )
}

interface PersonRecord {
  readonly id: string
  readonly name: string
  readonly document_type: string
  readonly document_number: string
  readonly account_state: string
  readonly captured_at: number | null
}

/** The person with every document that is theirs, the main one first. */
export async function findRelationPerson(db: ReadDb, id: string): Promise<RelationPerson | undefined> {
  const row = await db.find<PersonRecord>(
    sql('select id, name, document_type, document_number, account_state, captured_at from person where id = ?', [id]),
  )
  if (row === undefined) return undefined
  const further = await db.all<{ document_type: string; document_number: string }>(
    sql('select document_type, document_number from person_document where person_id = ?', [id]),
  )
  return {
    id: row.id,
    name: row.name,
    documents: [row, ...further].map((one) => ({ type: one.document_type, number: one.document_number })),
    accountState: row.account_state,
    captured: row.captured_at !== null,
  }
}

/** Who holds this document, as their main one or another (R-REG-18, OP-17). */
export async function findPersonByDocument(
  db: ReadDb,
  documentType: string,
  typedNumber: string,
): Promise<RelationPerson | undefined> {
  const key = [documentType, normaliseIdentifier(typedNumber)]
  const main = await db.find<{ id: string }>(
    sql('select id from person where document_type = ? and document_number = ?', key),
  )
  const holder =
    main ??
    (await db.find<{ id: string }>(
      sql('select person_id as id from person_document where document_type = ? and document_number = ?', key),
    ))
  return holder && findRelationPerson(db, holder.id)
}

/** Whether a capture of this document waits to be decided and may make a person known. */
export async function isCaptureUnderway(db: ReadDb, documentType: string, typedNumber: string): Promise<boolean> {
  const found = await db.find(
    sql(
      "select id from capture_case where document_type = ? and document_number = ? and state in ('queued', 'needs-work')",
      [documentType, normaliseIdentifier(typedNumber)],
    ),
  )
  return found !== undefined
}

export async function findRelation(db: ReadDb, id: string): Promise<Relation | undefined> {
  const row = await db.find<RelationRecord>(sql('select * from relation where id = ?', [id]))
  return row && toRelation(row)
}

export async function listRelationsById(db: ReadDb, ids: readonly string[]): Promise<Relation[]> {
  if (ids.length === 0) return []
  const rows = await db.all<RelationRecord>(db.build('relation').whereIn('id', [...ids]))
  return rows.map(toRelation)
}

export async function listRelationsOfPerson(db: ReadDb, personId: string): Promise<Relation[]> {
  const rows = await db.all<RelationRecord>(sql('select * from relation where person_id = ?', [personId]))
  return rows.map(toRelation)
}

const LIVE = "state in ('R1', 'R2', 'R3', 'R4', 'R5')"

/** Live relations between the two parties, whatever their identity type. */
export async function listLive(db: ReadDb, enterpriseId: string, personId: string): Promise<Relation[]> {
  const rows = await db.all<RelationRecord>(
    sql(`select * from relation where enterprise_id = ? and person_id = ? and ${LIVE}`, [enterpriseId, personId]),
  )
  return rows.map(toRelation)
}

/** Live relations of the people who may speak for the enterprise (R-REL-02). */
export async function listManagers(db: ReadDb, enterpriseId: string): Promise<Relation[]> {
  const rows = await db.all<RelationRecord>(
    sql(
      `select * from relation where enterprise_id = ? and identity_type in ('legal-representative', 'finance-officer') and ${LIVE}`,
      [enterpriseId],
    ),
  )
  return rows.map(toRelation)
}

export async function findIdentity(db: ReadDb, id: string): Promise<PermissionIdentity | undefined> {
  const row = await db.find<PermissionIdentityRecord>(sql('select * from permission_identity where id = ?', [id]))
  return row && toIdentity(row)
}

export async function listIdentities(db: ReadDb, enterpriseId: string): Promise<PermissionIdentity[]> {
  const rows = await db.all<PermissionIdentityRecord>(
    sql('select * from permission_identity where enterprise_id = ? order by retired, name, id', [enterpriseId]),
  )
  return rows.map(toIdentity)
}
