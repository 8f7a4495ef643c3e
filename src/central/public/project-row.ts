import type { ProjectRow } from '../../contract/public/login.ts'
import { maskCreditCode, maskEnterpriseName } from '../../domain/kernel/mask.ts'
import type { Project } from '../../storage/cross-project.ts'

/** A project as a list shows it: its taxpayer masked (OP-13), its number whole, because it is what one looks for. */
export const toProjectRow = (project: Project): ProjectRow => ({
  projectId: project.id,
  kind: project.kind,
  number: project.number,
  division: project.division,
  taxAuthority: project.taxAuthority,
  taxpayerName: maskEnterpriseName(project.enterpriseName),
  creditCode: maskCreditCode(project.creditCode),
  validUntil: project.validUntil,
})
