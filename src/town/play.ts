import { addDays, beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import { DAY, HOUR } from '../domain/kernel/instant.ts'
import { Api, StoppedByNetwork } from './api.ts'
import { makeCast } from './cast.ts'
import { deeds } from './deeds.ts'
import { Journal } from './journal.ts'
import { planDays, type Day, type Deed } from './plan.ts'
import { lifeOf, newLife, type Stage } from './stage.ts'

export interface TownOptions {
  readonly baseUrl: string
  readonly seed: number
  readonly days: number
  readonly people: number
  /** Hears each line of the progress. */
  readonly say?: (line: string) => void
}

/** What the central says of itself afterwards. */
export interface Broken {
  readonly rule: string
  readonly invariant: string
  readonly at: string
}

/** All days of a town, in the order they will be played. */
export const planTown = ({ seed, days, people }: Pick<TownOptions, 'seed' | 'days' | 'people'>): Day[] =>
  planDays(makeCast(seed, people), { seed, days })

/**
 * Plays people day by day, one errand after the other, through the public API of a running central.
 * @throws StoppedByNetwork when the central takes everybody for one address.
 */
export async function playTown(options: TownOptions): Promise<Journal> {
  const { baseUrl, seed, people, days, say = () => undefined } = options
  const journal = new Journal()
  const cast = makeCast(seed, people)
  const api = new Api(baseUrl, journal)
  journal.profile = await findProfile(api)
  const stage: Stage = {
    api,
    cast,
    profile: journal.profile,
    certificates: new Map(),
    lives: cast.people.map(newLife),
    firms: new Map(),
    asked: [],
  }
  const pass = await findClock(stage.api, say)
  for (const { day, deeds: planned } of planDays(cast, { seed, days })) {
    const before = { done: journal.count('done'), refused: journal.count('refused'), began: performance.now() }
    for (const deed of planned) {
      await pass(day * DAY + deed.hour * HOUR)
      await play(stage, journal, deed)
    }
    const seconds = ((performance.now() - before.began) / 1000).toFixed(1)
    const done = journal.count('done') - before.done
    const refused = journal.count('refused') - before.refused
    say(`day ${String(day + 1)} of ${String(days)}: ${String(done)} acts, ${String(refused)} refused, ${seconds} s`)
  }
  return journal
}

/** Which province's rules are in force: they say by which pages people come in. */
async function findProfile(api: Api): Promise<string> {
  const policy = await api.call({ address: '10.250.0.2' }, 'policy.read')
  if (!policy.ok) throw new Error('the central says no profile')
  return policy.body.id
}

/** How the town's hours pass: as they would at a central whose clock can be set on, else all of them are now. */
async function findClock(api: Api, say: (line: string) => void): Promise<(sinceMidnight: number) => Promise<void>> {
  const { now, settable } = await api.readClock()
  if (!settable) {
    say('the central keeps its own time: every day is today')
    return () => Promise.resolve()
  }
  const midnight = beijingMidnight(addDays(beijingDate(now), 1))
  return (sinceMidnight) => api.passTime(Math.round(midnight + sinceMidnight))
}

async function play(stage: Stage, journal: Journal, deed: Deed): Promise<void> {
  try {
    const { gone } = lifeOf(stage, deed.person)
    // Whoever has given their account up does nothing here any more, but for those who come back.
    const left = gone && deed.kind !== 'register-again' && deed.kind !== 'stuff-credentials'
    journal.sawDeed(deed.kind, left ? 'idle' : await deeds[deed.kind](stage, deed))
  } catch (error) {
    if (error instanceof StoppedByNetwork) throw error
    throw new Error(`${deed.kind} of person ${String(deed.person)}`, { cause: error })
  }
}

/** Asks the central itself what no sequence of acts may leave behind. */
export async function askInvariants(baseUrl: string): Promise<readonly Broken[]> {
  const { broken } = (await new Api(baseUrl, new Journal()).readStandIn('invariants')) as { broken: Broken[] }
  return broken
}
