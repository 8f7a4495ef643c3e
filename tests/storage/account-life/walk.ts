import { sha256 } from '../../../src/central/crypto.ts'
import { DAY, MINUTE, SECOND } from '../../../src/domain/kernel/instant.ts'
import type { Policy } from '../../../src/domain/policy/policy.ts'
import { sql, type Database } from '../../../src/storage/database.ts'
import { findBroken } from '../../../src/storage/invariants.ts'
import { chanceOf } from '../../support/soak.ts'
import { fillCast } from './cast.ts'
import { Dice, throwDeed, type Deed } from './deeds.ts'
import { findBrokenBy } from './hold.ts'
import { Ledger } from './ledger.ts'
import { play, type Flaw } from './play.ts'
import { readTraces, takeSnapshot } from './snapshot.ts'

const BEGIN = Date.UTC(2026, 4, 12, 2)
/** The whole database is gone through so often; every step looks at the rows of the cast. */
const EVERY = 100
/** How often somebody tries the same log-in once more: this is how accounts come to be locked. */
const STUBBORN = 0.75

export interface Walk {
  readonly database: Database
  readonly policy: Policy
  readonly seed: number
  readonly steps: number
  readonly flaw?: Flaw
}

/** How a walk ended: what was broken first, if anything, and what it came past. */
export interface Walked {
  readonly broken: readonly string[]
  readonly at: number
  readonly reached: ReadonlyMap<string, number>
}

/** Any sequence of acts by a cast who want each other's numbers and posts, held to the rules after every one. */
export async function walk({ database, policy, seed, steps, flaw = {} }: Walk): Promise<Walked> {
  const dice = new Dice(chanceOf(seed))
  const ledger = new Ledger(policy)
  const reached = new Map<string, number>()
  let now = BEGIN
  await fillCast(database, now)
  for (const index of flaw.without ?? []) await database.write((db) => db.run(sql(`drop index ${index}`)))
  let before = await database.read(takeSnapshot)
  let stubborn: Deed | undefined
  for (let step = 1; step <= steps; step++) {
    now += dice.flip(0.03) ? DAY * dice.pick([1, 1, 30]) : dice.pick([SECOND, MINUTE, 10 * MINUTE])
    const id = `deed-${String(step)}`
    const again = dice.flip(STUBBORN) ? stubborn : undefined
    const deed = again ?? throwDeed(dice, { snapshot: before, now, id })
    stubborn = deed.kind === 'log-in' ? deed : undefined
    const outcome = await play({ database, policy, flaw }, deed, id, now)
    const { after, traces } = await database.read(async (db) => ({
      after: await takeSnapshot(db),
      traces: await readTraces(db, now),
    }))
    const found = [
      ...ledger.hear(deed, outcome, before, id, now),
      ...findBrokenBy({ deed, outcome, before, after, traces, ledger, policy, now }),
    ]
    if (step % EVERY === 0 || step === steps) found.push(...(await findDeep(database, policy)))
    note(reached, deed.kind === 'act' ? `${deed.name} ${outcome.kind}` : noteOf(outcome))
    for (const row of after.relation.values())
      if (before.relation.get(String(row['id']))?.['state'] !== row['state']) note(reached, String(row['state']))
    if (found.length > 0) return { broken: found, at: step, reached }
    before = after
  }
  return { broken: [], at: steps, reached }
}

/** What must hold of the whole database, as the central's own check looks for it. */
async function findDeep(database: Database, policy: Policy): Promise<string[]> {
  const broken = await database.read((db) => findBroken(db, { policy, hash: sha256 }))
  return broken.map(({ rule, invariant, at }) => `${rule} ${invariant}: ${at}`)
}

const note = (reached: Map<string, number>, what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1)

function noteOf(outcome: Awaited<ReturnType<typeof play>>): string {
  if (outcome.kind !== 'log-in') return outcome.kind
  const { first, seconds } = outcome
  const second = seconds.at(-1)
  if (first.kind === 'refused') return `log-in ${first.reason}`
  if (second?.kind === 'not-attempted') return `log-in ${second.refusal.code}`
  return second?.kind === 'passed' ? 'log-in passed' : 'log-in second step refused'
}
