import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixtureApp, headlessEnvironment } from './desk.ts'

const electron = join(import.meta.dirname, '../../src/host/electron')

/** A host that a test started without Playwright. */
export interface RunningHost {
  readonly process: ChildProcess
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>
  /** Everything it wrote so far. */
  output(): string
}

/** Starts the fixture by its command line, in a session of its own. */
export function startHost(
  folder: string,
  args: readonly string[] = [],
  more: Record<string, string> = {},
): RunningHost {
  const child = spawn(electron, [fixtureApp, ...args], {
    env: headlessEnvironment(folder, { ELECTRON_HOST_TIMES: '1', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | string>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  )
  return { process: child, ended, output: () => text }
}

/** Waits until the host has written something; throws with what it wrote instead after twenty seconds. */
export async function untilWritten(host: RunningHost, text: string): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (host.output().includes(text)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no '${text}' in:\n${host.output()}`)
}

/** Process ids whose command line names a folder: hosts are told of it by environment, browsers by argument. */
export function browsersOf(folder: string): number[] {
  const line = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && line(name).includes(`--user-data-dir=${folder}`))
    .map(Number)
}
