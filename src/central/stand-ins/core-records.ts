import type { CorePerson, CoreRecord } from '../../contract/core.ts'
import { normaliseIdentifier } from '../../domain/kernel/text.ts'
import type { Database, ReadDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

interface EnterpriseRecord {
  readonly id: string
  readonly credit_code: string
  readonly taxpayer_number: string | null
  readonly name: string
}

interface PersonRecord {
  readonly name: string
  readonly document_type: CorePerson['documentType']
  readonly document_number: string
  readonly identity_type: string
  readonly mobile: string | null
}

/**
 * The record of an enterprise: what somebody wrote on the stand-in's page, else the people whom the platform's own
 * rows say the core tax system named, so that a demonstration's enterprises all have one.
 */
export function findCoreRecord(database: Database, typed: string): Promise<CoreRecord | undefined> {
  return database.read(async (db) => {
    const code = normaliseIdentifier(typed)
    const enterprise = await db.find<EnterpriseRecord>(
      sql(
        'select id, credit_code, taxpayer_number, name from enterprise where credit_code = ? or taxpayer_number = ? order by id limit 1',
        [code, code],
      ),
    )
    if (enterprise === undefined) return undefined
    const { id, credit_code: creditCode, taxpayer_number: taxpayerNumber, name } = enterprise
    const written = await db.find<{ people: string }>(
      sql('select people from stand_in_core where credit_code = ?', [creditCode]),
    )
    const people = written === undefined ? await listNamed(db, id) : (JSON.parse(written.people) as CorePerson[])
    return { enterprise: { creditCode, taxpayerNumber, name }, people }
  })
}

async function listNamed(db: ReadDb, enterpriseId: string): Promise<CorePerson[]> {
  const rows = await db.all<PersonRecord>(
    sql(
      `select p.name, p.document_type, p.document_number, r.identity_type, f.number as mobile
        from relation r join person p on p.id = r.person_id
        left join phone f on f.person_id = p.id and f.is_default = 1 and f.state = 'bound'
        where r.enterprise_id = ? and r.in_core = 1 and r.state in ('R3', 'R4', 'R5') order by r.created_at, r.id`,
      [enterpriseId],
    ),
  )
  return rows.map((row) => ({
    name: row.name,
    documentType: row.document_type,
    documentNumber: row.document_number,
    role: roleOf(row.identity_type),
    mobile: row.mobile,
    fixedLine: null,
  }))
}

/** The core tax system knows one kind of 办税员; what each may do is the platform's business. */
function roleOf(identityType: string): CorePerson['role'] {
  if (identityType === 'legal-representative' || identityType === 'finance-officer') return identityType
  return identityType === 'invoice-buyer' ? 'invoice-buyer' : 'staff'
}

/** Writes down whom an enterprise is registered with from now on. */
export async function writeCorePeople(
  database: Database,
  creditCode: string,
  people: readonly CorePerson[],
): Promise<void> {
  await database.write((db) =>
    db.run(
      sql(
        'insert into stand_in_core (credit_code, people) values (?, ?) on conflict (credit_code) do update set people = excluded.people',
        [creditCode, JSON.stringify(people)],
      ),
    ),
  )
}
