import { z } from 'zod'
import { instant } from './fields.ts'

/** Whose messages a phone in the hand of a program shows: a number or a mailbox. */
export const messagesQuery = z.strictObject({ to: z.string().max(254) })

/** Lets time pass until this instant, at a central that is started for a town. */
export const clockInput = z.strictObject({ until: instant })
