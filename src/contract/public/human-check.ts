import { z } from 'zod'
import { text } from '../fields.ts'

/**
 * What shows that a human is at the page, in the kind the profile asks for (R-LGE-06, CF-07): the trace of a slider
 * that was dragged fully right, or what was read off a picture together with the ticked agreement.
 */
export const humanCheck = z.strictObject({
  /** As `login.human-check` gave it out. */
  challenge: text(200),
  answer: text(200),
  /** The service agreement, where the profile has one to tick. */
  agreed: z.boolean().default(false),
})
export type HumanCheck = z.infer<typeof humanCheck>

/** A check that a page shows: a slider to drag, or a picture (a data address) to read a code off. */
export const humanChallenge = z.strictObject({ challenge: text(200).min(1), picture: text(50_000).nullable() })
export type HumanChallenge = z.infer<typeof humanChallenge>

/** What an operation that asks for it can answer. */
export const humanCheckRefusals = ['login-human-check', 'login-human-check-busy'] as const
