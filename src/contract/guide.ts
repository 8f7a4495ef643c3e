import { z } from 'zod'
import { defineCall } from './call.ts'
import { printed, sheet } from './receipt.ts'

export const guideCalls = {
  /** Prints the slip that lies open in the clerk's window. */
  'guide.print': defineCall(
    'shell',
    z.strictObject({ card: z.string().regex(/^[a-z][a-z-]{1,40}$/), ...sheet }),
    printed,
  ),
}
