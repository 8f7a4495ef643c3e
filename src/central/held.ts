import type { Command, CommandOutcome } from '../contract/command.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Proof } from '../domain/kernel/proof.ts'
import { appendAudit } from '../storage/audit.ts'
import { outcomeOf, putResult, type CommandResultRecord } from '../storage/command-result.ts'
import type { ReadDb, WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { execute, getHandler } from '../storage/execute.ts'
import type { NamedCommand } from '../storage/feature.ts'
import { FeedLog } from '../storage/feed-log.ts'
import { takeTurns } from '../storage/turns.ts'
import { contextFor } from './authority.ts'
import type { CentralDeps } from './deps.ts'
import { intakeRefusals } from './judge.ts'
import { seekProof } from './prover.ts'
import { readCommand } from './read-command.ts'

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

/**
 * Decides a held command again, unchanged, with the proofs there are now, and asks services for what it then still
 * lacks: each kind of proof once, so that a service whose answer changes nothing isn't asked without end. A command
 * that isn't held is left as it is.
 */
export async function decideAgain(deps: CentralDeps, commandId: string): Promise<CommandOutcome | undefined> {
  const asked = new Set<string | undefined>()
  for (;;) {
    const now = deps.now()
    const outcome = await deps.database.write((db) => redecide(deps, db, commandId, now))
    if (outcome?.state !== 'held' || asked.has(outcome.waitsFor)) return outcome
    asked.add(outcome.waitsFor)
    if (!(await seekProof(deps, commandId))) return outcome
  }
}

interface Held {
  readonly command: Command
  readonly named: NamedCommand
  readonly hallId: string
  readonly subjects: readonly string[]
}

/** A held command with its turn taken, so that two proofs that arrive together decide one after the other. */
async function findHeld(db: WriteDb, commandId: string): Promise<Held | undefined> {
  const envelope = await findEnvelope(db, commandId)
  if (envelope === undefined) return undefined
  const command = JSON.parse(envelope) as Command
  const read = readCommand(command)
  // What was held under an older contract is decided as it was sent.
  const named = 'named' in read ? read.named : command
  const subjects = getHandler(named.name).subjects(named.payload)
  await takeTurns(db, [command.operator.hallId, ...subjects])
  await db.run(sql('update command_result set version = version where command_id = ?', [commandId]))
  const row = await db.find<CommandResultRecord>(sql('select * from command_result where command_id = ?', [commandId]))
  return row?.state === 'held' ? { command, named, hallId: row.hall_id, subjects } : undefined
}

async function findEnvelope(db: ReadDb, commandId: string): Promise<string | undefined> {
  const intake = await db.find<{ envelope: string }>(
    sql('select envelope from intake where command_id = ?', [commandId]),
  )
  return intake?.envelope
}

async function redecide(
  deps: CentralDeps,
  db: WriteDb,
  commandId: string,
  now: Instant,
): Promise<CommandOutcome | undefined> {
  const held = await findHeld(db, commandId)
  if (held === undefined) return undefined
  const { command, named, hallId, subjects } = held
  const work = { db, log: new FeedLog() }
  const chain = { chain: hallId, hash: deps.sha256 }
  const decision = await execute(work, named, await contextFor(deps, db, command, now), chain)
  const outcome = outcomeOf(command.id, decision)
  await putResult(work, command, { hallId, subjects, outcome, now })
  await work.log.flush(db, now)
  return outcome
}

/** Gives a held command back whose deciding fails again and again; what it had marked stays without effect (OP-24). */
export async function giveBack(deps: CentralDeps, commandId: string, faultId: string): Promise<void> {
  const now = deps.now()
  await deps.database.write(async (db) => {
    const held = await findHeld(db, commandId)
    if (held === undefined) return
    const { command, named, hallId, subjects } = held
    const refusal = intakeRefusals.make('command-faulted', { fault: faultId })
    const work = { db, log: new FeedLog() }
    await appendAudit(
      db,
      { chain: hallId, hash: deps.sha256 },
      {
        at: now,
        actor: { kind: 'system', source: 'clock' },
        action: named.name,
        subjects,
        commandId,
        detail: { outcome: 'returned', rule: refusal.rule, code: refusal.code },
      },
    )
    await putResult(work, command, { hallId, subjects, outcome: { commandId, state: 'returned', refusal }, now })
    await work.log.flush(db, now)
  })
}
