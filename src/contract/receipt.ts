import { z } from 'zod'
import { defineCall } from './call.ts'
import { id, instant } from './fields.ts'
import { visitAct } from './visit.ts'

/**
 * The one receipt of a visit, masked as the visitor may carry it through the street. A second notice tells what
 * became of acts that an earlier receipt had promised and the central returned (sync.md).
 */
export const receipt = z.object({
  number: z.string(),
  kind: z.enum(['receipt', 'second-notice']),
  hall: z.string(),
  taxAuthority: z.string(),
  device: z.string(),
  operator: z.string(),
  visitor: z.string(),
  document: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  acts: z.array(visitAct),
  /** When the states on it were true. */
  asOf: instant,
})
export type Receipt = z.infer<typeof receipt>

export const RECEIPT_PAPERS = ['a4', '80mm'] as const
export type ReceiptPaper = (typeof RECEIPT_PAPERS)[number]

/** The sheet to print: its paper, and its height as laid out, in millimetres. */
export const sheet = { paper: z.enum(RECEIPT_PAPERS), height: z.number().min(40).max(3000) }
/** The name of the PDF kept of it. */
export const printed = z.object({ file: z.string() })

export const receiptCalls = {
  'receipt.get': defineCall('read', z.strictObject({ visitId: id }), receipt.nullable()),
  /** Prints the page as it stands, where the receipt lies open; gives the name of the PDF kept of it. */
  'receipt.print': defineCall(
    'shell',
    z.strictObject({ number: z.string().regex(/^[A-Z0-9-]{1,60}$/), ...sheet }),
    printed,
  ),
}
