/** One side of a comparison: prepared once, then run round by round. Gives the milliseconds that count. */
export type Run = () => Promise<number>

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

export interface Comparison {
  /** What is measured, and against what. */
  readonly name: string
  readonly against: string
  /** How many units of work one run holds, and their name. */
  readonly units: number
  readonly unit: string
  readonly rounds: number
  /** Without the uncounted first round, for runs so long that a cold start doesn't show. */
  readonly cold?: boolean
}

/**
 * Runs both sides in turn, A B A B …, after one uncounted round unless it starts cold, and prints each side's median rate and the
 * median of the ratios pair by pair: a machine that drifts moves both sides alike.
 */
export async function compare(what: Comparison, product: Run, limit: Run): Promise<number> {
  if (what.cold !== true) {
    await product()
    await limit()
  }
  const pairs: [number, number][] = []
  for (let round = 0; round < what.rounds; round++) pairs.push([await product(), await limit()])
  const ratio = median(pairs.map(([ours, theirs]) => ours / theirs))
  const rate = (side: 0 | 1) => Math.round((what.units / median(pairs.map((pair) => pair[side]))) * 1000)
  const spread = pairs.map(([ours, theirs]) => (ours / theirs).toFixed(2)).toSorted()
  process.stdout.write(
    [
      what.name,
      `  product  ${rate(0).toLocaleString('en')} ${what.unit}/s`,
      `  limit    ${rate(1).toLocaleString('en')} ${what.unit}/s   (${what.against})`,
      `  time ratio ${ratio.toFixed(2)}   over ${String(what.rounds)} pairs: ${spread[0] ?? ''} … ${spread.at(-1) ?? ''}`,
      '',
    ].join('\n'),
  )
  return ratio
}
