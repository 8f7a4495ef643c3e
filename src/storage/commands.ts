import type { CommandHandler } from './feature.ts'
import { phoneCommands } from './phone.ts'

/** Every command once, by name; the contract's registry holds the same names (a test compares them). */
export const commandHandlers: Readonly<Record<string, CommandHandler>> = {
  ...phoneCommands,
}
