import type { Command } from '../contract/command.ts'
import type { DecideContext } from '../domain/kernel/context.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import type { ReadDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import type { CentralDeps } from './deps.ts'

/**
 * The context under which the central decides a desk's command. Time and policy are the central's own; the
 * actor is the operator named in the signed envelope; proofs are those the central itself has stored.
 */
export async function contextFor(
  deps: CentralDeps,
  db: ReadDb,
  command: Command,
  now: Instant,
): Promise<DecideContext> {
  return {
    now,
    actor: { kind: 'staff', ...command.operator, deviceId: command.device },
    policy: deps.policy,
    commandId: command.id,
    proofs: await proofsFor(db, command),
    ...(command.visit === undefined ? {} : { visit: command.visit }),
  }
}

/** Proofs given for this command, and those given for its visit, oldest first. */
async function proofsFor(db: ReadDb, command: Command): Promise<Proof[]> {
  const rows = await db.all<{ content: string }>(
    sql('select content from proof where command_id = ? or visit_id = ? order by at, id', [
      command.id,
      command.visit?.visitId ?? null,
    ]),
  )
  return rows.map((row) => JSON.parse(row.content) as Proof)
}
