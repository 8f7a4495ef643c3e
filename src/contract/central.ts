import { z } from 'zod'
import { ROLES } from '../domain/kernel/actor.ts'
import { command, commandOutcome } from './command.ts'
import type { Envelope } from './envelope.ts'
import { id, instant, text } from './fields.ts'

/** What a desk and the central say to each other outside the registry's calls (sync.md). */

export const hallFacts = z.object({ id, name: z.string(), taxAuthority: z.string(), division: z.string() })

export const enrolInput = z.strictObject({ code: text(40), name: text(60), publicKey: text(200) })
/** Public halves, SPKI in base64: what is sealed to the central, and what it signs without a network. */
const centralKeys = {
  sealingKey: z.string(),
  signingKey: z.string(),
  /** The office's own: a desk's database key is wrapped for it, so that no desk is ever shut for good (TRUST-45). */
  recoveryKey: z.string().optional(),
}

export const enrolAnswer = z.object({ deviceId: id, hall: hallFacts, profile: z.string(), ...centralKeys })
export type EnrolAnswer = z.infer<typeof enrolAnswer>

export const staffProfile = z.object({
  staffId: id,
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  hallId: id,
})
export type StaffProfile = z.infer<typeof staffProfile>

export const staffSignInInput = z.strictObject({ login: text(60), password: text(200) })
export const staffSignInAnswer = z.object({
  token: z.string(),
  expiresAt: instant,
  staff: staffProfile,
  hall: hallFacts,
  profile: z.string(),
  ...centralKeys,
})
export type StaffSignInAnswer = z.infer<typeof staffSignInAnswer>

export const commandsInput = z.strictObject({
  /** Of the feed this desk reads: a central restored since may lack pictures that went ahead of their acts. */
  epoch: text(200).optional(),
  deliveries: z.array(z.strictObject({ command, withdrawn: z.boolean() })).max(500),
})
export const commandsAnswer = z.object({
  outcomes: z.array(commandOutcome),
  stop: z.enum(['gap', 'forked', 'different-content', 'bad-signature', 'device-inactive', 'faulted']).optional(),
  lastSeq: z.number().int(),
})
export type CommandsAnswer = z.infer<typeof commandsAnswer>

const row = z.record(z.string(), z.unknown())
export const feedQuery = z.strictObject({
  epoch: text(200),
  after: z.coerce.number().int().min(0),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
})
export const feedAnswer = z.object({
  epoch: z.string(),
  newest: z.number().int(),
  rows: z.array(
    z.object({ seq: z.number().int(), table: z.string(), key: z.array(z.string()), content: row.nullable() }),
  ),
  /** What the hall's rows add up to at `newest`, the how manieth count that rests on, and over which columns. */
  digest: z.object({ value: z.number().int(), counted: z.number().int(), columns: z.string() }).optional(),
})
export type FeedAnswer = z.infer<typeof feedAnswer>

/** A desk's rows don't add up to what the central said; `afterCopy`: though they had just been copied whole. */
export const divergenceInput = z.strictObject({
  seq: z.number().int().min(0),
  counted: z.number().int(),
  afterCopy: z.boolean(),
})

/** Whether the asking desk could take a whole file, because it has nothing of its hall yet. */
export const snapshotAsk = z.object({ file: z.literal('wanted').optional() })

/** A hall's rows as a ready-made database (docs/decisions/0014). */
export const hallFileOffer = z.object({
  id: text(64),
  /** Its own key, 64 hex digits. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().positive(),
  /** Where the hall's feed goes on after it. */
  position: z.number().int(),
  rows: z.number().int(),
  /** The newest step of the schema it was made with. */
  schema: z.string(),
})
export type HallFileOffer = z.infer<typeof hallFileOffer>
export const hallFileQuery = z.strictObject({
  /** From which byte on. */
  from: z.coerce.number().int().min(0).default(0),
})
/** A piece of the file, as it lies at the central; travels as CBOR. */
export const hallFilePiece = z.object({ bytes: z.instanceof(Uint8Array) })

/** `hall` is whose rows follow, for a desk that was moved; `counts` are rows by table, about, for telling how far a copy is. */
export const snapshotStart = z.object({
  epoch: z.string(),
  position: z.number().int(),
  tables: z.array(z.string()),
  hall: hallFacts,
  counts: z.record(z.string(), z.number().int()),
  /** The last command of the asking device that this central has. */
  lastSeq: z.number().int(),
  /** Where its chain ends there; an older central doesn't say. */
  head: z.string().optional(),
  /** The same rows in one piece, where there is a file of this hall. */
  file: hallFileOffer.optional(),
})
export type SnapshotStart = z.infer<typeof snapshotStart>
export const snapshotQuery = z.strictObject({
  /** JSON array: where the page before this one ended, as the central said it. */
  after: text(400).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(5000),
  /** What the copy was begun with; a page of another hall or of another feed is none of it. */
  epoch: text(200).optional(),
})
/** A page of one table; travels as CBOR, because names and numbers of a million rows are mostly quotes in JSON. */
export const snapshotAnswer = z.object({
  columns: z.array(z.string()),
  // Row by row is the database's business: parsing every cell here would cost as much as writing it.
  rows: z.custom<readonly (readonly unknown[])[]>((rows) => Array.isArray(rows) && rows.every(Array.isArray)),
  next: z.array(z.string()).nullable(),
})
export type SnapshotAnswer = z.infer<typeof snapshotAnswer>

/** An answer in which nothing is looked at. */
export const anything = z.unknown()

const refusalShape = z.object({
  code: z.string(),
  rule: z.string(),
  message: z.string().optional(),
  field: z.string().optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  retry: z.boolean(),
})
const faultShape = z.object({
  id: z.string(),
  code: z.enum(['offline', 'timeout', 'locked', 'storage', 'input', 'internal']),
  field: z.string().optional(),
  reason: z.string().optional(),
})

/** The envelope of a remote call's answer, with the value as the call declares it. */
export const envelopeOf = <Value extends z.ZodType>(value: Value) =>
  z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('ok'), value }),
      z.object({ kind: z.literal('refused'), refusal: refusalShape }),
      z.object({ kind: z.literal('fault'), fault: faultShape }),
    ])
    // Parsed optional members may be typed as undefined; JSON can't carry that.
    .transform((answer) => answer as Envelope<z.output<Value>>)
