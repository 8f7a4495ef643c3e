import { SECOND } from '../domain/kernel/instant.ts'
import { sql } from '../storage/database.ts'
import type { CentralDeps } from './deps.ts'
import { decideAgain } from './held.ts'

/** How often services that were busy are asked again. */
const EVERY = 5 * SECOND
const AT_ONCE = 50

/** Keeps asking for what held commands wait for, also across a restart. Gives the function that ends it. */
export function retryHeld(deps: CentralDeps): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const round = async () => {
    const rows = await deps.database.read((db) =>
      db.all<{ command_id: string }>(
        sql(
          "select command_id from command_result where state = 'held' and waits_for in ('face', 'identity-check', 'password-check') order by decided_at limit ?",
          [AT_ONCE],
        ),
      ),
    )
    for (const row of rows) await decideAgain(deps, row.command_id)
  }
  const timer = setInterval(() => {
    running = running.then(round).catch((error: unknown) => {
      process.stderr.write(`held commands: ${error instanceof Error ? error.name : 'fault'}\n`)
    })
  }, EVERY)
  return async () => {
    clearInterval(timer)
    await running
  }
}
