import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import type { ReplicatedTable, Row } from './rows.ts'

const hallIds = (rows: readonly { hall_id: string }[]): string[] => rows.map((row) => row.hall_id)

/** Halls of the enterprises this person is or was related to. */
async function hallsOfRelations(db: ReadDb, personId: unknown): Promise<string[]> {
  return hallIds(await db.all(sql('select distinct hall_id from relation where person_id = ?', [personId])))
}

/** Home halls of the people who are or were related to this enterprise. */
async function hallsOfStaff(db: ReadDb, enterpriseId: unknown): Promise<string[]> {
  const text = 'select distinct p.hall_id from relation r join person p on p.id = r.person_id where r.enterprise_id = ?'
  return hallIds(await db.all(sql(text, [enterpriseId])))
}

async function hallsOfPerson(db: ReadDb, personId: unknown): Promise<string[]> {
  return [...(await homeOf(db, 'person', personId)), ...(await hallsOfRelations(db, personId))]
}

async function homeOf(db: ReadDb, table: 'person' | 'enterprise', id: unknown): Promise<string[]> {
  return hallIds(await db.all(sql(`select hall_id from ${table} where id = ?`, [id])))
}

async function hallsOfAgency(db: ReadDb, agencyId: unknown): Promise<string[]> {
  return hallIds(await db.all(sql('select hall_id from agency where id = ?', [agencyId])))
}

/**
 * The halls whose desks mirror this row, judged by the row itself and never by who changed it (sync.md). A row
 * of a person who works across a hall border is mirrored on both sides of it.
 */
export async function hallsOf(db: ReadDb, table: ReplicatedTable, row: Row): Promise<Set<string>> {
  const own = typeof row['hall_id'] === 'string' ? [row['hall_id']] : []
  switch (table) {
    case 'hall':
      return new Set([String(row['id'])])
    case 'person':
      return new Set([...own, ...(await hallsOfRelations(db, row['id']))])
    case 'person_document':
    case 'phone':
      return new Set(await hallsOfPerson(db, row['person_id']))
    case 'enterprise':
      return new Set([...own, ...(await hallsOfStaff(db, row['id']))])
    case 'relation':
      return new Set([...own, ...(await homeOf(db, 'person', row['person_id']))])
    case 'agency_person':
      return new Set(await hallsOfAgency(db, row['agency_id']))
    case 'agency_agreement':
      return new Set([
        ...(await hallsOfAgency(db, row['agency_id'])),
        ...(await homeOf(db, 'enterprise', row['enterprise_id'])),
      ])
    case 'staff':
    case 'permission_identity':
    case 'agency':
    case 'cross_project':
    case 'login_log':
    case 'capture_case':
    case 'command_result':
      return new Set(own)
  }
}

const PERSON_SCOPE = 'select id from person where hall_id = ? union select person_id from relation where hall_id = ?'

/** For each table, which rows a hall mirrors: a condition in which every `?` is the hall. */
export const SNAPSHOT_SCOPE: Readonly<Record<ReplicatedTable, string>> = {
  hall: 'id = ?',
  staff: 'hall_id = ?',
  person: `id in (${PERSON_SCOPE})`,
  person_document: `person_id in (${PERSON_SCOPE})`,
  phone: `person_id in (${PERSON_SCOPE})`,
  enterprise:
    '(hall_id = ? or id in (select r.enterprise_id from relation r join person p on p.id = r.person_id where p.hall_id = ?))',
  permission_identity: 'hall_id = ?',
  relation: '(hall_id = ? or person_id in (select id from person where hall_id = ?))',
  agency: 'hall_id = ?',
  agency_person: 'agency_id in (select id from agency where hall_id = ?)',
  agency_agreement: `(agency_id in (select id from agency where hall_id = ?) or enterprise_id in (select id from enterprise where hall_id = ?))`,
  cross_project: 'hall_id = ?',
  login_log: 'hall_id = ?',
  capture_case: 'hall_id = ?',
  command_result: 'hall_id = ?',
}

/** The bindings of a condition in which every `?` is the hall. */
export const bindHall = (condition: string, hall: string): string[] => Array.from(condition.matchAll(/\?/g), () => hall)
