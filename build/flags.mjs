import { parseArgs } from 'node:util'
import { Refusal, say } from './progress.mjs'

/**
 * One flag of a script: a switch, or an option with a value.
 * @typedef {{ type: 'boolean' | 'string', value?: string, help: string, default?: string }} Flag
 */

/**
 * Reads the command line. `--help` prints every flag and ends the script.
 * @param {string} purpose the first line of the help
 * @param {Record<string, Flag>} flags
 * @returns {{ has: (name: string) => boolean, get: (name: string) => string | undefined }}
 * @throws {Refusal} for a flag that doesn't exist
 */
export function readFlags(purpose, flags) {
  const options = Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, { type }]))
  let values
  try {
    values = parseArgs({ options: { ...options, help: { type: 'boolean' } } }).values
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nSee --help.`)
  }
  if (values.help) {
    say(`${purpose}\n`)
    for (const [name, flag] of Object.entries(flags)) {
      const usage = flag.type === 'boolean' ? `--${name}` : `--${name} <${flag.value ?? 'value'}>`
      say(`  ${usage.padEnd(26)} ${flag.help}${flag.default === undefined ? '' : ` (default ${flag.default})`}`)
    }
    process.exit(0)
  }
  /** @param {string} name */
  const get = (name) => {
    const value = /** @type {Record<string, unknown>} */ (values)[name]
    return typeof value === 'string' ? value : flags[name]?.default
  }
  return { has: (name) => /** @type {Record<string, unknown>} */ (values)[name] === true, get }
}
