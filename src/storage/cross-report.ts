import { decideReport } from '../domain/cross-region/decide.ts'
import type {
  CrossProject,
  ReportCase,
  ReportCommand,
  ReportEvent,
  ReportPerson,
} from '../domain/cross-region/types.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import type { ProjectKind } from '../domain/login/types.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { commandHandler } from './feature.ts'
import { findEnterpriseByCode, findPersonByDocument } from './relation-load.ts'
import { putRow, type Work } from './rows.ts'

interface ProjectRecord {
  readonly id: string
  readonly hall_id: string
  readonly enterprise_id: string
  readonly kind: ProjectKind
  readonly number: string | null
  readonly division: string
  readonly tax_authority: string
  readonly valid_from: string
  readonly valid_until: string
}

const toProject = (row: ProjectRecord): CrossProject => ({
  id: row.id,
  hallId: row.hall_id,
  enterpriseId: row.enterprise_id,
  kind: row.kind,
  number: row.number,
  division: row.division,
  taxAuthority: row.tax_authority,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
})

async function listNamed(db: ReadDb, projectId: string): Promise<ReportPerson[]> {
  const rows = await db.all<{
    role: ReportPerson['role']
    name: string
    document_type: string
    document_number: string
  }>(
    sql('select role, name, document_type, document_number from cross_project_person where project_id = ?', [
      projectId,
    ]),
  )
  return rows.map((row) => ({
    role: row.role,
    personName: row.name,
    documentType: row.document_type,
    documentNumber: row.document_number,
  }))
}

/** A report is known by its number; a registration of a tax source by its taxpayer and tax authority. */
export function findReported(
  db: ReadDb,
  { kind, number, taxAuthority }: Pick<ReportCommand, 'kind' | 'number' | 'taxAuthority'>,
  enterpriseId: string,
): Promise<ProjectRecord | undefined> {
  return kind === 'report'
    ? db.find(
        sql("select * from cross_project where kind = 'report' and number = ? order by id limit 1", [
          normaliseIdentifier(number),
        ]),
      )
    : db.find(
        sql(
          "select * from cross_project where kind = 'tax-source' and enterprise_id = ? and tax_authority = ? order by id limit 1",
          [enterpriseId, taxAuthority],
        ),
      )
}

async function load(db: ReadDb, command: ReportCommand): Promise<ReportCase> {
  const enterprise = await findEnterpriseByCode(db, command.enterpriseCode)
  const row = await findReported(db, command, enterprise?.id ?? '')
  const hall = await db.find<{ id: string }>(
    sql('select id from hall where tax_authority = ? order by id limit 1', [command.taxAuthority]),
  )
  const holders: (ReportCase['holders'][number] | undefined)[] = []
  for (const { documentType, documentNumber } of command.people)
    holders.push(await findPersonByDocument(db, documentType, documentNumber))
  return {
    enterprise,
    project: row && { ...toProject(row), people: await listNamed(db, row.id) },
    hallId: hall?.id,
    holders,
  }
}

async function save(work: Work, { project, people }: ReportEvent): Promise<void> {
  await putRow(work, 'cross_project', {
    id: project.id,
    hall_id: project.hallId,
    enterprise_id: project.enterpriseId,
    kind: project.kind,
    number: project.number,
    division: project.division,
    tax_authority: project.taxAuthority,
    valid_from: project.validFrom,
    valid_until: project.validUntil,
    version: 0,
  })
  await work.db.run(sql('delete from cross_project_person where project_id = ?', [project.id]))
  for (const { role, personName, documentType, documentNumber } of people)
    await work.db.run(
      sql(
        'insert into cross_project_person (project_id, role, name, document_type, document_number) values (?, ?, ?, ?, ?)',
        [project.id, role, personName, documentType, documentNumber],
      ),
    )
}

/** What the core tax system reports of cross-region projects; no call of a desk has this name. */
export const crossReportCommands = {
  'cross-region.report': commandHandler<ReportCase, ReportCommand, ReportEvent>({
    load,
    decide: decideReport,
    save,
    subjects: ({ enterpriseCode, number }) =>
      [enterpriseCode, number].map(normaliseIdentifier).filter((subject) => subject !== ''),
  }),
}
