import { captureCommands } from './capture.ts'
import type { CommandHandler } from './feature.ts'
import { levelCommands } from './level.ts'
import { phoneCommands } from './phone.ts'

/** Every command once, by name; the contract's registry holds the same names (a test compares them). */
export const commandHandlers: Readonly<Record<string, CommandHandler>> = {
  ...captureCommands,
  ...levelCommands,
  ...phoneCommands,
}
