import type { Role } from '../domain/kernel/actor.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { approvalReads, approvalWrites } from './approval-queries.ts'
import { attachmentReads, attachmentWrites } from './attachment.ts'
import { captureReads } from './capture-queries.ts'
import { captureReopenWrites } from './capture-reopen.ts'
import { cardReadingReads } from './card-reading.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { draftReads, draftWrites } from './draft.ts'
import { auditReads } from './audit-queries.ts'
import { counterReads } from './counter-queries.ts'
import { outboxReads, outboxWrites } from './outbox-queries.ts'
import { personReads } from './person-queries.ts'
import { revealWrites } from './reveal.ts'
import { searchReads } from './search-queries.ts'
import { diagnosisReads } from './diagnosis.ts'
import { customerReads, customerWrites } from './customer.ts'
import { loginLogReads, loginLogWrites } from './login-log-queries.ts'
import { fieldBundleReads } from './field-bundle.ts'
import { fieldPackReads, fieldPackWrites } from './field-pack.ts'
import { enterpriseReads } from './enterprise-queries.ts'
import { permissionReads } from './permission.ts'
import { phoneQueries } from './phone-queries.ts'
import { relationFindings } from './relation-findings.ts'
import { relationLookUps } from './relation-look-up.ts'
import { relationReads } from './relation-queries.ts'
import { receiptReads } from './receipt.ts'
import { storeReads, storeWrites } from './store-report.ts'
import { visitReads, visitWrites } from './visit-queries.ts'

/** The signed-in member of staff, as reads and local writes see them. */
export interface Operator {
  readonly staffId: string
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly hallId: string
}

/** What a read may know besides its input. `operator` is absent only for calls open to anyone. */
export interface ReadContext {
  readonly now: Instant
  readonly policy: Policy
  readonly operator: Operator | undefined
}

/** Answers a `read` call from the desk's own database; rows leave masked (OP-13). */
export type ReadAnswer = (db: ReadDb, input: never, context: ReadContext) => Promise<unknown>

export interface WriteContext extends ReadContext {
  /** A fresh UUIDv7. */
  newId(): string
  /** SHA-256 of bytes as lower-case hex; storage itself has no crypto. */
  digest(bytes: Uint8Array): string
  /** One audit row in this transaction. */
  audit(action: string, subjects: readonly string[], detail: Readonly<Record<string, unknown>>): Promise<void>
}

/**
 * Answers a `write` call: what the desk keeps for itself, such as drafts and the visit. A rule that says no is
 * thrown as `Refused`, which rolls the transaction back and crosses the wall as a refusal.
 */
export type WriteAnswer = (db: WriteDb, input: never, context: WriteContext) => Promise<unknown>

/** Every `read` call by name. */
export const reads: Readonly<Record<string, ReadAnswer>> = {
  ...approvalReads,
  ...diagnosisReads,
  ...customerReads,
  ...receiptReads,
  ...visitReads,
  ...attachmentReads,
  ...captureReads,
  ...cardReadingReads,
  ...draftReads,
  ...fieldBundleReads,
  ...fieldPackReads,
  ...loginLogReads,
  ...auditReads,
  ...counterReads,
  ...outboxReads,
  ...storeReads,
  ...personReads,
  ...searchReads,
  ...phoneQueries,
  ...enterpriseReads,
  ...permissionReads,
  ...relationReads,
  ...relationFindings,
  ...relationLookUps,
}

/** Every `write` call by name. */
export const writes: Readonly<Record<string, WriteAnswer>> = {
  ...approvalWrites,
  ...customerWrites,
  ...visitWrites,
  ...revealWrites,
  ...outboxWrites,
  ...storeWrites,
  ...attachmentWrites,
  ...captureReopenWrites,
  ...draftWrites,
  ...fieldPackWrites,
  ...loginLogWrites,
}
