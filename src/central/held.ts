import type { Command, CommandOutcome } from '../contract/command.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import { outcomeOf, putResult, type CommandResultRecord } from '../storage/command-result.ts'
import type { WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { execute, getHandler } from '../storage/execute.ts'
import { FeedLog } from '../storage/feed-log.ts'
import { contextFor } from './authority.ts'
import type { CentralDeps } from './deps.ts'
import { seekProof } from './prover.ts'

/** To what a proof belongs: one held command, or everything that one visit does. */
export type ProofTarget = { readonly commandId: string } | { readonly visitId: string }

/** Stores a proof in the caller's transaction; `addProof` also decides the waiting command again. */
export async function storeProof(db: WriteDb, id: string, target: ProofTarget, proof: Proof): Promise<void> {
  await db.run(
    sql('insert into proof (id, command_id, visit_id, content, at) values (?, ?, ?, ?, ?)', [
      id,
      'commandId' in target ? target.commandId : null,
      'visitId' in target ? target.visitId : null,
      JSON.stringify(proof),
      proof.at,
    ]),
  )
}

/** Stores a proof and decides again what waited for it. Gives the outcome when the target is a command. */
export async function addProof(
  deps: CentralDeps,
  target: ProofTarget,
  proof: Proof,
): Promise<CommandOutcome | undefined> {
  await deps.database.write((db) => storeProof(db, deps.newId(), target, proof))
  return 'commandId' in target ? decideAgain(deps, target.commandId) : undefined
}

/** Decides a held command again, unchanged, with the proofs there are now. One that isn't held is left as it is. */
export async function decideAgain(deps: CentralDeps, commandId: string): Promise<CommandOutcome | undefined> {
  const now = deps.now()
  const outcome = await deps.database.write((db) => redecide(deps, db, commandId, now))
  if (outcome?.state === 'held') return (await seekProof(deps, commandId)) ? decideAgain(deps, commandId) : outcome
  return outcome
}

async function redecide(
  deps: CentralDeps,
  db: WriteDb,
  commandId: string,
  now: Instant,
): Promise<CommandOutcome | undefined> {
  // Touching the row first makes two proofs that arrive together take turns on PostgreSQL.
  await db.run(sql('update command_result set version = version where command_id = ?', [commandId]))
  const row = await db.find<CommandResultRecord>(sql('select * from command_result where command_id = ?', [commandId]))
  if (row?.state !== 'held') return undefined
  const intake = await db.find<{ envelope: string }>(
    sql('select envelope from intake where command_id = ?', [commandId]),
  )
  if (intake === undefined) throw new Error('a held command without its envelope')
  const command = JSON.parse(intake.envelope) as Command
  const work = { db, log: new FeedLog() }
  const chain = { chain: command.operator.hallId, hash: deps.sha256 }
  const decision = await execute(work, command, await contextFor(deps, db, command, now), chain)
  const outcome = outcomeOf(command.id, decision)
  await putResult(work, command, outcome, getHandler(command.name).subjects(command.payload), now)
  await work.log.flush(db, now)
  return outcome
}
