import { findApproval, findSmsProof, type Wait } from '../kernel/proof.ts'
import type { Hearing } from './hearing.ts'
import { needsApproval } from './information.ts'
import type { CaptureRefusalCode } from './refusals.ts'
import type { RoadStep } from './road.ts'

/** How a step stands with what only the centre can prove. */
export type ProofJudgement =
  | { readonly kind: 'passed' }
  | { readonly kind: 'waits'; readonly waitsFor: Wait }
  | { readonly kind: 'failed'; readonly code: CaptureRefusalCode }

const PASSED: ProofJudgement = { kind: 'passed' }

/** Judges the proof a step needs; steps that need none pass by their evidence alone. */
export function judgeProof(step: RoadStep, hearing: Hearing): ProofJudgement {
  switch (step) {
    case 'information':
      return judgeEdits(hearing)
    case 'phone':
      return judgeCode(hearing)
    case 'identity-check':
      return judgeIdentity(hearing)
    case 'face':
      return judgeFace(hearing)
    case 'front':
    case 'back':
    case 'consent':
    case 'face-agreement':
    case 'scene':
      return PASSED
  }
}

/**
 * What only a second person may let pass: another name or number than the machine read, or than an account that exists
 * has (OP-23), and a document that is the second one of somebody whom the visit wasn't opened on (OP-17).
 */
function judgeEdits(hearing: Hearing): ProofJudgement {
  const { command, context, edited, subject, information } = hearing
  const renames = command.kind === 'new' && subject !== undefined && subject.name !== information.checked?.name
  const corrects = context.policy.needsApproval.captureNameCorrection && (renames || needsApproval(edited))
  const identifies = showsSecondDocument(hearing)
  // Nobody stands by to approve what people do with an APP: a hall looks at it.
  if (context.actor.kind === 'person' && (renames || identifies))
    return { kind: 'failed', code: identifies ? 'capture-document-merge' : 'capture-record-mismatch' }
  if (!corrects && !identifies) return PASSED
  const approval = findApproval(context.proofs)
  if (approval === undefined) return { kind: 'waits', waitsFor: 'approval' }
  if (approval.granted) return PASSED
  return { kind: 'failed', code: identifies ? 'capture-document-merge' : 'capture-edit-denied' }
}

/** Somebody nobody knows here shows a document that an account has beside its main one: theirs, or not (OP-17). */
const showsSecondDocument = ({ command, state }: Hearing): boolean =>
  command.kind === 'new' && state.holder !== undefined && !state.holder.isMain && state.visitor === undefined

/** R-CAP-06, R-PHN-02, R-PHN-18: a number counts by its own code, whoever held it before. */
function judgeCode({ command, context }: Hearing): ProofJudgement {
  if (command.phone === '' || findSmsProof(context.proofs, command.phone) !== undefined) return PASSED
  return { kind: 'waits', waitsFor: 'sms-code' }
}

/** R-CAP-09: asked of whichever service the centre uses (CF-35). */
function judgeIdentity({ context, information }: Hearing): ProofJudgement {
  const number = information.checked?.documentNumber
  const check = context.proofs.findLast((proof) => proof.kind === 'identity-check' && proof.documentNumber === number)
  if (check?.kind !== 'identity-check') return { kind: 'waits', waitsFor: 'identity-check' }
  return check.passed ? PASSED : { kind: 'failed', code: 'capture-identity-failed' }
}

/**
 * R-CAP-08, R-TR-CAP-08/09. Someone who has no account yet is known to the face service by the case, or by the
 * visit that was opened on their document.
 */
function judgeFace({ command, context, personId, state }: Hearing): ProofJudgement {
  const visitOnDocument = state.visitor === undefined ? context.visit?.personId : undefined
  const ids = new Set([personId, context.commandId, visitOnDocument])
  const face = context.proofs.findLast((proof) => proof.kind === 'face' && ids.has(proof.personId))
  if (face?.kind !== 'face') return { kind: 'waits', waitsFor: 'face' }
  if (face.passed) return PASSED
  return { kind: 'failed', code: command.kind === 'change' ? 'capture-record-mismatch' : 'capture-face-failed' }
}
