import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../../../build/paths.mjs'

/** What a desk in a process of its own is told. */
export interface DeskOrder {
  /** The data thread's script. */
  readonly bundle: string
  readonly directory: string
  readonly databaseKey: string
  readonly centralUrl: string
  readonly login: string
  readonly password: string
  /** Enrols a fresh desk. */
  readonly enrolCode?: string
  /** What the clerk does, and how often before the desk is closed properly; 0 only opens it. */
  readonly acts: readonly ActKind[]
  readonly count: number
  readonly seed: number
  /** The first of the planted people to meet; one an act. */
  readonly firstPlanted?: number
  /** How many people `p1`, `p2` … there are to receive. */
  readonly people: number
  /** The control: says what is done before it is done, as a desk would that answers before the commit. */
  readonly early?: true
  /** A module that the data thread loads before everything else; controls change the driver with it. */
  readonly preload?: string
}

export type ActKind = 'capture' | 'phone' | 'relation' | 'draft' | 'watch' | 'planted' | 'wait'

/** Something that a desk answered as recorded. */
export interface Acknowledged {
  /** Absent where it was said too early to know. */
  readonly commandId?: string
  readonly seq?: number
  readonly name: string
  /** What nobody else typed: a number, a case. */
  readonly mark: string
  /** How long the clerk waited for the answer, in milliseconds. */
  readonly waited?: number
}

/** A desk, or a central, in a process of its own that says what it does. */
export interface ToldProcess {
  readonly process: ChildProcess
  /** What it said, line by line, as it came. */
  readonly lines: readonly string[]
  readonly ended: Promise<unknown>
  /** Waits until it says this word. @returns false when it ended without. */
  says(word: string): Promise<boolean>
  /** Waits until so many of its lines are like this. @returns false when it ended before. */
  saysOften(line: RegExp, times: number): Promise<boolean>
  /** Pulls the plug, and waits until the last of what it said is here. */
  kill(): Promise<void>
}

const PROGRAM = path.join(import.meta.dirname, 'desk-child.ts')

/** Starts a desk; `under` is a program that watches it, with its arguments. */
export const startDeskProcess = (
  order: DeskOrder,
  under: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): ToldProcess => startTold([PROGRAM, JSON.stringify(order)], under, environment)

/** Starts one of our programs, with what it is told as its arguments. */
export function startTold(
  told: readonly string[],
  under: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): ToldProcess {
  const [command = '', ...args] = [...under, process.execPath, ...told]
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, UV_USE_IO_URING: '0', ...environment },
  })
  const lines: string[] = []
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      for (const hear of listeners) hear()
    })
  let over = false
  const ended = once(child, 'close').then((result: unknown[]) => {
    over = true
    for (const hear of listeners) hear()
    return result[0] ?? result[1]
  })
  const saysOften = (line: RegExp, times: number) =>
    new Promise<boolean>((resolve) => {
      const look = () => {
        const said = lines.filter((one) => line.test(one)).length >= times
        if (!said && !over) return
        listeners.delete(look)
        resolve(said)
      }
      listeners.add(look)
      look()
    })
  return {
    process: child,
    lines,
    ended,
    says: (word) => saysOften(new RegExp(`^${word} `), 1),
    saysOften,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** What a desk said after this word, each as the content it gave. */
export function saidAfter<Content>(lines: readonly string[], word: string): Content[] {
  return lines
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => JSON.parse(line.slice(word.length + 1)) as Content)
}
