import { accountCommands } from './account.ts'
import { agencyCommands, agencyOwnCommands } from './agency.ts'
import { captureCommands } from './capture.ts'
import { credentialCommands } from './credential.ts'
import { crossReportCommands } from './cross-report.ts'
import { documentCommands } from './document.ts'
import type { CommandHandler } from './feature.ts'
import { levelCommands, levelOwnCommands } from './level.ts'
import { memberCommands, memberOwnCommands } from './member.ts'
import { permissionCommands } from './permission.ts'
import { phoneCommands } from './phone.ts'
import { coreCommands } from './relation-core.ts'
import { relationCommands, relationSystemCommands } from './relation.ts'

/** Every command once, by name; the contract's registry holds the same names (a test compares them). */
export const commandHandlers: Readonly<Record<string, CommandHandler>> = {
  ...accountCommands,
  ...agencyCommands,
  ...agencyOwnCommands,
  ...captureCommands,
  ...credentialCommands,
  ...documentCommands,
  ...levelCommands,
  ...levelOwnCommands,
  ...memberCommands,
  ...memberOwnCommands,
  ...permissionCommands,
  ...phoneCommands,
  ...relationCommands,
  ...relationSystemCommands,
  ...coreCommands,
  ...crossReportCommands,
}
