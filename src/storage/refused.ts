import type { Refusal } from '../domain/kernel/refusal.ts'

/** Carries a refusal out of a transaction, so that nothing of it stays; the wall turns it into an envelope. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.name = 'Refused'
    this.refusal = refusal
  }
}
