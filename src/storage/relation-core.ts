import {
  decideEnterprise,
  type EnterpriseEvent,
  type RecordEnterpriseCase,
  type RecordEnterpriseCommand,
} from '../domain/enterprise/record-core.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { isManager } from '../domain/permission/identity-types.ts'
import { decideNaming, type NamedEvent, type NamePersonCommand, type NamingCase } from '../domain/relation/named.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler } from './feature.ts'
import { writeNamedPerson } from './person-row.ts'
import {
  findEnterprise,
  findEnterpriseByCode,
  findPersonByDocument,
  findRelationPerson,
  listManagers,
} from './relation-load.ts'
import { putRow } from './rows.ts'

const nameHandler = commandHandler<NamingCase, NamePersonCommand, NamedEvent>({
  load: async (db, { enterpriseId, documentType, documentNumber }) => ({
    enterprise: await findEnterprise(db, enterpriseId),
    managers: await listManagers(db, enterpriseId),
    known: (await findPersonByDocument(db, documentType, documentNumber)) !== undefined,
  }),
  decide: decideNaming,
  save: (work, { person }, { now }) => writeNamedPerson(work, person, now),
  subjects: ({ enterpriseId }) => [enterpriseId],
})

const enterpriseHandler = commandHandler<RecordEnterpriseCase, RecordEnterpriseCommand, EnterpriseEvent>({
  load: async (db, { creditCode, taxAuthority }) => {
    const hall = await db.find<{ id: string }>(
      sql('select id from hall where tax_authority = ? order by id limit 1', [taxAuthority]),
    )
    return { known: (await findEnterpriseByCode(db, creditCode)) !== undefined, hallId: hall?.id }
  },
  decide: decideEnterprise,
  save: (work, { enterprise }, { now }) =>
    putRow(work, 'enterprise', {
      id: enterprise.id,
      hall_id: enterprise.hallId,
      credit_code: enterprise.creditCode,
      taxpayer_number: enterprise.taxpayerNumber,
      name: enterprise.enterpriseName,
      state: 'normal',
      tax_authority: enterprise.taxAuthority,
      address: null,
      // 信息确认 at the tax authority is what this row comes from (R-HAL-03).
      realname_state: 'verified',
      version: 0,
      updated_at: now,
    }),
  subjects: ({ creditCode }) => [normaliseIdentifier(creditCode)],
})

/** What the core system says besides relations; no call of a desk has these names. */
export const coreCommands = {
  'relation.name-person': nameHandler,
  'enterprise.record-core': enterpriseHandler,
}

/** A relation the core system named, with the documents by which it may name the person. */
export interface CoreNamed {
  readonly personId: string
  readonly identityType: string
  readonly documents: readonly { readonly type: string; readonly number: string }[]
}

/** Live relations of the enterprise that count as named by the core system. */
export async function listCoreNamed(db: ReadDb, enterpriseId: string): Promise<CoreNamed[]> {
  const rows = await db.all<{ person_id: string; identity_type: string }>(
    sql(
      "select person_id, identity_type from relation where enterprise_id = ? and in_core = 1 and state in ('R1', 'R2', 'R3', 'R4', 'R5')",
      [enterpriseId],
    ),
  )
  const named: CoreNamed[] = []
  for (const row of rows) {
    const person = await findRelationPerson(db, row.person_id)
    named.push({ personId: row.person_id, identityType: row.identity_type, documents: person?.documents ?? [] })
  }
  return named
}

/** The role the core system has for an identity type: one for all kinds of 办税员. */
export const coreRoleOf = (identityType: string): string =>
  isManager(identityType) || identityType === 'invoice-buyer' ? identityType : 'staff'
