import { defineRefusals } from '../domain/kernel/refusal.ts'
import { sql } from '../storage/database.ts'
import { rebase } from '../storage/rebase.ts'
import { Refused } from '../storage/refused.ts'
import type { Desk } from './desk.ts'
import { rebaseTools } from './rebase-tools.ts'

export const outboxRefusals = defineRefusals({
  'outbox-already-sent': { rule: 'SYNC-WITHDRAW' },
})

/**
 * Takes back a command that hasn't left this desk. It keeps its place in the chain, is delivered as withdrawn,
 * and its effect here is undone at once, together with everything that was decided on top of it.
 */
export async function withdraw(desk: Desk, commandId: string): Promise<Record<string, never>> {
  await desk.database.write(async (db) => {
    const changed = await db.run(
      sql("update outbox set state = 'withdrawn' where command_id = ? and state = 'recorded'", [commandId]),
    )
    if (changed === 0) throw new Refused(outboxRefusals.make('outbox-already-sent'))
    await rebase(db, [], rebaseTools(desk))
  })
  desk.tell('rows-changed', { tables: ['outbox', 'person', 'phone', 'relation'] })
  return {}
}
