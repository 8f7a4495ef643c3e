import type { Instant } from './instant.ts'

/**
 * What a command waits for when it can't take effect yet. A held command is decided again, unchanged, each time
 * a proof arrives, so offline work and work at a counter with a network take the same road (OP-24, OP-25).
 */
export type Wait = 'approval' | 'sms-code' | 'face' | 'identity-check' | 'password-check' | 'person' | 'merge'

/** A fact about the outside world that a decision may rest on. Only the central can add one that counts. */
export type Proof =
  | { readonly kind: 'approval'; readonly granted: boolean; readonly by: string; readonly at: Instant }
  | { readonly kind: 'sms-code'; readonly number: string; readonly purpose: string; readonly at: Instant }
  | { readonly kind: 'face'; readonly personId: string; readonly passed: boolean; readonly at: Instant }
  | { readonly kind: 'identity-check'; readonly documentNumber: string; readonly passed: boolean; readonly at: Instant }
  | { readonly kind: 'password'; readonly personId: string; readonly passed: boolean; readonly at: Instant }
  | { readonly kind: 'person'; readonly personId: string; readonly at: Instant }

/** The SMS proof for this number, if there is one. */
export function findSmsProof(proofs: readonly Proof[], number: string): Proof | undefined {
  return proofs.find((proof) => proof.kind === 'sms-code' && proof.number === number)
}

/** The newest face result for this person, passed or not. */
export function findFaceProof(proofs: readonly Proof[], personId: string) {
  return proofs.findLast((proof) => proof.kind === 'face' && proof.personId === personId)
}

/** The newest check of this person's password, right or wrong. */
export function findPasswordProof(proofs: readonly Proof[], personId: string) {
  return proofs.findLast((proof) => proof.kind === 'password' && proof.personId === personId)
}

/** The newest answer of a second member of staff, granted or not. */
export function findApproval(proofs: readonly Proof[]) {
  return proofs.findLast((proof) => proof.kind === 'approval')
}
