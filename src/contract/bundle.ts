import { z } from 'zod'
import { attachmentAbout } from './attachment.ts'
import { defineCall } from './call.ts'
import { commandsAnswer, commandsInput, feedAnswer, feedQuery } from './central.ts'
import { commandOutcome, type CommandOutcome } from './command.ts'
import { id, instant, none, text } from './fields.ts'
import { lostDeclaration } from './store.ts'

/**
 * The files in which work travels without a network: a bundle carries a desk's outbox to the central, a receipt
 * carries back what became of it. Both are laid out alike, so that a cut or changed file is told from a whole one
 * before anything in it is believed:
 *
 *     magic (8 bytes) · length of the header (4 bytes, big endian) · header (JSON, ASCII) · signature (64 bytes) · body
 *
 * The signature is Ed25519 over `signedText`. A bundle is signed by its desk and its body sealed to the central's
 * key, so that the desk that carries it can't read it; a receipt is signed by the central and its body sealed with
 * the key that the bundle brought along, so that nobody but the desk it is for can read it. Bodies are CBOR under
 * AES-256-GCM with the header as additional data.
 */
export const BUNDLE_MAGIC = 'HDBUNDLE'
export const RECEIPT_MAGIC = 'HDRECEIP'
const FORMAT = 1
const SIGNATURE_BYTES = 64
const HEADER_BYTES_MOST = 4096

/** The largest file that is taken. */
export const BUNDLE_BYTES_MOST = 48 * 1024 * 1024
/**
 * How much of commands and pictures one is filled with; the rest is left to the next file. The central hears a request
 * for half a minute, in which a line of two megabits carries this much; older desks fill five times as much.
 */
export const BUNDLE_FILLED_AT = 6 * 1024 * 1024
/** The central decides them in one request. */
export const BUNDLE_COMMANDS_MOST = 1000

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const base64 = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
const count = z.number().int().min(0)

/** What anybody may read on a bundle: which desk, which acts by number, how much; nothing of people. */
export const bundleHeader = z.strictObject({
  format: z.literal(FORMAT),
  /** SHA-256 of the sealing key of the central it is for. */
  central: hex,
  device: id,
  deviceName: text(60),
  firstSeq: z.number().int().min(1),
  lastSeq: z.number().int().min(1),
  /** Hash of the last command in it: the head of the desk's chain up to here. */
  head: hex,
  commands: z.number().int().min(1).max(BUNDLE_COMMANDS_MOST),
  attachments: count,
  madeAt: instant,
  /** Uncompressed P-256 point made for this bundle alone. */
  ephemeral: base64,
  bodyBytes: count,
})
export type BundleHeader = z.infer<typeof bundleHeader>

export const receiptHeader = z.strictObject({
  format: z.literal(FORMAT),
  device: id,
  /** SHA-256 of the bundle it answers. */
  bundle: hex,
  /** The last command of the device that the central has. */
  lastSeq: count,
  /** By the central's clock. */
  madeAt: instant,
  nonce: base64,
  bodyBytes: count,
})
export type ReceiptHeader = z.infer<typeof receiptHeader>

const bytes = z.instanceof(Uint8Array)

export const bundleBody = z.strictObject({
  /** JSON of `bundleDeliveries`: what was signed as JSON stays JSON. */
  deliveries: z.string(),
  /** Holes of the chain that the central hasn't heard of, in order (SYNC-LOST). */
  lost: z.array(lostDeclaration),
  attachments: z.array(attachmentAbout.extend({ content: bytes })),
  /** 32 random bytes under which the receipt comes back. */
  replyKey: bytes,
  /**
   * Where the desk stands in its hall's feed, so that the receipt can bring what is new. Files of older desks say more
   * here, which is passed over: a laptop in the field can't be given a newer program.
   */
  cursor: z.object({ epoch: feedQuery.shape.epoch, seq: count }).nullable(),
})
export type BundleBody = z.infer<typeof bundleBody>

export const bundleDeliveries = z.array(commandsInput.shape.deliveries.element).min(1).max(BUNDLE_COMMANDS_MOST)

/** Why the central went no further; the acts from there on still wait at their desk. Nothing when it came to the end. */
const { stop } = commandsAnswer.shape

export const receiptBody = z.strictObject({
  outcomes: z.array(commandOutcome),
  stop,
  /** The declared holes that were taken, each by its end, with how many acts the central never had. */
  lost: z.array(z.strictObject({ to: count, missing: count })),
  /** The hall's feed from the desk's cursor on; empty when it doesn't join there, and for a desk that is barred. */
  feed: z.array(feedAnswer),
})
export type ReceiptBody = z.infer<typeof receiptBody>

/** How many acts came to which end; for the desk that carried them, which learns nothing else. */
const tally = z.object({
  commands: count,
  effective: count,
  held: count,
  returned: count,
  withdrawn: count,
})
export type BundleTally = z.infer<typeof tally>

export function tallyOf(outcomes: readonly CommandOutcome[]): BundleTally {
  const count = (state: CommandOutcome['state']) => outcomes.filter((outcome) => outcome.state === state).length
  return {
    commands: outcomes.length,
    effective: count('effective'),
    held: count('held'),
    returned: count('returned'),
    withdrawn: count('withdrawn'),
  }
}

/** The central's answer to a bundle; the receipt travels as base64. */
export const bundleAnswer = z.object({ receipt: z.string(), lastSeq: count, tally, stop })
export type BundleAnswer = z.infer<typeof bundleAnswer>

/** The text that is signed: both headers are ASCII, so every side makes the same bytes of it. */
export const signedText = (magic: string, headerText: string, bodyHash: string): string =>
  [magic, headerText, bodyHash].join('\n')

export interface FieldFile<Header> {
  readonly header: Header
  readonly headerText: string
  readonly signature: Uint8Array
  readonly body: Uint8Array
}

/** Why a file is none of ours, or not whole. */
export type FieldFileProblem = 'foreign' | 'cut' | 'newer'

const ascii = (part: Uint8Array): string => Array.from(part, (byte) => String.fromCharCode(byte)).join('')
const fromAscii = (part: string): Uint8Array => Uint8Array.from(part, (letter) => letter.charCodeAt(0))

/** The header's bytes as text; every field of it is ASCII but the desk's name, which is escaped. */
export const headerTextOf = (header: BundleHeader | ReceiptHeader): string =>
  JSON.stringify(header).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Puts a file together. */
export function writeFieldFile(
  magic: string,
  headerText: string,
  signature: Uint8Array,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const start = magic.length + 4 + headerText.length
  const file = new Uint8Array(start + SIGNATURE_BYTES + body.length)
  file.set(fromAscii(magic), 0)
  new DataView(file.buffer).setUint32(magic.length, headerText.length)
  file.set(fromAscii(headerText), magic.length + 4)
  file.set(signature, start)
  file.set(body, start + SIGNATURE_BYTES)
  return file
}

/** Takes a file apart; whether it is genuine is for whoever has the key. */
export function readFieldFile<Header extends BundleHeader | ReceiptHeader>(
  magic: string,
  shape: z.ZodType<Header>,
  file: Uint8Array,
): FieldFile<Header> | FieldFileProblem {
  const start = magic.length + 4
  if (ascii(file.subarray(0, magic.length)) !== magic) return 'foreign'
  if (file.length < start) return 'cut'
  const length = new DataView(file.buffer, file.byteOffset, file.byteLength).getUint32(magic.length)
  if (length > HEADER_BYTES_MOST) return 'foreign'
  if (file.length < start + length + SIGNATURE_BYTES) return 'cut'
  const headerText = ascii(file.subarray(start, start + length))
  const header = readHeader(shape, headerText)
  if (typeof header === 'string') return header
  const body = file.subarray(start + length + SIGNATURE_BYTES)
  if (body.length !== header.bodyBytes) return 'cut'
  return { header, headerText, signature: file.subarray(start + length, start + length + SIGNATURE_BYTES), body }
}

function readHeader<Header>(shape: z.ZodType<Header>, headerText: string): Header | 'foreign' | 'newer' {
  let content: unknown
  try {
    content = JSON.parse(headerText)
  } catch {
    return 'foreign'
  }
  const format = typeof content === 'object' && content !== null && 'format' in content ? content.format : undefined
  if (typeof format === 'number' && format > FORMAT) return 'newer'
  const parsed = shape.safeParse(content)
  return parsed.success ? parsed.data : 'foreign'
}

/** A file of the product that somebody may carry away. */
const carried = z.object({ name: z.string(), content: bytes })
const file = z.instanceof(Uint8Array).refine((content) => content.length <= BUNDLE_BYTES_MOST)

export const bundleCalls = {
  /**
   * The acts that wait here, from `from` on, as a file for a desk with a network. It is one of several when not all
   * fit: `next` is where the following one starts. The acts stay here as they are until a receipt comes back.
   */
  'field.export': defineCall(
    'write',
    z.strictObject({ from: z.number().int().min(1).optional() }),
    carried.extend({
      firstSeq: z.number().int(),
      lastSeq: z.number().int(),
      commands: count,
      attachments: count,
      bytes: count,
      next: z.number().int().nullable(),
    }),
  ),
  /** Hands another desk's bundle to the central, and gives the receipt to carry back. Needs the network. */
  'field.deliver': defineCall(
    'write',
    z.strictObject({ content: file }),
    carried.extend({ device: z.string(), lastSeq: count, tally, stop }),
  ),
  /** Takes over what the central says of this desk's acts. */
  'field.take-receipt': defineCall(
    'write',
    z.strictObject({ content: file }),
    z.object({ tally, madeAt: instant, rows: count, stop }),
  ),
  /** Bundles this desk has made, newest first, and which of them were answered. */
  'field.bundles': defineCall(
    'read',
    none,
    z.array(
      z.object({
        firstSeq: z.number().int(),
        lastSeq: z.number().int(),
        commands: count,
        bytes: count,
        madeAt: instant,
        answeredAt: instant.nullable(),
      }),
    ),
  ),
  /** Leaves such a file in the system's folder of downloads; gives its name there, which is a new one. */
  'field.save-file': defineCall(
    'shell',
    z.strictObject({ name: z.string().regex(/^[A-Za-z0-9-]{1,100}\.(hdb|hdr)$/), content: file }),
    z.object({ file: z.string() }),
  ),
}
