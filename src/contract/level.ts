import { defineCommand } from './call.ts'
import { id } from './fields.ts'

export const levelCalls = {
  /** A face that passes raises the real-name level (R-RNL-04, R-RNL-08). */
  'level.raise': defineCommand({ personId: id, sceneAttachmentId: id }),
}
