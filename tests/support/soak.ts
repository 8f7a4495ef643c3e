import { appendFileSync } from 'node:fs'

/** `npm run soak` asks for the long form of every test that plays with chance. */
const soaking = process.env['HALL_DESK_SOAK'] === '1'

/** How often to try: `usual` in the suite that runs with every change, `long` in the soak. */
export const often = (usual: number, long: number): number => (soaking ? long : usual)

/**
 * Where chance begins, printed so that a failure can be played again with `SEED=…`. The suite of every change starts
 * at the same place, because what fails there must be the change; the soak starts somewhere new each time.
 */
export function chooseSeed(what: string): number {
  const given = Number(process.env['SEED'])
  const seed = Number.isSafeInteger(given) && given > 0 ? given : soaking ? Date.now() % 1_000_000_000 : 1
  process.stdout.write(`${what}: SEED=${String(seed)}\n`)
  return seed
}

/** Leaves figures for docs/evidence; outside the soak they are only printed. */
export function leaveEvidence(what: string, figures: Readonly<Record<string, number | string>>): void {
  const line = JSON.stringify({ what, ...figures })
  process.stdout.write(`${line}\n`)
  const file = process.env['HALL_DESK_EVIDENCE']
  if (file !== undefined) appendFileSync(file, `${line}\n`)
}

/** A row of numbers from 0 to below 1 that a seed decides (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
