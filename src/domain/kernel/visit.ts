import type { Instant } from './instant.ts'

/** How the clerk came to know that this person stands here: the card on the reader, or the document seen by eye. */
export type PresenceSource = 'card-reader' | 'document-seen'

/** In which identity the visitor acts during this visit (R-PLT-02). */
export type ActingIdentity =
  | { readonly kind: 'personal' }
  | { readonly kind: 'enterprise'; readonly enterpriseId: string; readonly identityType: string }
  | { readonly kind: 'agency'; readonly agencyId: string; readonly clientId: string }
  | { readonly kind: 'letter'; readonly enterpriseId: string; readonly attachmentId: string }

/**
 * The evidence under which staff act for a visitor (OP-25): who is present, how that was established, and in
 * which identity they act. Every command of a visit carries it; the central judges it again.
 */
export interface VisitEvidence {
  readonly visitId: string
  readonly personId: string
  readonly presence: PresenceSource
  readonly acting: ActingIdentity
  readonly since: Instant
}
