import { sha256 } from '../../../src/central/crypto.ts'
import type { Decision } from '../../../src/domain/kernel/decision.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import type { FirstStepVerdict } from '../../../src/domain/login/first-step.ts'
import type { SecondStepVerdict } from '../../../src/domain/login/second-step.ts'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import { takeFirstStep, takeSecondStep } from '../../../src/storage/auth.ts'
import { loadLogin } from '../../../src/storage/auth-load.ts'
import type { Database, Query, WriteDb } from '../../../src/storage/database.ts'
import { execute } from '../../../src/storage/execute.ts'
import { FeedLog } from '../../../src/storage/feed-log.ts'
import { PERSONAL, putSession } from '../../../src/storage/person-session.ts'
import type { Row } from '../../../src/storage/rows.ts'
import { keepNewSecret } from '../../../src/storage/secret.ts'
import type { Act, Deed, LogIn } from './deeds.ts'

/** What became of a deed. */
export type Outcome =
  | { readonly kind: Decision<unknown>['kind'] }
  | { readonly kind: 'log-in'; readonly first: FirstStepVerdict; readonly seconds: readonly SecondStepVerdict[] }

/** A rule that is broken on purpose, by wrapping what the judge is told, what it reads, or what it writes. */
export interface Flaw {
  readonly context?: (context: DecideContext, act: Act) => DecideContext
  readonly policy?: (policy: Policy) => Policy
  /** What a statement answers, instead of the row it found. */
  readonly read?: (text: string, row: Row) => Row | undefined
  /** Statements that are lost. */
  readonly loses?: (text: string) => boolean
  /** Walls of the database that are taken down, so that the rule stands alone. */
  readonly without?: readonly string[]
}

/** Nothing is held for a person's own act: what lacks a proof leaves nothing behind, as at the central. */
class Held extends Error {}

const textOf = (query: Query): string => ('bindings' in query ? query.sql : query.toSQL().sql)

function bend(db: WriteDb, { read, loses }: Flaw): WriteDb {
  if (read === undefined && loses === undefined) return db
  const bent = (query: Query, row: Row) => (read === undefined ? row : read(textOf(query), row))
  const all = async (query: Query) => (await db.all<Row>(query)).flatMap((row) => bent(query, row) ?? [])
  return {
    ...db,
    all,
    find: async (query: Query) => (await all(query))[0],
    run: (query: Query) => (loses?.(textOf(query)) === true ? Promise.resolve(1) : db.run(query)),
  } as WriteDb
}

export interface Stage {
  readonly database: Database
  readonly policy: Policy
  readonly flaw: Flaw
}

/** Plays one deed in one transaction, as the central does it. */
export async function play(stage: Stage, deed: Deed, id: string, now: number): Promise<Outcome> {
  const { database, flaw } = stage
  const policy = flaw.policy?.(stage.policy) ?? stage.policy
  try {
    return await database.write(async (plain) => {
      const db = bend(plain, flaw)
      const work = { db, log: new FeedLog() }
      const outcome =
        deed.kind === 'act'
          ? await playAct(work, deed, { ...stage, policy }, id, now)
          : await playLogIn(work, deed, policy, id, now)
      await work.log.flush(db, now)
      return outcome
    })
  } catch (error) {
    if (error instanceof Held) return { kind: 'held' }
    throw error
  }
}

type Work = { readonly db: WriteDb; readonly log: FeedLog }

async function playAct(work: Work, act: Act, { policy, flaw }: Stage, id: string, now: number): Promise<Outcome> {
  const { name, payload, seen, actor, visit, proofs } = act
  const honest: DecideContext = { now, actor, policy, commandId: id, proofs, ...(visit === undefined ? {} : { visit }) }
  const context = flaw.context?.(honest, act) ?? honest
  const typed = context.proofs.find((proof) => proof.kind === 'new-password')
  if (typed !== undefined)
    await keepNewSecret(work.db, { commandId: id, personId: typed.personId, passwordHash: `hash of ${id}` }, now)
  const decision = await execute(work, { name, payload, seen }, context, { chain: 'walk', hash: sha256 })
  if (decision.kind === 'held') throw new Held()
  return { kind: decision.kind }
}

async function playLogIn(work: Work, deed: LogIn, policy: Policy, id: string, now: number): Promise<Outcome> {
  const { player, enterprise, passwordRight, factor, factorRight, identityType } = deed
  const entrance = enterprise === undefined ? 'person' : 'enterprise'
  const enterpriseCode = enterprise?.code ?? ''
  const account = { kind: 'document', documentType: player.documentType, number: player.document } as const
  const query = { entrance, account, enterpriseCode, projectKind: undefined } as const
  const { secret } = await loadLogin(work.db, query, { now, policy })
  const right = passwordRight && secret.kind !== 'none'
  const page = { passwordGiven: true, humanCheck: true, comparedWith: secret, passwordRight: right }
  const caller = { now, policy, channel: 'web', address: '10.0.0.1' } as const
  const taken = await takeFirstStep(work, query, page, { ...caller, logId: `${id}-1` })
  if (taken.kind === 'again') throw new Error('nobody else changes the password')
  const { verdict: first, file } = taken
  const seconds: SecondStepVerdict[] = []
  if (first.kind !== 'passed') return { kind: 'log-in', first, seconds }
  const personId = file.person?.id ?? ''
  const form = { personId, entrance, enterpriseCode, projectKind: null, factor, identityType } as const
  for (const fits of factorRight) {
    const result = fits ? 'passed' : 'failed'
    const logId = `${id}-2-${String(seconds.length)}`
    const { verdict } = await takeSecondStep(work, { ...form, result }, { ...caller, logId })
    seconds.push(verdict)
  }
  if (seconds.some(({ kind }) => kind === 'passed'))
    await putSession(work.db, id, { ...PERSONAL, personId, stage: 'done', expiresAt: now + 1 }, now)
  return { kind: 'log-in', first, seconds }
}
