import type { Instant } from './instant.ts'

/**
 * What a command waits for when it can't take effect yet. A held command is decided again, unchanged, each time
 * a proof arrives, so offline work and work at a counter with a network take the same road (OP-24, OP-25).
 */
export type Wait = 'approval' | 'sms-code' | 'face' | 'identity-check' | 'password-check' | 'person'

/** A fact about the outside world that a decision may rest on. Only the central can add one that counts. */
export type Proof =
  | { readonly kind: 'approval'; readonly granted: boolean; readonly by: string; readonly at: Instant }
  | { readonly kind: 'sms-code'; readonly number: string; readonly purpose: string; readonly at: Instant }
  | { readonly kind: 'mail-code'; readonly address: string; readonly purpose: string; readonly at: Instant }
  | { readonly kind: 'face'; readonly personId: string; readonly passed: boolean; readonly at: Instant }
  | { readonly kind: 'identity-check'; readonly documentNumber: string; readonly passed: boolean; readonly at: Instant }
  | { readonly kind: 'password'; readonly personId: string; readonly passed: boolean; readonly at: Instant }
  /** A new password the central has opened and keeps ready; `problem` names what the rule in force has against it. */
  | {
      readonly kind: 'new-password'
      readonly personId: string
      readonly problem: string | null
      readonly at: Instant
    }
  | { readonly kind: 'person'; readonly personId: string; readonly at: Instant }

type ProofOf<Kind extends Proof['kind']> = Extract<Proof, { kind: Kind }>

/** The newest proof of a kind that fits; a later failure thus outweighs an earlier success. */
function findNewest<Kind extends Proof['kind']>(
  proofs: readonly Proof[],
  kind: Kind,
  fits: (proof: ProofOf<Kind>) => boolean = () => true,
): ProofOf<Kind> | undefined {
  const isKind = (proof: Proof): proof is ProofOf<Kind> => proof.kind === kind
  return proofs.filter(isKind).findLast(fits)
}

/** The proof that this number was at hand, if there is one. */
export const findSmsProof = (proofs: readonly Proof[], number: string) =>
  findNewest(proofs, 'sms-code', (proof) => proof.number === number)

/** The proof that this mailbox was at hand, if there is one. */
export const findMailProof = (proofs: readonly Proof[], address: string) =>
  findNewest(proofs, 'mail-code', (proof) => proof.address === address)

/** The newest face result for this person, passed or not. */
export const findFaceProof = (proofs: readonly Proof[], personId: string) =>
  findNewest(proofs, 'face', (proof) => proof.personId === personId)

/** The newest check of this person's password, right or wrong. */
export const findPasswordProof = (proofs: readonly Proof[], personId: string) =>
  findNewest(proofs, 'password', (proof) => proof.personId === personId)

/** The newest new password of this person that the central opened, in order or not. */
export const findNewPasswordProof = (proofs: readonly Proof[], personId: string) =>
  findNewest(proofs, 'new-password', (proof) => proof.personId === personId)

/** The newest third-party check of this document. */
export const findIdentityProof = (proofs: readonly Proof[], documentNumber: string) =>
  findNewest(proofs, 'identity-check', (proof) => proof.documentNumber === documentNumber)

/** The newest answer of a second member of staff, granted or not. */
export const findApproval = (proofs: readonly Proof[]) => findNewest(proofs, 'approval')
