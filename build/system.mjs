import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './paths.mjs'
import { run } from './processes.mjs'
import { Refusal, say, step } from './progress.mjs'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge']

/** Whether a command is on the path. @param {string} name */
function isCommand(name) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)))
}

/** Electron's own binary, when the npm package has one: then no browser is needed. */
export async function hasElectron() {
  const folder = path.join(root, 'node_modules/electron')
  const inside = await readFile(path.join(folder, 'path.txt'), 'utf8').catch(() => undefined)
  return inside !== undefined && existsSync(path.join(folder, 'dist', inside))
}

/** A Chromium, Chrome or Edge for the host. On Windows and macOS they are not on the path, and the host looks itself. */
function hasBrowser() {
  if (process.platform !== 'linux' || process.env.ELECTRON_HOST_BROWSER) return true
  return BROWSERS.some(isCommand) || existsSync('/snap/bin/chromium')
}

/** A font with Chinese characters; without one every page is a field of empty boxes. */
async function hasChineseFont() {
  if (process.platform !== 'linux') return true
  const { code, output } = await run('fc-list', [':lang=zh', 'family'])
  return code === 0 && output.trim() !== ''
}

/** Whether windows can be shown: a display is there. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** @param {boolean} forTests @returns {Promise<string[]>} Debian's names of what this machine lacks */
async function findMissing(forTests) {
  /** @type {string[]} */
  const missing = []
  if (!hasBrowser() && !(await hasElectron())) missing.push('chromium')
  if (!hasDisplay() && !isCommand('Xvfb')) missing.push('xvfb')
  if (!(await hasChineseFont())) missing.push('fonts-noto-cjk')
  // Power cuts are replayed from what a desk wrote; without strace those tests only say that they can't be.
  if (forTests && process.platform === 'linux' && !isCommand('strace')) missing.push('strace')
  return missing
}

/**
 * Puts in place what npm can't bring: a browser, an X server where there is no display, and a Chinese font. It installs
 * them where it may (root on Debian or Ubuntu); elsewhere it says the one command that does.
 * @param {{ forTests?: boolean }} [options] what only tests need, too
 * @throws {Refusal} when the desk could not run without what is missing
 */
export async function installSystemPackages({ forTests = false } = {}) {
  const missing = await findMissing(forTests)
  if (missing.length === 0) return
  const isRoot = process.getuid?.() === 0
  if (!isRoot || !isCommand('apt-get')) return advise(missing)
  say(`Installing ${missing.join(', ')} with apt-get …`)
  await step('package lists', () => apt(['update']))
  await step('system packages', () => apt(['install', '--yes', '--no-install-recommends', ...missing]))
}

/** @param {readonly string[]} args */
async function apt(args) {
  const { code, output } = await run('apt-get', ['-q', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  if (code !== 0) throw new Refusal(`apt-get ${args[0]} failed:\n${output.trim().split('\n').slice(-15).join('\n')}`)
}

/** @param {readonly string[]} missing */
function advise(missing) {
  const command = `sudo apt-get install --yes ${missing.join(' ')}`
  const sentence = `Missing on this machine: ${missing.join(', ')}. On Debian or Ubuntu: ${command}`
  if (missing.includes('chromium')) {
    throw new Refusal(`${sentence}\nWithout a Chromium, Chrome or Edge, or Electron's own binary, the desk can't open.`)
  }
  say(sentence)
}
