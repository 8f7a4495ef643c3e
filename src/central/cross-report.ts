import type { CrossReport } from '../contract/core.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { findReported } from '../storage/cross-report.ts'
import { findEnterpriseByCode } from '../storage/relation-load.ts'
import { findRow } from '../storage/rows.ts'
import type { CentralDeps } from './deps.ts'
import { act } from './public/act.ts'

const CORE = { kind: 'system', source: 'core' } as const

/**
 * Writes down what the core tax system has of a cross-region project. The same report twice changes nothing.
 * @returns the project, and how often a report of it said something new.
 * @throws Refused
 */
export async function recordReport(
  deps: CentralDeps,
  report: CrossReport,
): Promise<{ readonly projectId: string; readonly version: number }> {
  const { kind, number, enterpriseCode, taxAuthority } = report
  // Two reports of one project take turns, and so do two of a project that isn't known yet.
  const key = kind === 'report' ? number : `${enterpriseCode} ${taxAuthority}`
  const turns = [`cross-region ${kind} ${normaliseIdentifier(key)}`]
  await act(deps, { actor: CORE, name: 'cross-region.report', payload: report, turns })
  return deps.database.read(async (db) => {
    const enterprise = await findEnterpriseByCode(db, enterpriseCode)
    const { id = '' } = (await findReported(db, report, enterprise?.id ?? '')) ?? {}
    const row = await findRow(db, 'cross_project', [id])
    if (row === undefined) throw new Error('a project was reported and is not there')
    return { projectId: id, version: Number(row['version']) }
  })
}
