import type { ENTERPRISE_WARNINGS, EnterpriseFile, EnterpriseManager } from '../contract/enterprise.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { CivilDate } from '../domain/kernel/instant.ts'
import { maskCreditCode, maskEnterpriseName, maskName, maskPhone } from '../domain/kernel/mask.ts'
import type { VisitEvidence } from '../domain/kernel/visit.ts'
import { standingOn } from '../domain/relation/standing.ts'
import type { Relation } from '../domain/relation/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext } from './queries.ts'
import { toRelation, type RelationRecord } from './relation-rows.ts'
import { findCurrentVisit } from './visit.ts'

interface EnterpriseRecord {
  readonly id: string
  readonly credit_code: string
  readonly taxpayer_number: string | null
  readonly name: string
  readonly state: string
  readonly tax_authority: string
  readonly address: string | null
  readonly realname_state: 'verified' | 'unverified'
  readonly version: number
  readonly updated_at: number
}

type Warning = (typeof ENTERPRISE_WARNINGS)[number]

async function listRelations(db: ReadDb, enterpriseId: string, today: CivilDate): Promise<Relation[]> {
  const rows = await db.all<RelationRecord>(sql('select * from relation where enterprise_id = ?', [enterpriseId]))
  return rows.map((row) => standingOn(toRelation(row), today))
}

/** The manager of this type: the one in effect, else the one the core system recorded and nobody has confirmed. */
async function findManager(
  db: ReadDb,
  relations: readonly Relation[],
  type: string,
): Promise<EnterpriseManager | null> {
  const ofType = relations.filter((relation) => relation.identityType === type)
  const relation =
    ofType.find((one) => one.state === 'R4') ?? ofType.find((one) => one.state === 'R3' || one.state === 'R5')
  if (relation === undefined) return null
  const person = await db.find<{ name: string; captured_at: number | null; level: number; number: string | null }>(
    sql(
      `select p.name, p.captured_at, p.level, n.number from person p
       left join phone n on n.person_id = p.id and n.state = 'bound' and n.is_default = 1 where p.id = ?`,
      [relation.personId],
    ),
  )
  if (person === undefined) return null
  return {
    relationId: relation.id,
    personId: relation.personId,
    name: maskName(person.name),
    state: relation.state,
    captured: person.captured_at !== null,
    level: person.level,
    phone: person.number === null ? null : maskPhone(person.number),
  }
}

function countStates(relations: readonly Relation[]) {
  const count = (...states: readonly Relation['state'][]) =>
    relations.filter((relation) => states.includes(relation.state)).length
  return {
    present: count('R4', 'R5'),
    disabled: count('R5'),
    pending: count('R1', 'R2', 'R3'),
    history: relations.filter(
      (relation) => ['R6', 'R7', 'R8', 'R9'].includes(relation.state) && !relation.hiddenForEnterprise,
    ).length,
  }
}

function identitiesOf(relations: readonly Relation[], visit: VisitEvidence | undefined, enterpriseId: string) {
  const acting = visit?.acting
  const here = acting?.kind === 'enterprise' && acting.enterpriseId === enterpriseId ? acting.identityType : undefined
  return relations
    .filter((one) => one.personId === visit?.personId && (one.state === 'R4' || one.state === 'R5'))
    .map(({ identityType, state, validUntil }) => ({
      identityType,
      state,
      validUntil,
      current: identityType === here,
    }))
}

function warningsOf(
  row: EnterpriseRecord,
  relations: readonly Relation[],
  managers: Pick<EnterpriseFile, 'legalRepresentative' | 'financeOfficer'>,
): Warning[] {
  const { legalRepresentative, financeOfficer } = managers
  const both = [legalRepresentative, financeOfficer].filter((manager) => manager !== null)
  const facts: readonly (readonly [Warning, boolean])[] = [
    ['closed', row.state === 'closed'],
    ['no-legal-representative', legalRepresentative === null],
    ['no-finance-officer', financeOfficer === null],
    ['manager-unconfirmed', both.some((manager) => manager.state !== 'R4')],
    ['manager-not-captured', both.some((manager) => !manager.captured)],
    ['staff-expired', relations.some((one) => one.state === 'R5' && one.disabledReason === 'expired')],
  ]
  return facts.filter(([, holds]) => holds).map(([warning]) => warning)
}

async function countRows(db: ReadDb, table: 'agency_agreement' | 'cross_project', enterpriseId: string) {
  const row = await db.find<{ count: number }>(
    sql(`select count(*) as count from ${table} where enterprise_id = ?`, [enterpriseId]),
  )
  return Number(row?.count ?? 0)
}

export const enterpriseReads = {
  'enterprise.file': async (
    db: ReadDb,
    { id }: { id: string },
    { now }: ReadContext,
  ): Promise<EnterpriseFile | null> => {
    const row = await db.find<EnterpriseRecord>(sql('select * from enterprise where id = ?', [id]))
    if (row === undefined) return null
    const relations = await listRelations(db, id, beijingDate(now))
    const managers = {
      legalRepresentative: await findManager(db, relations, 'legal-representative'),
      financeOfficer: await findManager(db, relations, 'finance-officer'),
    }
    return {
      id: row.id,
      version: row.version,
      name: maskEnterpriseName(row.name),
      creditCode: maskCreditCode(row.credit_code),
      taxpayerNumber: row.taxpayer_number === null ? null : maskCreditCode(row.taxpayer_number),
      state: row.state,
      taxAuthority: row.tax_authority,
      // The place stays readable as far as the city; the rest is shown by the eye.
      address: row.address === null ? null : maskEnterpriseName(row.address),
      realnameState: row.realname_state,
      updatedAt: row.updated_at,
      ...managers,
      counts: {
        ...countStates(relations),
        agencies: await countRows(db, 'agency_agreement', id),
        projects: await countRows(db, 'cross_project', id),
      },
      visitorIdentities: identitiesOf(relations, await findCurrentVisit(db), id),
      warnings: warningsOf(row, relations, managers),
    }
  },
}
