import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { keyOf, type Change, type ReplicatedTable, type Row } from './rows.ts'

/** A row whose halls hang on another one that changes. */
export interface Dependent {
  readonly table: ReplicatedTable
  readonly key: readonly string[]
  readonly content: Row
}

/** Those whose rows go where they go, by id. */
export interface Owners {
  readonly person?: readonly string[]
  readonly enterprise?: readonly string[]
}

/** Hears whose rows this change may bring to another hall, before they are read. */
type Bringing = (owners: Owners) => Promise<unknown>

/** The columns of a table by which the halls of other rows are judged (storage/scope.ts). */
const DECIDING: Partial<Record<ReplicatedTable, readonly string[]>> = {
  person: ['hall_id'],
  relation: ['hall_id', 'person_id', 'enterprise_id'],
  enterprise: ['hall_id'],
  agency: ['hall_id'],
}

/**
 * Rows that may enter or leave a hall because of this change, as they stand now: a person's numbers, documents,
 * relations and the enterprises of those; both ends of a relation; an agency's people and agreements. Ask it before the
 * row is written.
 */
export async function dependentsOf(
  db: ReadDb,
  { table, before, after }: Change,
  bringing: Bringing,
): Promise<Dependent[]> {
  const columns = DECIDING[table]
  if (columns === undefined || columns.every((column) => before?.[column] === after?.[column])) return []
  const found: Dependent[] = []
  // One after the other: a transaction has one connection, which answers one question at a time.
  for (const row of [before, after])
    if (row !== undefined)
      found.push(
        ...(table === 'relation'
          ? await broughtBy(db, row, bringing)
          : await hangingOn(db, { table, row, before }, bringing)),
      )
  return found
}

async function broughtBy(db: ReadDb, relation: Row, bringing: Bringing): Promise<Dependent[]> {
  if (await staysWithin(db, relation)) return []
  await bringing({ person: [String(relation['person_id'])], enterprise: [String(relation['enterprise_id'])] })
  return endsOf(db, relation)
}

async function hangingOn(
  db: ReadDb,
  { table, row, before }: { readonly table: ReplicatedTable; readonly row: Row; readonly before: Row | undefined },
  bringing: Bringing,
): Promise<Dependent[]> {
  // What nobody knew before has nothing yet that could hang on it, and what hangs on it now is found by what was.
  if (row !== before) return []
  const id = String(row['id'])
  switch (table) {
    case 'person': {
      const relations = await rowsWhere(db, 'relation', 'person_id = ?', id)
      await bringing({ enterprise: [...new Set(relations.map(({ content }) => String(content['enterprise_id'])))] })
      return [
        ...(await hangingOnPerson(db, id)),
        ...relations,
        ...(await rowsWhere(db, 'enterprise', 'id in (select enterprise_id from relation where person_id = ?)', id)),
      ]
    }
    case 'enterprise':
      return rowsWhere(db, 'agency_agreement', 'enterprise_id = ?', id)
    case 'agency':
      return [
        ...(await rowsWhere(db, 'agency_person', 'agency_id = ?', id)),
        ...(await rowsWhere(db, 'agency_agreement', 'agency_id = ?', id)),
      ]
    default:
      return []
  }
}

/** Whether both ends of a relation are at home in its hall: then it brings neither of them anywhere. */
async function staysWithin(db: ReadDb, relation: Row): Promise<boolean> {
  const hall = relation['hall_id']
  const ends = await db.all<{ hall_id: string }>(
    sql('select hall_id from person where id = ? union all select hall_id from enterprise where id = ?', [
      relation['person_id'],
      relation['enterprise_id'],
    ]),
  )
  return ends.every((end) => end.hall_id === hall)
}

async function endsOf(db: ReadDb, relation: Row): Promise<Dependent[]> {
  const personId = String(relation['person_id'])
  return [
    ...(await rowsWhere(db, 'person', 'id = ?', personId)),
    ...(await hangingOnPerson(db, personId)),
    ...(await rowsWhere(db, 'enterprise', 'id = ?', String(relation['enterprise_id']))),
  ]
}

async function hangingOnPerson(db: ReadDb, personId: string): Promise<Dependent[]> {
  return [
    ...(await rowsWhere(db, 'phone', 'person_id = ?', personId)),
    ...(await rowsWhere(db, 'person_document', 'person_id = ?', personId)),
  ]
}

async function rowsWhere(db: ReadDb, table: ReplicatedTable, condition: string, value: string): Promise<Dependent[]> {
  const rows = await db.all<Row>(sql(`select * from ${table} where ${condition}`, [value]))
  return rows.map((row) => ({ table, key: keyOf(table, row), content: row }))
}
