import type { RebaseTools } from '../storage/rebase.ts'
import { faultLine } from '../sync/fault-line.ts'
import type { Desk } from './desk.ts'
import { contextOf } from './record.ts'
import { onRowsApplied } from './search.ts'

/** What deciding again needs of this desk. */
export const rebaseTools = (desk: Desk): RebaseTools => ({
  contextOf: (command, db) => contextOf(desk, command, db),
  rowApplied: onRowsApplied,
  faulted: (commandId, error) => {
    process.stderr.write(`command ${commandId} can't be decided here: ${faultLine(error)}\n`)
  },
})
