import { expect } from 'vitest'
import { Disk } from './disk.ts'
import { findTraceTrouble, type DiskEvent } from './trace.ts'

/** Why nothing can be traced here; nothing where it can. */
export const traceTrouble = findTraceTrouble()

/** Where nothing can be traced, the word says so; where strace is there, it must work. */
export function isReplayed(): boolean {
  if (traceTrouble === undefined) return true
  process.stdout.write(`power cuts are not replayed here: ${traceTrouble}\n`)
  expect(traceTrouble).toMatch(/^strace (is not installed|may not watch)/)
  return false
}

/** What a process did to its disk, from the files at its beginning on. */
export interface DiskStory {
  readonly files: ReadonlyMap<string, Buffer>
  readonly events: readonly DiskEvent[]
}

/** What the process had said by then, after this word. */
export const saidBy = <Content>(said: readonly string[], word: string): Content[] =>
  said.filter((line) => line.startsWith(`${word} `)).map((line) => JSON.parse(line.slice(word.length + 1)) as Content)

/** Says in words what is wrong with the files that a cut left, after all that had been said by then. */
export type JudgeFiles = (files: ReadonlyMap<string, Buffer>, said: readonly string[]) => Promise<string[]>

/** Cuts the power at so many moments, any from `since` on, and gives what was wrong with each disk, in words. */
export async function cutPower(
  { files, events }: DiskStory,
  cuts: number,
  chance: () => number,
  judge: JudgeFiles,
  since = 0,
): Promise<string[]> {
  const disk = new Disk(files)
  const said: string[] = []
  const broken: string[] = []
  const oneOf = () => since + Math.floor(chance() * (events.length + 1 - since))
  const moments = Array.from({ length: cuts }, oneOf).sort((a, b) => a - b)
  for (const [moment, event] of [...events, undefined].entries()) {
    while (moments[0] === moment) {
      moments.shift()
      const { files: found, weathers } = disk.image(chance)
      const wrong = await judge(found, said)
      if (wrong.length > 0) broken.push(`at ${String(moment)} (${weathers.join()}): ${wrong.slice(0, 3).join(' · ')}`)
    }
    if (event?.kind === 'said') said.push(event.line)
    else if (event !== undefined) disk.apply(event)
  }
  return broken
}
