import type { EnterpriseEntry, ImportProblem, ImportRow, StaffEntry } from '../domain/import/types.ts'
import { isManager } from '../domain/permission/identity-types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** A row as the database sees it. */
export interface ComparedRow extends ImportRow {
  readonly state: 'ready' | 'existing' | 'wrong'
}

interface EnterpriseColumns {
  readonly id: string
  readonly hall_id: string
  readonly credit_code: string
  readonly taxpayer_number: string | null
  readonly name: string
}

interface PersonColumns {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly document_type: string
  readonly document_number: string
  readonly account_state: string
}

/** Asks for many values at once, a few hundred a statement. */
async function inParts<Row>(
  values: readonly string[],
  ask: (part: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const unique = [...new Set(values)]
  const found: Row[] = []
  for (let first = 0; first < unique.length; first += 400) found.push(...(await ask(unique.slice(first, first + 400))))
  return found
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ')

/** Enterprises of these codes, by either of their numbers. */
export async function findEnterprises(db: ReadDb, codes: readonly string[]): Promise<Map<string, EnterpriseColumns>> {
  const rows = await inParts(codes, (part) =>
    db.all<EnterpriseColumns>(
      sql(
        `select id, hall_id, credit_code, taxpayer_number, name from enterprise where credit_code in (${marks(part)}) or taxpayer_number in (${marks(part)})`,
        [...part, ...part],
      ),
    ),
  )
  const byCode = new Map<string, EnterpriseColumns>()
  for (const row of rows) {
    byCode.set(row.credit_code, row)
    if (row.taxpayer_number !== null) byCode.set(row.taxpayer_number, row)
  }
  return byCode
}

const documentKey = (type: string, number: string) => `${type} ${number}`

/** People of these documents, main and further ones. */
export async function findPeople(db: ReadDb, entries: readonly StaffEntry[]): Promise<Map<string, PersonColumns>> {
  const numbers = entries.map((entry) => entry.documentNumber)
  const columns = 'p.id, p.hall_id, p.name, p.account_state'
  const main = await inParts(numbers, (part) =>
    db.all<PersonColumns>(
      sql(
        `select ${columns}, p.document_type, p.document_number from person p where p.document_number in (${marks(part)})`,
        part,
      ),
    ),
  )
  const further = await inParts(numbers, (part) =>
    db.all<PersonColumns>(
      sql(
        `select ${columns}, d.document_type, d.document_number from person_document d join person p on p.id = d.person_id where d.document_number in (${marks(part)})`,
        part,
      ),
    ),
  )
  return new Map([...further, ...main].map((row) => [documentKey(row.document_type, row.document_number), row]))
}

interface LiveRelation {
  readonly enterprise_id: string
  readonly person_id: string
  readonly identity_type: string
}

function findLiveRelations(db: ReadDb, enterpriseIds: readonly string[]): Promise<LiveRelation[]> {
  return inParts(enterpriseIds, (part) =>
    db.all<LiveRelation>(
      sql(
        `select enterprise_id, person_id, identity_type from relation where state in ('R1', 'R2', 'R3', 'R4', 'R5') and enterprise_id in (${marks(part)})`,
        part,
      ),
    ),
  )
}

const entriesOf = <Entry>(rows: readonly ImportRow[]): Entry[] =>
  rows.flatMap((row) => (row.entry === undefined ? [] : [row.entry as Entry]))

/** Enterprises that are known already are left alone: a spreadsheet is no way to change a record. */
async function compareEnterprises(db: ReadDb, rows: readonly ImportRow[]): Promise<ComparedRow[]> {
  const known = await findEnterprises(
    db,
    entriesOf<EnterpriseEntry>(rows).map((entry) => entry.creditCode),
  )
  return rows.map((row) => {
    if (row.entry === undefined) return { ...row, state: 'wrong' }
    return { ...row, state: known.has(row.entry.creditCode) ? 'existing' : 'ready' }
  })
}

/** What the database says against one person of one enterprise. */
class StaffJudge {
  readonly #hallId: string
  readonly #enterprises: ReadonlyMap<string, EnterpriseColumns>
  readonly #people: ReadonlyMap<string, PersonColumns>
  readonly #twins: ReadonlySet<string>
  readonly #managers: ReadonlyMap<string, string>

  constructor(
    hallId: string,
    enterprises: ReadonlyMap<string, EnterpriseColumns>,
    people: ReadonlyMap<string, PersonColumns>,
    relations: readonly LiveRelation[],
  ) {
    this.#hallId = hallId
    this.#enterprises = enterprises
    this.#people = people
    this.#twins = new Set(relations.map((one) => `${one.enterprise_id} ${one.person_id} ${one.identity_type}`))
    this.#managers = new Map(relations.map((one) => [`${one.enterprise_id} ${one.identity_type}`, one.person_id]))
  }

  compare(row: ImportRow): ComparedRow {
    const entry = row.entry as StaffEntry | undefined
    if (entry === undefined) return { ...row, state: 'wrong' }
    const enterprise = this.#enterprises.get(entry.creditCode)
    const person = this.#people.get(documentKey(entry.documentType, entry.documentNumber))
    const problems = this.#problemsOf(entry, enterprise, person)
    if (problems.length > 0) return { row: row.row, cells: row.cells, problems, state: 'wrong' }
    const twin = this.#twins.has(`${enterprise?.id ?? ''} ${person?.id ?? ''} ${entry.identityType}`)
    return { ...row, state: twin ? 'existing' : 'ready' }
  }

  #problemsOf(entry: StaffEntry, enterprise: EnterpriseColumns | undefined, person: PersonColumns | undefined) {
    const problems: ImportProblem[] = []
    if (enterprise === undefined) problems.push({ code: 'enterprise-unknown', field: 'creditCode' })
    else if (enterprise.hall_id !== this.#hallId) problems.push({ code: 'enterprise-foreign', field: 'creditCode' })
    else if (entry.enterpriseName !== '' && entry.enterpriseName !== enterprise.name)
      problems.push({ code: 'enterprise-name-differs', field: 'enterpriseName' })
    // One document with two names is a matter for the counter and never for a file (OP-17).
    if (person !== undefined && person.name !== entry.name)
      problems.push({ code: 'person-name-differs', field: 'personName' })
    if (person?.account_state === 'A4') problems.push({ code: 'person-deregistered', field: 'documentNumber' })
    const holder = this.#managers.get(`${enterprise?.id ?? ''} ${entry.identityType}`)
    if (isManager(entry.identityType) && holder !== undefined && holder !== person?.id)
      problems.push({ code: 'manager-taken', field: 'identityType' })
    return problems
  }
}

async function compareStaff(db: ReadDb, rows: readonly ImportRow[], hallId: string): Promise<ComparedRow[]> {
  const entries = entriesOf<StaffEntry>(rows)
  const enterprises = await findEnterprises(
    db,
    entries.map((entry) => entry.creditCode),
  )
  const people = await findPeople(db, entries)
  const relations = await findLiveRelations(
    db,
    [...enterprises.values()].map((enterprise) => enterprise.id),
  )
  const judge = new StaffJudge(hallId, enterprises, people, relations)
  return rows.map((row) => judge.compare(row))
}

/** Holds the rows of a file against what is in the database: new, there already, or in conflict with it. */
export function compareRows(
  db: ReadDb,
  kind: 'enterprise' | 'staff',
  rows: readonly ImportRow[],
  hallId: string,
): Promise<ComparedRow[]> {
  return kind === 'enterprise' ? compareEnterprises(db, rows) : compareStaff(db, rows, hallId)
}
