import { captureCommands } from './capture.ts'
import { credentialCommands } from './credential.ts'
import type { CommandHandler } from './feature.ts'
import { levelCommands } from './level.ts'
import { permissionCommands } from './permission.ts'
import { phoneCommands } from './phone.ts'
import { relationCommands, relationSystemCommands } from './relation.ts'

/** Every command once, by name; the contract's registry holds the same names (a test compares them). */
export const commandHandlers: Readonly<Record<string, CommandHandler>> = {
  ...captureCommands,
  ...credentialCommands,
  ...levelCommands,
  ...permissionCommands,
  ...phoneCommands,
  ...relationCommands,
  ...relationSystemCommands,
}
