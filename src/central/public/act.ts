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

/** What stops an act of a taxpayer before, or instead of, a rule of its feature. */
export const actRefusals = defineRefusals({
  'verification-needed': { rule: 'R-PHN-09', retry: true },
})

/** An act in a taxpayer's own name: the same command that a counter records, with the proofs brought along. */
export interface Act {
  /** Made beforehand where a proof has to name the row that the act will make. */
  readonly commandId?: string
  readonly actor: Exclude<Actor, { kind: 'staff' }>
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  /** Versions of the rows that were looked at, by id (OP-25). */
  readonly seen?: Readonly<Record<string, number>>
  readonly proofs?: readonly Proof[]
  /** In clear, as the browser sent it; it becomes the proof `new-password` and goes no further. */
  readonly newPassword?: NewPassword
  /** What the act must be alone with besides its subjects: a number, a name that only one may have. */
  readonly turns?: readonly string[]
  /** Written in the same transaction, when the act was accepted. */
  readonly alongside?: (db: WriteDb) => Promise<void>
}

/** A new password as it was typed, or the stored form of one that was held against the rule in an earlier step. */
export type NewPassword = { readonly personId: string } & ({ readonly text: string } | { readonly hash: string })

/** What the decision and the store need of a new password; only its stored form goes on. */
async function openNewPassword(deps: CentralDeps, given: NewPassword) {
  const { personId } = given
  if ('hash' in given) return { personId, hash: given.hash, problem: null }
  const problem = findRuleProblem(given.text, deps.policy) ?? null
  return { personId, hash: await deps.passwords.hash(given.text), problem }
}

/**
 * Decides an act and writes effect, audit and feed rows in one transaction. Nothing is held for a taxpayer's own act:
 * what lacks a proof is refused and leaves nothing behind, and comes again with it.
 * @returns the id that a new row took, and the prescribed message.
 * @throws Refused by a rule; the audit row of the refusal stays.
 */
export async function act(deps: CentralDeps, given: Act): Promise<Done> {
  const {
    commandId = deps.newId(),
    actor,
    name,
    payload,
    seen = {},
    proofs = [],
    newPassword,
    turns = [],
    alongside,
  } = given
  const opened = newPassword && (await openNewPassword(deps, newPassword))
  const now = deps.now()
  const decision = await deps.database.write(async (db) => {
    const hallId = await hallOf(db, actor)
    const all = [hallId, ...turns, ...getHandler(name).subjects(payload)]
    await takeTurns(db, all)
    const work = { db, log: new FeedLog(all) }
    if (opened?.problem === null) {
      await keepNewSecret(db, { commandId, personId: opened.personId, passwordHash: opened.hash }, now)
    }
    const proved: Proof[] = [...proofs]
    if (opened !== undefined) {
      proved.push({ kind: 'new-password', personId: opened.personId, problem: opened.problem, at: now })
    }
    const context = { now, actor, policy: deps.policy, commandId, proofs: proved }
    const chain = { chain: hallId, hash: deps.sha256 }
    const made = await execute(work, { name, payload, seen }, context, chain)
    // Thrown inside, so that the marks of a held command go with the transaction.
    if (made.kind === 'held') throw new Refused(actRefusals.make('verification-needed', { waitsFor: made.waitsFor }))
    if (made.kind === 'accepted') await alongside?.(db)
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
  // Whoever registered by themselves has no hall yet.
  return row === undefined || row.hall_id === '' ? 'central' : row.hall_id
}
