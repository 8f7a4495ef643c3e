import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'
import { buildBundles } from '../../../build/bundles.mjs'
import { root, scratch } from '../../../build/paths.mjs'

const LOCK = path.join(scratch, 'bundles.lock')
/** A builder that was ended leaves its lock behind; no build takes this long. */
const STALE_MS = 180_000

/**
 * The data thread as it is delivered: built where the sources are newer than the bundles, and copied, so that nobody
 * who builds meanwhile changes what is tested. The copy goes after the file's tests.
 * @returns gives the thread's script, to be started as a worker, once the tests run
 */
export function useDataThread(): () => string {
  // Below the checkout, where the bundle finds the packages that it imports.
  let copy = ''
  beforeAll(async () => {
    await underLock(async () => {
      await buildBundles()
      copy = mkdtempSync(path.join(scratch, 'crash-'))
      cpSync(path.join(root, 'out/main'), copy, { recursive: true })
    })
  })
  afterAll(() => {
    rmSync(copy, { recursive: true, force: true })
  })
  return () => {
    const [script] = /worker-[\w-]+\.js/.exec(readFileSync(path.join(copy, 'index.js'), 'utf8')) ?? []
    if (script === undefined) throw new Error('the main bundle starts no data thread')
    return path.join(copy, 'chunks', script)
  }
}

/** Two files of tests begin at once; only one of them builds. */
async function underLock(work: () => Promise<unknown>): Promise<void> {
  mkdirSync(scratch, { recursive: true })
  while (!takeLock()) await sleep(200)
  try {
    await work()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK)
    return true
  } catch {
    const since = existsSync(LOCK) ? statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs : undefined
    if (since !== undefined && Date.now() - since > STALE_MS) rmSync(LOCK, { recursive: true, force: true })
    return false
  }
}
