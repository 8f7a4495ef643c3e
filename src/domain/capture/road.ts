import { needsDocument, type RecordGap } from './gaps.ts'
import type { CaseEvent } from './machine.ts'
import type { CaptureBranch, CaptureKind } from './types.ts'

/** The steps a case is made of, in the order of the rules; `identity-check` and `face` are the centre's. */
export type RoadStep =
  'front' | 'back' | 'information' | 'consent' | 'phone' | 'identity-check' | 'face-agreement' | 'scene' | 'face'

const DOCUMENT: Readonly<Record<CaptureBranch, readonly RoadStep[]>> = {
  'id-card': ['front', 'back', 'information'],
  other: ['information'],
}

const FACE: readonly RoadStep[] = ['face-agreement', 'scene', 'face']

/**
 * The road of a case. A new one walks it whole; a supplement shows only what the record lacks (R-SUP-03, R-SUP-04);
 * a change proves the person by document and face first (R-CHG-01), and a new number by its code (R-PHN-18).
 */
export function roadOf(kind: CaptureKind, branch: CaptureBranch, gaps: readonly RecordGap[]): readonly RoadStep[] {
  switch (kind) {
    case 'new': {
      const check: readonly RoadStep[] = branch === 'other' ? ['identity-check'] : []
      return [...DOCUMENT[branch], 'consent', 'phone', ...check, ...FACE]
    }
    case 'supplement':
      return [...(needsDocument(gaps) ? DOCUMENT[branch] : []), ...(gaps.includes('scene-photo') ? FACE : [])]
    case 'change':
      return [...DOCUMENT[branch], 'phone', ...FACE]
  }
}

/** What passing a step means to the machine of a new case; the scene photo is evidence, not a step of the rules. */
export function eventOf(step: RoadStep, branch: CaptureBranch): CaseEvent | undefined {
  switch (step) {
    case 'front':
      return 'front-photo'
    case 'back':
      return 'back-photo'
    case 'information':
      return branch === 'other' ? 'form-filled' : 'information-checked'
    case 'consent':
      return 'consented'
    case 'phone':
      return 'phone-proved'
    case 'identity-check':
      return 'check-passed'
    case 'face-agreement':
      return 'agreement-signed'
    case 'scene':
      return undefined
    case 'face':
      return 'face-passed'
  }
}
