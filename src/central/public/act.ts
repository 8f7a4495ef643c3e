import type { Done } from '../../contract/public/answers.ts'
import { defineRefusals } from '../../domain/kernel/refusal.ts'
import type { Actor } from '../../domain/kernel/actor.ts'
import type { Proof } from '../../domain/kernel/proof.ts'
import type { WriteDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'
import { execute, getHandler } from '../../storage/execute.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { Refused } from '../../storage/refused.ts'
import { findRuleProblem, keepNewSecret } from '../../storage/secret.ts'
import { takeTurns } from '../../storage/turns.ts'
import type { CentralDeps } from '../deps.ts'
import { hashPassword } from '../passwords.ts'

/** What stops an act of a taxpayer before, or instead of, a rule of its feature. */
export const actRefusals = defineRefusals({
  'verification-needed': { rule: 'R-PHN-09', retry: true },
})

/** An act in a taxpayer's own name: the same command that a counter records, with the proofs brought along. */
export interface Act {
  readonly actor: Exclude<Actor, { kind: 'staff' }>
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly proofs?: readonly Proof[]
  /** In clear, as the browser sent it; it becomes the proof `new-password` and goes no further. */
  readonly newPassword?: { readonly personId: string; readonly text: string }
}

/**
 * Decides an act and writes effect, audit and feed rows in one transaction. Nothing is held for a taxpayer's own act:
 * what lacks a proof is refused and leaves nothing behind, and comes again with it.
 * @returns the id that a new row took, and the prescribed message.
 * @throws Refused by a rule; the audit row of the refusal stays.
 */
export async function act(deps: CentralDeps, { actor, name, payload, proofs = [], newPassword }: Act): Promise<Done> {
  const commandId = deps.newId()
  const opened = newPassword && {
    ...newPassword,
    problem: findRuleProblem(newPassword.text, deps.policy) ?? null,
    hash: await hashPassword(newPassword.text),
  }
  const now = deps.now()
  const decision = await deps.database.write(async (db) => {
    const hallId = await hallOf(db, actor)
    await takeTurns(db, [hallId, ...getHandler(name).subjects(payload)])
    const work = { db, log: new FeedLog() }
    if (opened?.problem === null) {
      await keepNewSecret(db, { commandId, personId: opened.personId, passwordHash: opened.hash }, now)
    }
    const all: Proof[] = [...proofs]
    if (opened !== undefined) {
      all.push({ kind: 'new-password', personId: opened.personId, problem: opened.problem, at: now })
    }
    const context = { now, actor, policy: deps.policy, commandId, proofs: all }
    const chain = { chain: hallId, hash: deps.sha256 }
    const made = await execute(work, { name, payload, seen: {} }, context, chain)
    // Thrown inside, so that the marks of a held command go with the transaction.
    if (made.kind === 'held') throw new Refused(actRefusals.make('verification-needed', { waitsFor: made.waitsFor }))
    await work.log.flush(db, now)
    return made
  })
  if (decision.kind === 'refused') throw new Refused(decision.refusal)
  const message = decision.kind === 'accepted' ? decision.message : undefined
  return { id: commandId, ...(message === undefined ? {} : { message }) }
}

/** Whose audit chain an act belongs to: the hall of the enterprise it is done for, else of the person. */
async function hallOf(db: WriteDb, actor: Act['actor']): Promise<string> {
  if (actor.kind === 'system') return 'central'
  const { personId, enterpriseId } = actor
  const row =
    enterpriseId === undefined
      ? await db.find<{ hall_id: string }>(sql('select hall_id from person where id = ?', [personId]))
      : await db.find<{ hall_id: string }>(sql('select hall_id from enterprise where id = ?', [enterpriseId]))
  return row?.hall_id ?? 'central'
}
