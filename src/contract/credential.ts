import { z } from 'zod'
import { LOGIN_OBSTACLES } from '../domain/credential/obstacles.ts'
import { defineCall, defineCommand } from './call.ts'
import { id, instant, text } from './fields.ts'

const sealedPassword = text(600).optional()

/** One reason why a person can't log in, with the rule that says so and the act that helps. */
export const loginObstacle = z.object({
  obstacle: z.enum(LOGIN_OBSTACLES),
  rule: z.string(),
  /** The act of the counter that removes it; absent where waiting or the person helps. */
  act: z.string().optional(),
  at: instant.optional(),
  count: z.number().int().optional(),
})
export type LoginObstacle = z.infer<typeof loginObstacle>

export const credentialCalls = {
  /** "Why can't they log in?", from the cache; an empty list means that nothing here stands in the way. */
  'credential.diagnose': defineCall('read', z.strictObject({ personId: id }), z.array(loginObstacle)),
  /**
   * Sets a person's password at the counter (R-HAL-05, OP-06). `none`: typed on the customer screen, whose sealed box
   * takes the place of `customerTaskId` before the command is recorded. `initial`: the initial value, to be changed.
   */
  'credential.reset': defineCommand({
    personId: id,
    fallback: z.enum(['none', 'initial']),
    customerTaskId: id.optional(),
    sealedPassword,
    letterAttachmentId: id.optional(),
    scenePhotoAttachmentId: id.optional(),
  }),
  /** A person's own change of a known password (R-PWD-09); a counter that asks for it is refused. */
  'credential.change': defineCommand({ personId: id, sealedPassword }),
}
