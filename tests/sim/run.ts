import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MUTANTS } from './mutants.ts'
import { loadMutated, offerMutants } from './mutate.ts'
import { play, ripen, type Outcome } from './play.ts'
import { realNow } from './platform.ts'
import { REGRESSIONS } from './regressions.ts'
import { makeScene } from './scene.ts'
import { shrink } from './shrink.ts'
import { tellStory, writeStory, type StoryEvent } from './story.ts'

const HELP = `Hall Desk: many desks, one central and their troubles, played in one process

  scene DIR                    makes the files that stories begin with
  story DIR SEED               tells one story with everything that happened
  stories DIR FROM TO          plays stories; one line of JSON each, and a shrunk story for each that breaks
  regressions DIR              plays every story that broke once
  mutants DIR SEEDS SECONDS    plays every mutant until a story breaks; one line of JSON each
  mutants DIR SEEDS SECONDS NAME …
`

const say = (line: unknown): boolean => process.stdout.write(`${JSON.stringify(line)}\n`)

async function prepare(directory: string): Promise<void> {
  const raw = join(directory, 'raw')
  mkdirSync(raw, { recursive: true })
  await makeScene(raw)
  await ripen(raw, directory, join(directory, 'scene'))
  rmSync(raw, { recursive: true })
}

const sceneOf = (directory: string): string => join(directory, 'scene')

/** What of an outcome fits a line. */
const asLine = ({ log: _log, breaks, ...rest }: Outcome) => ({ ...rest, breaks: breaks.slice(0, 5) })

/** The kind of a break, without what differs from run to run. */
const kindOf = (what: string | undefined): string => (what ?? '').replace(/[#\d{].*/u, '').slice(0, 24)

/** The shortest story of the same seed that breaks in the same way. */
async function shorten(directory: string, seed: number, story: readonly StoryEvent[], broken: string | undefined) {
  return shrink(story, async (events) => {
    const { breaks } = await play(sceneOf(directory), directory, events, seed)
    return breaks.some((one) => kindOf(one) === kindOf(broken))
  })
}

/** Shortening takes many plays: of what is broken in many places the first few tell enough. */
const SHORTENED_MOST = 3

async function playStories(directory: string, from: number, to: number): Promise<void> {
  let shortened = 0
  for (let seed = from; seed <= to; seed++) {
    const story = writeStory(seed)
    const outcome = await play(sceneOf(directory), directory, story, seed)
    if (outcome.breaks.length === 0 || shortened++ >= SHORTENED_MOST) say(asLine(outcome))
    else {
      const events = await shorten(directory, seed, story, outcome.breaks[0])
      say({ ...asLine(outcome), story: tellStory(events), events })
    }
  }
}

async function playRegressions(directory: string): Promise<void> {
  for (const { name, seed, events } of REGRESSIONS)
    say({ name, ...asLine(await play(sceneOf(directory), directory, events, seed)) })
}

async function tell(directory: string, seed: number): Promise<void> {
  const { log, ...rest } = await play(sceneOf(directory), directory, writeStory(seed), seed)
  process.stdout.write(`${log.join('\n')}\n${JSON.stringify(rest, null, 2)}\n`)
}

async function playMutants(directory: string, seeds: number, seconds: number, names: readonly string[]): Promise<void> {
  const mutants = MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name))
  offerMutants(mutants)
  const until = realNow() + seconds * 1000
  for (const { name, story = 1 } of mutants) {
    const { play: playMutated } = await loadMutated(name)
    const order = [story, ...Array.from({ length: seeds }, (_, n) => n + 1).filter((seed) => seed !== story)]
    let caught: Outcome | undefined
    let played = 0
    for (const seed of order) {
      if (caught !== undefined || played >= seeds || realNow() > until) break
      const outcome = await playMutated(sceneOf(directory), directory, writeStory(seed), seed)
      played++
      if (outcome.breaks.length > 0) caught = outcome
    }
    say({ name, played, caught: caught?.seed ?? null, by: caught?.breaks[0]?.slice(0, 160) ?? null })
  }
}

async function main([what, place, ...given]: readonly string[]): Promise<void> {
  if (what === undefined) {
    process.stdout.write(HELP)
    return
  }
  const directory = place ?? mkdtempSync(join(tmpdir(), 'hall-sim-'))
  const [first = 1, second = first] = given.map(Number)
  if (what === 'scene') return prepare(directory)
  if (what === 'stories') return playStories(directory, first, second)
  if (what === 'regressions') return playRegressions(directory)
  if (what === 'story') return tell(directory, first)
  if (what === 'mutants') return playMutants(directory, first, second, given.slice(2))
  throw new Error(`there is no ${what}; call without a word for help`)
}

await main(process.argv.slice(2))
// Timers of whoever lived in a story are nobody's any more.
process.exit(0)
