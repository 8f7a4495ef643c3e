import { beijingDate } from '../kernel/calendar.ts'
import { standingOn } from '../relation/standing.ts'
import type { RelationState } from '../relation/types.ts'
import type { CauseId } from './causes.ts'
import type { DiagnosedRelation, DiagnosisContext, DiagnosisFacts, Evidence, Finding } from './diagnosis-types.ts'

const BY_STATE: Readonly<Record<RelationState, CauseId | undefined>> = {
  R1: 'relation-waits-person',
  R2: 'relation-waits-enterprise',
  R3: 'relation-core-unconfirmed',
  R4: undefined,
  R5: undefined,
  R6: 'relation-deleted',
  R7: 'relation-refused',
  R8: 'relation-refused',
  R9: 'relation-deleted',
}

const BY_DISABLED = {
  freeze: 'relation-frozen',
  expired: 'relation-expired',
  deregistered: 'relation-deregistered',
} as const

const causeOf = ({ state, disabledReason }: DiagnosedRelation): CauseId | undefined =>
  state === 'R5' ? BY_DISABLED[disabledReason ?? 'expired'] : BY_STATE[state]

const isOver = (state: RelationState): boolean => state > 'R5'

const evidenceOf = ({ id, decidedAt }: DiagnosedRelation): Evidence => ({ table: 'relation', id, at: decidedAt })

/**
 * Why an enterprise's door is closed (R-LGE-09, R-LGE-18, R-TR-REL-15, OP-09). With one enterprise asked about it is
 * what stops the log-in there; without one it is what may, for each enterprise that has no relation in effect. What
 * ended is told only of the enterprise that was asked about.
 */
export function relationFindings({ person, relations, target }: DiagnosisFacts, context: DiagnosisContext): Finding[] {
  const today = beijingDate(context.now)
  const concerned = relations
    .filter(({ enterpriseId }) => target === undefined || enterpriseId === target.enterpriseId)
    .map((relation) => standingOn(relation, today))
  const open = new Set(concerned.filter(({ state }) => state === 'R4').map(({ enterpriseId }) => enterpriseId))
  const closed = concerned.filter(({ enterpriseId }) => !open.has(enterpriseId))
  const live = closed.filter(({ state }) => !isOver(state))
  const told = target === undefined || live.length > 0 ? live : closed
  const stops = target !== undefined
  const found = groupByCause(told).map((finding) => ({ ...finding, stops }))
  if (stops && concerned.length === 0) found.push({ cause: 'relation-none', evidence: [], stops })
  const working = concerned.filter(({ state }) => state === 'R4')
  return [
    ...found,
    ...inside(working, person, context),
    ...(target === undefined || open.size === 0 ? [] : projectFindings(target)),
  ]
}

function groupByCause(relations: readonly DiagnosedRelation[]): Finding[] {
  const groups = new Map<CauseId, DiagnosedRelation[]>()
  for (const relation of relations) {
    const cause = causeOf(relation)
    if (cause !== undefined) groups.set(cause, [...(groups.get(cause) ?? []), relation])
  }
  return [...groups].map(([cause, rows]) => ({ cause, evidence: rows.map(evidenceOf), count: rows.length }))
}

/** Relations that open the door, and what then is missing behind it (R-FAQ-06, R-PHN-19). */
function inside(
  working: readonly DiagnosedRelation[],
  { capturedAt }: DiagnosisFacts['person'],
  { policy }: DiagnosisContext,
): Finding[] {
  const empty = working.filter(({ functions }) => functions.length === 0)
  const found: Finding[] = empty.length === 0 ? [] : [{ cause: 'no-functions', evidence: empty.map(evidenceOf) }]
  if (policy.enterprisePassword && capturedAt === null && working.length > 0)
    found.push({ cause: 'staff-not-captured', evidence: working.map(evidenceOf) })
  return found
}

/** A special entity's door opens with a project that counts today (R-XRG-06). */
function projectFindings({ projects }: NonNullable<DiagnosisFacts['target']>): Finding[] {
  if (projects.length === 0 || projects.some(({ counts }) => counts)) return []
  const evidence = projects.map(({ id }): Evidence => ({ table: 'cross_project', id, at: null }))
  // Its own staff still get in by 企业业务.
  return [{ cause: 'project-missing', evidence, stops: false }]
}
