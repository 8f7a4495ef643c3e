import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from './processes.mjs'

/** Linux keeps these files in memory. */
const MEMORY = '/dev/shm'

/** Several times what the suite has at once; a container may have less, and then a disk must do. */
const ENOUGH_BYTES = 4 * 1024 ** 3

/** @param {string} folder */
async function hasRoom(folder) {
  const { bavail, bsize } = await statfs(folder)
  return Math.min(bavail * bsize, process.availableMemory()) >= ENOUGH_BYTES
}

/** Whether programs may be started from there: PostgreSQL is. @param {string} folder */
async function mayRun(folder) {
  const program = path.join(folder, 'program')
  await writeFile(program, '#!/bin/sh\n', { mode: 0o755 })
  const { code } = await run(program, [])
  await rm(program)
  return code === 0
}

/** What a program that is just ending still writes there is no fault of the run's. @param {string} folder */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  } catch (error) {
    process.stderr.write(`${folder} is left behind: ${String(error)}\n`)
  }
}

/**
 * Has whatever is started from now on keep its temporary files in memory, where there is enough of it, until this
 * process ends. Every program still writes and syncs as it does; only nobody waits for a disk. A killed process loses
 * nothing by it, and what a disk loses or damages the tests play themselves.
 */
export async function useMemoryForTemporaryFiles() {
  if (process.env.TMPDIR !== undefined) return
  const folder = await mkdtemp(path.join(MEMORY, 'hall-desk-')).catch(() => undefined)
  if (folder === undefined) return
  process.once('exit', () => remove(folder))
  // PostgreSQL runs as somebody else, who has to get through to its own folder.
  await chmod(folder, 0o711)
  if ((await hasRoom(folder)) && (await mayRun(folder))) process.env.TMPDIR = folder
}
