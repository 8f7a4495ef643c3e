import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDeskDatabase } from '../../src/worker/door/open.ts'
import { leaveEvidence, often } from '../support/soak.ts'

const KEY = '5c'.repeat(32)
const STARTS = often(4, 50)

/** A program that opens the desk, says what came of it, and stays. */
const PROGRAM = `
  import { openDeskDatabase } from './src/worker/door/open.ts'
  openDeskDatabase(process.argv[1], '${KEY}').then(
    () => { process.stdout.write('open\\n'); setInterval(() => undefined, 1000) },
    (error) => { process.stdout.write((error.problem ?? error.stack) + '\\n') },
  )`

let directory: string
const children: ChildProcess[] = []
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hall-lock-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) await end(child)
  rmSync(directory, { recursive: true, force: true })
})

function start(): { child: ChildProcess; said: Promise<string> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, join(directory, 'desk.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const said = new Promise<string>((resolve) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
    child.once('exit', () => resolve('ended'))
  })
  return { child, said }
}

/** Pulls the plug; nothing of the program runs after it. */
function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

describe('the folder of a desk', () => {
  it('[TRUST-9] belongs to exactly one of two programs that start at once, and to the next when that is killed', async () => {
    for (let n = 0; n < STARTS; n++) {
      const both = [start(), start()]
      const said = await Promise.all(both.map((one) => one.said))
      expect(said.toSorted(), `start ${String(n)}`).toEqual(['in-use', 'open'])
      const winner = both[said.indexOf('open')]
      if (winner !== undefined) await end(winner.child)
    }
    // Killed every time, it never stood in its own way.
    const last = start()
    expect(await last.said).toBe('open')
    leaveEvidence('double starts and restarts after a kill', { starts: STARTS, 'exactly one writer': STARTS })
  })

  it('[TRUST-9] is refused to a second opening in the same program, and free again when the first has closed', async () => {
    const file = join(directory, 'desk.db')
    const first = await openDeskDatabase(file, KEY)
    await expect(openDeskDatabase(file, KEY)).rejects.toMatchObject({ problem: 'in-use' })
    await first.close()
    await (await openDeskDatabase(file, KEY)).close()
  })
})
