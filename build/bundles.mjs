import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { node24, packageScript, root, scratch } from './paths.mjs'
import { run } from './processes.mjs'
import { Refusal } from './progress.mjs'

const STAMP = path.join(scratch, 'bundles.sha256')

/** Rooms and files that end up in a bundle, or decide how it is made. */
const SOURCES = [
  'electron.vite.config.ts',
  'package-lock.json',
  'migrations',
  ...['contract', 'devices', 'domain', 'main', 'preload', 'renderer', 'storage', 'sync', 'worker'].map(
    (room) => `src/${room}`,
  ),
]

/** Every file below a path, or the path itself, sorted. @param {string} from @returns {Promise<string[]>} */
async function listFiles(from) {
  const found = await stat(path.join(root, from)).catch(() => undefined)
  if (found === undefined) return []
  if (found.isFile()) return [from]
  const names = await readdir(path.join(root, from))
  const lists = await Promise.all(names.sort().map((name) => listFiles(`${from}/${name}`)))
  return lists.flat()
}

/** What the sources say, as one hash: a checkout that only touches dates builds nothing. */
async function hashSources() {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of await listFiles(source)) {
      hash.update(`${file}\0`).update(await readFile(path.join(root, file)))
    }
  }
  return hash.digest('hex')
}

/** Says that out/ now holds something else than what `buildBundles` made. */
export async function forgetBundles() {
  await rm(STAMP, { force: true })
}

/**
 * Builds main, preload, worker and renderer into out/, unless they are already built from these very sources.
 * @returns {Promise<string>} what was done, for the progress line
 * @throws {Refusal} with the bundler's words
 */
export async function buildBundles() {
  const hash = await hashSources()
  const stamp = await readFile(STAMP, 'utf8').catch(() => '')
  if (stamp === hash && existsSync(path.join(root, 'out/main/index.js'))) return 'unchanged'
  const { code, output } = await run(node24, [packageScript('electron-vite/bin/electron-vite.js'), 'build'])
  if (code !== 0) throw new Refusal(`The bundles could not be built:\n${output.trim()}`)
  await mkdir(scratch, { recursive: true })
  await writeFile(STAMP, hash)
  return 'built'
}
