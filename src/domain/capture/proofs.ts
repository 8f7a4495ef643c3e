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

/** OP-23: another name or number than the machine read, or than an account that exists has, is for a second person. */
function judgeEdits({ command, context, edited, subject, information }: Hearing): ProofJudgement {
  const renames = command.kind === 'new' && subject !== undefined && subject.name !== information.checked?.name
  if (!context.policy.needsApproval.captureNameCorrection || !(renames || needsApproval(edited))) return PASSED
  const approval = findApproval(context.proofs)
  if (approval === undefined) return { kind: 'waits', waitsFor: 'approval' }
  return approval.kind === 'approval' && approval.granted ? PASSED : { kind: 'failed', code: 'capture-edit-denied' }
}

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
