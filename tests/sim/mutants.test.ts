import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leaveEvidence, often } from '../support/soak.ts'
import { openLaboratory, simulate } from './laboratory.ts'
import { MUTANTS } from './mutants.ts'
import { mutateSource, readSource } from './mutate.ts'

interface Line {
  readonly name: string
  readonly played: number
  /** The seed whose story told the mutant from the product. */
  readonly caught: number | null
  readonly by: string | null
}

const SEEDS = 200
/** So long all mutants may take together where every change waits for them; a soak gives them all the time there is. */
const SECONDS = often(600, 7_200)

let laboratory: Awaited<ReturnType<typeof openLaboratory>>
beforeAll(async () => {
  laboratory = await openLaboratory()
}, 120_000)
afterAll(() => laboratory.remove())

const playAll = (names: readonly string[], seeds = SEEDS): Promise<Line[]> =>
  simulate<Line>(['mutants', laboratory.directory, String(seeds), String(SECONDS), ...names])

describe('mutants of the protocol', () => {
  it('are a dozen at least, each a change that is still one', () => {
    expect(MUTANTS.filter(({ survives }) => survives === undefined).length).toBeGreaterThanOrEqual(12)
    for (const { edits } of MUTANTS)
      for (const file of new Set(edits.map((edit) => edit.file))) {
        const source = readSource(file)
        const own = edits.filter((edit) => edit.file === file)
        expect(mutateSource(source, own)).not.toBe(source)
      }
  })

  it('[TRUST-15] are told from the product by a story each', async () => {
    const expected = MUTANTS.filter(({ survives }) => survives === undefined).map(({ name }) => name)
    const lines = await playAll(expected)
    for (const { name, caught, by } of lines)
      process.stdout.write(`mutant ${name}: story ${String(caught)}: ${String(by)}\n`)
    leaveEvidence('mutants', {
      ...{ mutants: lines.length, caught: lines.filter(({ caught }) => caught !== null).length },
      seedsMost: Math.max(...lines.map(({ caught }) => caught ?? Infinity)),
    })
    expect(lines.map(({ name }) => name)).toEqual(expected)
    expect(lines.filter(({ caught }) => caught === null)).toEqual([])
  }, 7_200_000)

  it('survive as the list says, and only those', async () => {
    const expected = MUTANTS.filter(({ survives }) => survives !== undefined).map(({ name }) => name)
    const lines = await playAll(expected, often(2, SEEDS))
    expect(lines.map(({ name, caught }) => ({ name, caught }))).toEqual(
      expected.map((name) => ({ name, caught: null })),
    )
  }, 7_200_000)
})
