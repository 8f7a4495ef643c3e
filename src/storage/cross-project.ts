import type { CivilDate } from '../domain/kernel/instant.ts'
import type { ProjectKind } from '../domain/login/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** A cross-region project as the person who may act for it sees it; its taxpayer unmasked, for the caller to mask. */
export interface Project {
  readonly id: string
  readonly kind: ProjectKind
  readonly number: string | null
  readonly division: string
  readonly taxAuthority: string
  readonly validUntil: CivilDate
  readonly enterpriseId: string
  readonly enterpriseName: string
  readonly creditCode: string
}

interface Which {
  readonly enterpriseId: string
  readonly kind: ProjectKind
  readonly today: CivilDate
}

/** Whether the enterprise has a project of this kind that is valid today (R-XRG-02). */
export async function hasProjectOf(db: ReadDb, { enterpriseId, kind, today }: Which): Promise<boolean> {
  const row = await db.find(
    sql(
      'select id from cross_project where enterprise_id = ? and kind = ? and valid_from <= ? and valid_until >= ? limit 1',
      [enterpriseId, kind, today, today],
    ),
  )
  return row !== undefined
}

/** A person is meant by a report through any of their documents. */
const NAMES_PERSON = `exists (select 1 from person m where m.id = ? and m.document_type = c.document_type and m.document_number = c.document_number)
  or exists (select 1 from person_document d where d.person_id = ? and d.document_type = c.document_type and d.document_number = c.document_number)`

/** What reports of valid projects of this enterprise and kind name the person as (R-XRG-06), each role once. */
export async function listProjectRoles(db: ReadDb, personId: string, which: Which): Promise<string[]> {
  const rows = await db.all<{ role: string }>(
    sql(
      `select distinct c.role from cross_project p join cross_project_person c on c.project_id = p.id
       where p.enterprise_id = ? and p.kind = ? and p.valid_from <= ? and p.valid_until >= ? and (${NAMES_PERSON}) order by c.role desc`,
      [which.enterpriseId, which.kind, which.today, which.today, personId, personId],
    ),
  )
  return rows.map((row) => row.role)
}

/** As what the person may act for this project today: by a relation with its enterprise, or by its report. */
export async function listIdentitiesAt(
  db: ReadDb,
  personId: string,
  projectId: string,
  today: CivilDate,
): Promise<string[]> {
  const byRelation = await db.all<{ identity_type: string }>(
    sql(
      `select distinct r.identity_type from cross_project p join relation r on r.enterprise_id = p.enterprise_id
       where p.id = ? and p.valid_from <= ? and p.valid_until >= ? and r.person_id = ? and r.state = 'R4' and (r.valid_until is null or r.valid_until >= ?)
       order by r.identity_type`,
      [projectId, today, today, personId, today],
    ),
  )
  const byReport = await db.all<{ role: string }>(
    sql(
      `select c.role from cross_project p join cross_project_person c on c.project_id = p.id
       where p.id = ? and p.valid_from <= ? and p.valid_until >= ? and (${NAMES_PERSON}) order by c.role desc`,
      [projectId, today, today, personId, personId],
    ),
  )
  return [...byRelation.map((row) => row.identity_type), ...byReport.map((row) => row.role)]
}

/** Which of the projects a person may act for; what isn't named doesn't narrow. */
export interface ProjectFilter {
  readonly personId: string
  readonly today: CivilDate
  readonly enterpriseId?: string | undefined
  readonly kind?: ProjectKind | undefined
  /** A province's, city's or county's code, without the zeros at its end. */
  readonly divisionPrefix?: string | undefined
  readonly taxAuthority?: string | undefined
  /** Any part of 跨区域涉税事项报验管理编号. */
  readonly numberPart?: string | undefined
  readonly after?: string | undefined
  readonly size: number
}

interface ProjectColumns {
  readonly id: string
  readonly kind: ProjectKind
  readonly number: string | null
  readonly division: string
  readonly tax_authority: string
  readonly valid_until: CivilDate
  readonly enterprise_id: string
  readonly name: string
  readonly credit_code: string
}

const literal = (part: string) => part.replace(/[\\%_]/gu, '\\$&')

/**
 * Valid projects that the person may act for and no others (R-XRG-05, R-XRG-08, R-XRG-10, R-XRG-11), by id.
 * @returns a page, and the id it ends with when there may be more.
 */
export async function pageProjects(
  db: ReadDb,
  filter: ProjectFilter,
): Promise<{ readonly rows: readonly Project[]; readonly next?: string }> {
  const { personId, today, size } = filter
  const query = db
    .build('cross_project as p')
    .join('enterprise as e', 'e.id', 'p.enterprise_id')
    .select('p.id', 'p.kind', 'p.number', 'p.division', 'p.tax_authority', 'p.valid_until')
    .select('p.enterprise_id', 'e.name', 'e.credit_code')
    .where('p.valid_from', '<=', today)
    .andWhere('p.valid_until', '>=', today)
    .whereRaw(
      `(exists (select 1 from relation r where r.enterprise_id = p.enterprise_id and r.person_id = ? and r.state = 'R4' and (r.valid_until is null or r.valid_until >= ?))
        or exists (select 1 from cross_project_person c where c.project_id = p.id and (${NAMES_PERSON})))`,
      [personId, today, personId, personId],
    )
    .orderBy('p.id')
    .limit(size + 1)
  if (filter.after !== undefined) void query.where('p.id', '>', filter.after)
  if (filter.enterpriseId !== undefined) void query.where('p.enterprise_id', filter.enterpriseId)
  if (filter.kind !== undefined) void query.where('p.kind', filter.kind)
  if (filter.taxAuthority !== undefined) void query.where('p.tax_authority', filter.taxAuthority)
  if (filter.divisionPrefix !== undefined) void query.where('p.division', 'like', `${filter.divisionPrefix}%`)
  if (filter.numberPart !== undefined)
    void query.whereRaw("lower(p.number) like ? escape '\\'", [`%${literal(filter.numberPart.toLowerCase())}%`])
  const rows = (await db.all<ProjectColumns>(query)).map(toProject)
  const last = rows[size - 1]
  return rows.length > size && last !== undefined ? { rows: rows.slice(0, size), next: last.id } : { rows }
}

const toProject = (row: ProjectColumns): Project => ({
  id: row.id,
  kind: row.kind,
  number: row.number,
  division: row.division,
  taxAuthority: row.tax_authority,
  validUntil: row.valid_until,
  enterpriseId: row.enterprise_id,
  enterpriseName: row.name,
  creditCode: row.credit_code,
})

/** Tax authorities that halls and projects under this division name (R-EN-REG), for the last of the four pickers. */
export async function listTaxAuthorities(db: ReadDb, divisionPrefix: string): Promise<string[]> {
  const rows = await db.all<{ tax_authority: string }>(
    sql(
      'select tax_authority from hall where division like ? union select tax_authority from cross_project where division like ? order by tax_authority limit 500',
      [`${divisionPrefix}%`, `${divisionPrefix}%`],
    ),
  )
  return rows.map((row) => row.tax_authority)
}
