import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const PROGRAM = path.join(import.meta.dirname, 'open-child.ts')

export interface Opening {
  /** Milliseconds from its first act to having opened, or to its end. */
  readonly took: number
  readonly opened: boolean
}

/** Opens a desk's folder in a process of its own, which is killed so many milliseconds after it has begun. */
export async function openAndKill(directory: string, key: string, after?: number): Promise<Opening> {
  const child = spawn(process.execPath, [PROGRAM, directory, key], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let begun = 0
  let opened: number | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'begin') {
      begun = performance.now()
      if (after !== undefined) void sleep(after).then(() => child.kill('SIGKILL'))
    }
    if (line === 'opened') opened = performance.now()
  }
  await ended
  return { took: (opened ?? performance.now()) - begun, opened: opened !== undefined }
}
