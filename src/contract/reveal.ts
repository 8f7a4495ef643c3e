import { z } from 'zod'
import { defineCall } from './call.ts'
import { id, text } from './fields.ts'

/** What may be shown unmasked, one field of one row at a time. */
export const REVEALABLE = {
  person: ['name', 'document_number', 'birth', 'email', 'contact_address', 'captured_phone', 'username'],
  person_document: ['document_number'],
  phone: ['number'],
  enterprise: ['name', 'credit_code', 'taxpayer_number', 'address'],
  agency: ['name', 'credit_code'],
  login_log: ['name', 'taxpayer_name', 'credit_code', 'address'],
  capture_case: ['name', 'document_number'],
} as const
export type RevealKind = keyof typeof REVEALABLE

export const REVEAL_FIELDS = [
  'name',
  'document_number',
  'birth',
  'email',
  'contact_address',
  'captured_phone',
  'username',
  'number',
  'credit_code',
  'taxpayer_number',
  'taxpayer_name',
  'address',
] as const

const KINDS = [
  'person',
  'person_document',
  'phone',
  'enterprise',
  'agency',
  'login_log',
  'capture_case',
] as const satisfies readonly RevealKind[]

export const revealCalls = {
  /**
   * Shows one masked field, with a reason, audited (OP-13, R-MSK-02). For `person_document` the id is
   * `<document type>/<person id>`. `many` says that this operator reveals more than is usual.
   */
  'reveal.field': defineCall(
    'write',
    z.strictObject({ kind: z.enum(KINDS), id: id.max(130), field: z.enum(REVEAL_FIELDS), reason: text(60).min(2) }),
    z.object({ value: z.string(), many: z.boolean() }),
  ),
}
