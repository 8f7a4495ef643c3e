import { z } from 'zod'
import { defineCall } from './call.ts'
import { id, instant, none, text } from './fields.ts'
import { printed, sheet } from './receipt.ts'

/**
 * Commands that a desk has answered for and no longer has, as a piece of its chain: `prev` is the chain's head before
 * the first of them, `head` the one after the last.
 */
export const lostRange = z.strictObject({
  from: z.number().int().min(1),
  to: z.number().int().min(1),
  prev: text(64),
  head: text(64),
})
export type LostRange = z.infer<typeof lostRange>

/** A desk's word that such a piece is gone, signed by its device over `lostText`. */
export const lostDeclaration = lostRange.extend({ device: id, instant, signature: text(200) })
export type LostDeclaration = z.infer<typeof lostDeclaration>

/** `missing`: how many of them never came to the central. With `stop` nothing was taken, and the name says why. */
export const lostAnswer = z.object({
  lastSeq: z.number().int(),
  missing: z.number().int(),
  stop: z.enum(['gap', 'forked', 'bad-signature', 'device-inactive']).optional(),
})
export type LostAnswer = z.infer<typeof lostAnswer>

/**
 * What a desk's storage may have to say (trust.md 5–7).
 * - `tail-lost`: the end of the database is gone; `replaced`: it is an older or another copy.
 * - `acts-lost`: the central's own, when acts have been declared lost that it never had.
 * - `mark-missing`, `mark-damaged`: the mark beside it is; whether something is lost can't be told this time.
 * - `rows-differed`: the central's rows lay here otherwise than it has them, and were copied anew (SYNC-DIGEST).
 * - `salvaged`: the database was damaged and this one was made of what could be read; its detail says what that was.
 */
export const STORE_REPORT_KINDS = [
  'acts-lost',
  'tail-lost',
  'replaced',
  'mark-missing',
  'mark-damaged',
  'rows-differed',
  'salvaged',
] as const
export type StoreReportKind = (typeof STORE_REPORT_KINDS)[number]

/** `detail` holds numbers and codes: how many transactions, which commands (`from`, `to`), between which instants. */
export const storeReport = z.object({
  id,
  kind: z.enum(STORE_REPORT_KINDS),
  foundAt: instant,
  detail: z.record(z.string().max(40), z.union([z.number(), text(80)])),
  /** When the central heard of it. */
  toldAt: instant.nullable(),
})
export type StoreReport = z.infer<typeof storeReport>

/** As a desk tells the central; a report comes as often as it has to, and counts once. */
export const storeReportTold = z.strictObject({
  id,
  kind: storeReport.shape.kind,
  foundAt: instant,
  detail: storeReport.shape.detail,
})

/** A report of any desk of the hall, with the desk's name; an empty one where it has moved on since. */
export const hallStoreReport = storeReport.extend({ device: z.string() })
export type HallStoreReport = z.infer<typeof hallStoreReport>

export const storeCalls = {
  /** What nobody at this desk has read yet; shown to whoever signs in. */
  'store.reports': defineCall('read', none, z.array(storeReport)),
  /** What all desks of the hall had to say, from the central. */
  'store.hall-reports': defineCall('remote', none, z.array(hallStoreReport)),
  'store.seen': defineCall('write', z.strictObject({ id }), none),
  /** Prints the report that lies open in the clerk's window. */
  'store.print': defineCall('shell', z.strictObject({ id: z.uuid(), ...sheet }), printed),
}
