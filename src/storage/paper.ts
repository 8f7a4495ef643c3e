import type { Paper } from '../domain/account/types.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import type { WriteDb } from './database.ts'
import { sql } from './database.ts'

/** Keeps which wording of a paper somebody agreed to with a tap, and by which act (R-EN-PAP, R-CAP-05). Central only. */
export async function putPaper(
  db: WriteDb,
  { personId, paper, version }: { readonly personId: string; readonly paper: Paper; readonly version: string },
  { commandId, now }: Pick<DecideContext, 'commandId' | 'now'>,
): Promise<void> {
  await db.run(
    sql('insert into paper_agreed (command_id, paper, version, person_id, at) values (?, ?, ?, ?, ?)', [
      commandId,
      paper,
      version,
      personId,
      now,
    ]),
  )
}
