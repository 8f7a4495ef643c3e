import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import { openLaboratory, simulate } from './laboratory.ts'
import { REGRESSIONS } from './regressions.ts'

interface Line {
  readonly seed: number
  readonly breaks: readonly string[]
  readonly restAfter: number | null
  readonly trace: string
  readonly acts: number
  readonly exchanges: number
  /** The shortest story that breaks in the same way, where one does. */
  readonly story?: string
  readonly events?: readonly unknown[]
}

const REST_WITHIN = 30_000

let laboratory: Awaited<ReturnType<typeof openLaboratory>>
beforeAll(async () => {
  laboratory = await openLaboratory()
}, 120_000)
afterAll(() => laboratory.remove())

/** A process plays so many and ends: desks that are made and thrown away by the thousand leave their memory behind. */
const STORIES_A_PROCESS = 500

/** Plays the stories of so many seeds. */
async function playSeeds(from: number, count: number): Promise<Line[]> {
  const lines: Line[] = []
  for (let first = from; first < from + count; first += STORIES_A_PROCESS) {
    const last = Math.min(first + STORIES_A_PROCESS, from + count) - 1
    lines.push(...(await simulate<Line>(['stories', laboratory.directory, String(first), String(last)])))
  }
  return lines
}

const tell = ({ seed, breaks, story, events }: Line): string =>
  [`SEED=${String(seed)} ${breaks.join(' | ')}`, story ?? '', JSON.stringify(events ?? [])].join('\n')

describe('six desks, one central, and everything that goes wrong between them', () => {
  it('[TRUST-15] [TRUST-19] [TRUST-22] [TRUST-24] [TRUST-25] [TRUST-26] ends as it must, whatever the seed', async () => {
    const seed = chooseSeed('simulation')
    const count = often(300, 5_000)
    const lines = await playSeeds(seed, count)
    const broken = lines.filter(({ breaks }) => breaks.length > 0)
    const waits = lines.map(({ restAfter }) => restAfter ?? Infinity).toSorted((a, b) => a - b)
    leaveEvidence('simulation', {
      ...{ seed, stories: lines.length, broken: broken.length },
      acts: lines.reduce((sum, { acts }) => sum + acts, 0),
      exchanges: lines.reduce((sum, { exchanges }) => sum + exchanges, 0),
      restHalf: waits[Math.floor(waits.length / 2)] ?? 0,
      restLongest: waits.at(-1) ?? 0,
    })
    expect(broken.map(tell)).toEqual([])
    expect(lines).toHaveLength(count)
    expect(waits.at(-1)).toBeLessThanOrEqual(REST_WITHIN)
  }, 3_600_000)

  it('tells the same story twice for the same seed', async () => {
    const seeds = [2, 7] as const
    const tellings = await Promise.all([0, 1].map(() => playSeeds(seeds[0], seeds[1] - seeds[0])))
    const [first = [], second = []] = tellings.map((lines) => lines.map(({ trace }) => trace))
    expect(first).toHaveLength(seeds[1] - seeds[0])
    expect(second).toEqual(first)
    expect(new Set(first).size).toBe(first.length)
  }, 240_000)

  it('[TRUST-15] never breaks again where it broke once', async () => {
    const lines = await simulate<Line & { readonly name: string }>(['regressions', laboratory.directory])
    expect(lines.map(({ name }) => name)).toEqual(REGRESSIONS.map(({ name }) => name))
    expect(lines.filter(({ breaks }) => breaks.length > 0).map((line) => `${line.name}: ${tell(line)}`)).toEqual([])
  }, 240_000)
})
