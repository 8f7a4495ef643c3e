import type { CorePerson, CoreRecord } from '../../contract/core.ts'
import { normaliseIdentifier } from '../../domain/kernel/text.ts'
import type { Database, ReadDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'

interface EnterpriseRecord {
  readonly id: string
  readonly credit_code: string
  readonly taxpayer_number: string | null
  readonly name: string
  readonly tax_authority: string
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
  const code = normaliseIdentifier(typed)
  return database.read(async (db) => (await findWritten(db, code)) ?? deriveRecord(db, code))
}

async function findWritten(db: ReadDb, code: string): Promise<CoreRecord | undefined> {
  const row = await db.find<{ record: string }>(
    sql('select record from stand_in_core where credit_code = ? or taxpayer_number = ? order by credit_code limit 1', [
      code,
      code,
    ]),
  )
  return row && (JSON.parse(row.record) as CoreRecord)
}

async function deriveRecord(db: ReadDb, code: string): Promise<CoreRecord | undefined> {
  const row = await db.find<EnterpriseRecord>(
    sql(
      'select id, credit_code, taxpayer_number, name, tax_authority from enterprise where credit_code = ? or taxpayer_number = ? order by id limit 1',
      [code, code],
    ),
  )
  if (row === undefined) return undefined
  const { id, credit_code: creditCode, taxpayer_number: taxpayerNumber, name, tax_authority: taxAuthority } = row
  return { enterprise: { creditCode, taxpayerNumber, name, taxAuthority }, people: await listNamed(db, id) }
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

/** Writes down what an enterprise is registered as from now on. */
export async function writeCoreRecord(database: Database, record: CoreRecord): Promise<void> {
  const { creditCode, taxpayerNumber } = record.enterprise
  await database.write((db) =>
    db.run(
      sql(
        `insert into stand_in_core (credit_code, taxpayer_number, record) values (?, ?, ?)
          on conflict (credit_code) do update set taxpayer_number = excluded.taxpayer_number, record = excluded.record`,
        [creditCode, taxpayerNumber, JSON.stringify(record)],
      ),
    ),
  )
}
