import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { root } from './paths.mjs'

/** Everything started from here that hasn't ended yet. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

let stopping = false

const coloured = process.stdout.isTTY && !process.env.NO_COLOR

/** @typedef {{ code: number, output: string }} Ended */

/**
 * Starts a program in the checkout. It is ended with us, on Ctrl+C too.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv | undefined, stdio?: import('node:child_process').StdioOptions, shell?: boolean }} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: options.stdio ?? 'inherit',
    shell: options.shell ?? false,
    env: { ...process.env, ...options.env },
  })
  running.add(child)
  const forget = () => running.delete(child)
  child.once('exit', forget).once('error', forget)
  return child
}

/**
 * Runs a program to its end. A program that can't be started counts as exit code 127.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, shell?: boolean }} [options] show: let it speak on our own
 *   terminal instead of collecting what it says
 * @returns {Promise<Ended>}
 */
export function run(command, args, options = {}) {
  const stdio = /** @type {import('node:child_process').StdioOptions} */ (
    options.show ? 'inherit' : ['ignore', 'pipe', 'pipe']
  )
  // Programs colour what they say by our own terminal, since theirs is a pipe.
  const env = coloured && !options.show ? { FORCE_COLOR: '1', ...options.env } : options.env
  const child = start(command, args, { ...options, env, stdio })
  let output = ''
  const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString())
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const plain = () => (coloured ? output : stripVTControlCharacters(output))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: plain() + error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output: plain() }))
  })
}

/**
 * Asks every running program to end, and insists after five seconds.
 * @returns {Promise<void>}
 */
export async function stopAll() {
  stopping = true
  const ends = [...running].map((child) => new Promise((resolve) => child.once('exit', resolve)))
  for (const child of running) child.kill('SIGTERM')
  const insist = setTimeout(() => {
    for (const child of running) child.kill('SIGKILL')
  }, 5000)
  await Promise.all(ends)
  clearTimeout(insist)
}

/** True from the moment that everything is being ended, so that an end is no longer news. */
export function isStopping() {
  return stopping
}

/** Ends everything and then ourselves when the user or the system says so. */
export function stopOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      void stopAll().then(() => process.exit(signal === 'SIGINT' ? 130 : 143))
    })
  }
}
