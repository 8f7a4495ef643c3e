import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** The checkout; every process of a test runs in it. */
export const root = path.resolve(import.meta.dirname, '../../..')

/** A process of our own, and what it has said. */
export interface Running {
  readonly process: ChildProcess
  /** Standard output and error together, line by line. */
  readonly lines: readonly string[]
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Ends it without asking: the way a cable is pulled. */
  kill(): Promise<void>
}

/** Runs one of our TypeScript programs with the Node that runs the tests. */
export function startProgram(args: readonly string[]): Running {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal ?? 'unknown') as number | string)
  return {
    process: child,
    lines,
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/**
 * Waits until a program has said something.
 * @returns what the first group of the pattern matched.
 * @throws with everything it said, when it ends without saying it.
 */
export async function untilSaid(program: Running, pattern: RegExp): Promise<string> {
  let over = false
  void program.ended.then(() => (over = true))
  for (;;) {
    const found = program.lines.map((line) => pattern.exec(line)).find((match) => match !== null)
    if (found) return found[1] ?? ''
    if (over) throw new Error(`ended without saying ${String(pattern)}:\n${program.lines.join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
