import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('./run.ts', import.meta.url))

/** Memory where there is some: what a disk does is other tests' work. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A process that plays machines of its own, apart from the one that runs the tests. */
export function simulate<Line>(args: readonly string[]): Promise<Line[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let complained = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complained += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`the simulation ended with ${String(code)}: ${complained.slice(0, 2000)}`))
      else
        resolve(
          said
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Line),
        )
    })
  })
}

/** A folder with the files that stories begin with; `remove` takes it away. */
export async function openLaboratory(): Promise<{ readonly directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(PLACE, 'hall-sim-'))
  await simulate(['scene', directory])
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) }
}
