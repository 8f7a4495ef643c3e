import type { AdmissionBar } from '../agency/types.ts'
import type { CauseId } from './causes.ts'
import type { DiagnosisFacts, Evidence, Finding } from './diagnosis-types.ts'

const BY_BAR: Readonly<Record<AdmissionBar, CauseId>> = {
  'basic-form-missing': 'agency-basic-form',
  'not-personnel': 'agency-agent',
  'agreement-missing': 'agency-agreement',
  'not-received': 'agency-agreement',
  'not-begun': 'agency-term',
  expired: 'agency-term',
  cancelled: 'agency-term',
  'not-handling': 'agency-agent',
  'not-registered': 'agency-agent',
}

/** Why a client is missing from an agent's list, or an agency's door is closed (R-AGY-07 … R-AGY-10, R-AGY-14). */
export function agencyFindings({ agencies, target }: DiagnosisFacts): Finding[] {
  const groups = new Map<CauseId, Evidence[]>()
  // One agreement that admits is enough for the client that was asked about.
  if (target !== undefined && agencies.some(({ bar }) => bar === undefined)) return []
  for (const { bar, evidence } of agencies) {
    if (bar === undefined) continue
    const cause = BY_BAR[bar]
    groups.set(cause, [...(groups.get(cause) ?? []), evidence])
  }
  return [...groups].map(([cause, evidence]) => ({ cause, evidence, count: evidence.length, stops: false }))
}
