import { sql } from '../storage/database.ts'
import { faultLine } from '../sync/fault-line.ts'
import type { CentralDeps } from './deps.ts'

/** A command whose deciding failed so often is given back to its desk: it would fail for ever and block all others. */
export const FAULTS_MOST = 5

/** Writes a fault of a command down and gives its id, with how often there was one by now. */
export async function noteFault(
  deps: CentralDeps,
  commandId: string,
  error: unknown,
): Promise<{ readonly faultId: string; readonly count: number }> {
  const faultId = deps.newId()
  process.stderr.write(`fault ${faultId} command ${commandId} ${faultLine(error)}\n`)
  const row = await deps.database.write((db) =>
    db.find<{ count: number }>(
      sql(
        `insert into command_fault (command_id, count, fault_id, at) values (?, 1, ?, ?)
         on conflict (command_id) do update set count = command_fault.count + 1, fault_id = excluded.fault_id, at = excluded.at
         returning count`,
        [commandId, faultId, deps.now()],
      ),
    ),
  )
  return { faultId, count: row?.count ?? 1 }
}
