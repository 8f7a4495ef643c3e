import { z } from 'zod'
import { defineCommand } from './call.ts'
import { id, text } from './fields.ts'

const sealedPassword = text(600).optional()

export const credentialCalls = {
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
