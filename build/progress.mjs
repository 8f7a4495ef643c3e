/** Colours only where somebody looks at them. */
const paint = process.stdout.isTTY && !process.env.NO_COLOR
const grey = (/** @type {string} */ text) => (paint ? `\x1b[90m${text}\x1b[0m` : text)
const red = (/** @type {string} */ text) => (paint ? `\x1b[31m${text}\x1b[0m` : text)
const green = (/** @type {string} */ text) => (paint ? `\x1b[32m${text}\x1b[0m` : text)

/**
 * Duration in words: `340 ms`, `12.3 s`, `2 min 5 s`.
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** @param {string} text */
export function say(text) {
  console.log(text)
}

/**
 * One line for something done, with what it took.
 * @param {boolean} fine
 * @param {string} what
 * @param {number} milliseconds
 * @param {string} [detail]
 */
export function report(fine, what, milliseconds, detail = '') {
  const mark = fine ? green('✓') : red('✗')
  say(`${mark} ${what.padEnd(28)} ${grey(duration(milliseconds).padStart(9))}${detail === '' ? '' : `  ${detail}`}`)
}

/**
 * Does one step and says how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const began = performance.now()
  try {
    const result = await work()
    report(true, what, performance.now() - began, typeof result === 'string' ? result : '')
    return result
  } catch (error) {
    report(false, what, performance.now() - began)
    throw error
  }
}

/** A failure that is told in one sentence: the user can act on it, and a stack would only hide it. */
export class Refusal extends Error {}

/**
 * Runs a script's main function; a `Refusal` becomes its sentence and exit code 1.
 * @param {() => Promise<number | void>} main returns the exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(red(error.message))
    process.exitCode = 1
  }
}
