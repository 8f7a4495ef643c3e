import type { Policy } from '../policy/policy.ts'

/** What a real-name level stands for (OP-08). A fifth is named by the rules and not reachable yet (R-RNL-02). */
export const LEVELS = { declared: 1, phoneVerified: 2, documentCaptured: 3, faceVerified: 4 } as const

/** What the enterprise page asks of managers and staff, and of whoever handles a risk matter (OP-08, R-RNL-08/10). */
export const LEVEL_REQUIRED = { enterprise: LEVELS.documentCaptured, riskMatter: LEVELS.faceVerified } as const

/** Whether nothing is left to raise (R-RNL-02, R-RNL-06). */
export function isHighestLevel(level: number, policy: Policy): boolean {
  return level >= policy.level.maximum
}

/** The level after a face that passed: one more, or straight to the top, by profile (CF-08); never above the top. */
export function raiseByFace(level: number, policy: Policy): number {
  const raised = policy.level.faceStep === 'to-maximum' ? policy.level.maximum : level + 1
  return Math.max(level, Math.min(raised, policy.level.maximum))
}

/** The level after a document was captured together with a face that passed: at least the third, then the face. */
export function levelAfterCapture(level: number, policy: Policy): number {
  return raiseByFace(Math.max(level, LEVELS.documentCaptured), policy)
}
