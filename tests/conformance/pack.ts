import { readdir, readFile } from 'node:fs/promises'
import { Central, type Answer, type Keys } from './central.ts'
import type { Case, Group, Step } from './format.ts'
import { isDeed, take } from './steps.ts'
import { judge, Unlike, Untold, World } from './world.ts'

/** What became of one case; the reason is why it failed or was left out. */
export interface Result {
  readonly group: string
  readonly id: string
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'left out'
  readonly reason?: string
}

export interface RunOptions {
  readonly baseUrl: string
  /** Groups or rules to run alone, such as `R-PHN` or `R-PHN-09`. */
  readonly only?: readonly string[]
  readonly keys?: Keys
  /** A profile that was run already: cases that hold in it too are passed over. */
  readonly besides?: string
  /** Told of each case as it ends. */
  readonly onResult?: (result: Result) => void
}

/** Where a case holds that names no profile: wherever the present log-in is the one in force. */
const PRESENT: readonly string[] = ['liaoning', 'shandong']

const CASES = new URL('cases/', import.meta.url)

/** Every group of the pack, by name. */
export async function readPack(): Promise<readonly Group[]> {
  const files = (await readdir(CASES)).filter((name) => name.endsWith('.json')).toSorted()
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, CASES), 'utf8')) as Group))
}

/** The steps of a case with those of the file's fixtures in their places. @throws Unlike for a name there is none of */
function withFixtures(steps: readonly Step[], fixtures: Group['fixtures'] = {}): readonly Step[] {
  return steps.flatMap((step) => {
    const name = step['use']
    if (typeof name !== 'string') return [step]
    const fixture = fixtures[name]
    if (fixture === undefined) throw new Unlike(`there is no fixture ${name}`)
    return withFixtures(fixture, fixtures)
  })
}

/** Runs the pack, case after case: the stand-ins are steered for one at a time. */
export async function runPack({
  baseUrl,
  only = [],
  keys = {},
  besides = '',
  onResult,
}: RunOptions): Promise<readonly Result[]> {
  const profile = await readProfile(baseUrl)
  const results: Result[] = []
  for (const { group, cases, fixtures } of await readPack()) {
    for (const one of cases) {
      if (only.length > 0 && !only.includes(group) && !only.includes(one.id)) continue
      const told = { group, id: one.id, title: one.title }
      const { profiles = PRESENT } = one
      if (profiles.includes(besides)) continue
      const foreign = !profiles.includes(profile)
      const result: Result = foreign
        ? { ...told, outcome: 'left out', reason: `not in the profile ${profile}` }
        : { ...told, ...(await runCase(one, fixtures, new World(new Central(baseUrl), keys, profile))) }
      results.push(result)
      onResult?.(result)
    }
  }
  return results
}

async function readProfile(baseUrl: string): Promise<string> {
  const { body } = await new Central(baseUrl).call('GET /v1/policy')
  return String((body as { id?: unknown }).id)
}

async function runCase(
  one: Case,
  fixtures: Group['fixtures'],
  world: World,
): Promise<Pick<Result, 'outcome' | 'reason'>> {
  try {
    for (const step of withFixtures(one.given ?? [], fixtures)) await take(world, step, true)
    let answer: Answer = { status: 0, body: null }
    for (const step of one.when) answer = (await take(world, step, false)) ?? answer
    for (const step of one.then) {
      if (isDeed(step)) await take(world, step, true)
      else judge(answer, world.fill(step), 'it')
    }
    return { outcome: 'passed' }
  } catch (error) {
    if (error instanceof Untold) return { outcome: 'left out', reason: error.message }
    if (error instanceof Unlike) return { outcome: 'failed', reason: error.message }
    // An implementation that breaks off, or answers no JSON, fails the case and not the run.
    return { outcome: 'failed', reason: String(error) }
  }
}
