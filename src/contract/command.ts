import { z } from 'zod'
import { COMMAND_STATES } from './call.ts'
import { id, instant, text } from './fields.ts'
import { ROLES } from '../domain/kernel/actor.ts'

export const acting = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('personal') }),
  z.object({ kind: z.literal('enterprise'), enterpriseId: id, identityType: text(40) }),
  z.object({ kind: z.literal('agency'), agencyId: id, clientId: id }),
  z.object({ kind: z.literal('letter'), enterpriseId: id, attachmentId: id }),
])

export const visitEvidence = z.object({
  visitId: id,
  personId: id,
  presence: z.enum(['card-reader', 'document-seen']),
  acting,
  since: instant,
})

/**
 * A command as it lies in the outbox and travels to the central (sync.md). `prev` is the hash of the command
 * before it on the same device, `signature` the device key's over everything else.
 */
export const command = z.strictObject({
  id,
  device: id,
  seq: z.number().int().min(1),
  prev: text(64),
  name: text(60),
  payload: z.record(z.string(), z.unknown()),
  seen: z.record(z.string().max(80), z.number().int()),
  operator: z.object({ staffId: id, role: z.enum(ROLES), hallId: id }),
  visit: visitEvidence.optional(),
  profile: text(40),
  instant,
  protocol: z.number().int(),
  signature: text(200),
})
export type Command = z.infer<typeof command>

/** The central's answer for one command; later changes of it come down the feed as `command_result` rows. */
export const commandOutcome = z.object({
  commandId: id,
  state: z.enum(COMMAND_STATES),
  waitsFor: z.string().optional(),
  message: z.string().optional(),
  refusal: z.unknown().optional(),
  /** It is a matter of a hall that the desk has left: no feed that it reads will say more. */
  elsewhere: z.literal(true).optional(),
})
export type CommandOutcome = z.infer<typeof commandOutcome>
