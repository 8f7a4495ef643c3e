import { mkdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { node24, packageScript, root, scratch } from './paths.mjs'
import { run } from './processes.mjs'
import { report, say } from './progress.mjs'

/** @typedef {{ passed: number, failed: number, output: string }} Outcome */
/** @typedef {{ name: string, title: string, run: () => Promise<Outcome> }} Stage */

/**
 * A tool that only says yes or no counts as one test.
 * @param {import('./processes.mjs').Ended} ended
 * @returns {Outcome}
 */
const countAsOne = ({ code, output }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output })

/**
 * @param {string} script
 * @param {readonly string[]} args
 */
const runTool = async (script, args) => countAsOne(await run(node24, [packageScript(script), ...args]))

/**
 * Lint that needs types: the scripts where they stand, then those of the components.
 * @returns {Promise<Outcome>}
 */
async function lintWithTypes() {
  const oxlint = [packageScript('oxlint/bin/oxlint'), '--config', path.join(root, '.oxlintrc.json'), '--max-warnings=0']
  const { code, output } = await run(node24, oxlint)
  // Loaded when asked for: it reads components with a dependency, which may have been installed only now.
  const { withComponentScripts } = await import('./lint/component-scripts.mjs')
  const components = await withComponentScripts(root, (folder) => run(node24, [...oxlint, path.join(folder, 'src')]))
  return countAsOne(code === 0 ? components : { code, output: output + components.output })
}

/** Type check, lint and format, which look at the files alone. @type {readonly Stage[]} */
export const staticStages = [
  {
    name: 'types',
    title: 'type check',
    run: () => runTool('vue-tsc/bin/vue-tsc.js', ['--build', '--pretty', 'false']),
  },
  {
    name: 'lint',
    title: 'lint',
    run: () => runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0', ...cache('eslint')]),
  },
  { name: 'typed-lint', title: 'lint with types', run: lintWithTypes },
  {
    name: 'format',
    title: 'format',
    run: () => runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.', ...cache('prettier')]),
  },
]

/** What a tool found in unchanged files it need not look for again. @param {string} tool */
function cache(tool) {
  return ['--cache', '--cache-strategy', 'content', '--cache-location', path.join(scratch, tool)]
}

/**
 * The projects of vitest.config.ts as stages.
 * @param {string} name
 * @param {string} title
 * @param {readonly string[]} [args] further arguments for vitest
 * @returns {Stage}
 */
export function vitestStage(name, title, args = []) {
  return { name, title, run: () => runVitest(name, args) }
}

/**
 * @param {string} project
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
async function runVitest(project, args) {
  const results = await emptyResults(`${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  const command = [packageScript('vitest/vitest.mjs'), 'run', '--project', project, ...reporters, ...args]
  const { code, output } = await run(node24, command)
  /** @type {VitestResults} */
  const found = await readResults(results, { testResults: [] })
  return settle({ ...countTests(found), output }, code)
}

/** What vitest's JSON reporter writes, as far as it is read here.
 * @typedef {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} VitestResults */

/**
 * Counts tests. One that was left out hasn't passed; and a file that breaks before its first test has no test to blame,
 * so the file itself is the failure.
 * @param {VitestResults} found
 */
export function countTests(found) {
  let passed = 0
  let failed = 0
  for (const file of found.testResults) {
    const good = file.assertionResults.filter((test) => test.status === 'passed').length
    const bad = file.assertionResults.length - good
    passed += good
    failed += bad === 0 && file.status === 'failed' ? 1 : bad
  }
  return { passed, failed }
}

/**
 * End to end in the desk, by Playwright.
 * @param {readonly string[]} [files] these only
 * @returns {Promise<Outcome>}
 */
export async function runPlaywright(files = []) {
  const results = await emptyResults('e2e.json')
  const args = ['test', '--config', 'playwright.config.ts', '--project', 'desk*', '--reporter=line,json', ...files]
  const { code, output } = await run(node24, [packageScript('@playwright/test/cli.js'), ...args], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: results },
  })
  /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} */
  const { stats } = await readResults(results, { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } })
  return settle({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped, output }, code)
}

/**
 * A runner that fails with no failed test, or that ran nothing, has failed all the same.
 * @param {Outcome} outcome
 * @param {number} code
 * @returns {Outcome}
 */
function settle(outcome, code) {
  if (outcome.failed > 0) return outcome
  if (code !== 0) return { ...outcome, failed: 1 }
  return outcome
}

/** @param {string} name */
async function emptyResults(name) {
  const folder = path.join(scratch, 'results')
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, name)
  await rm(file, { force: true })
  return file
}

/**
 * @template T
 * @param {string} file
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
async function readResults(file, otherwise) {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? otherwise : JSON.parse(text)
}

/**
 * Runs one stage, says how it went, and shows what it said when something failed.
 * @param {Stage} stage
 * @returns {Promise<Outcome>}
 */
export async function runStage(stage) {
  const began = performance.now()
  const outcome = await stage.run()
  const counts = `${outcome.passed} passed, ${outcome.failed} failed`
  report(outcome.failed === 0, stage.title, performance.now() - began, counts)
  if (outcome.failed > 0) say(indent(outcome.output))
  return outcome
}

/** Each stage is about one processor's work; end to end in a lane of its own beside two others was no faster. */
const LANES = Math.min(2, availableParallelism())

/**
 * Runs stages in lanes, each taking the next one when it is free.
 * @param {readonly Stage[]} chosen
 * @returns {Promise<{ passed: number, failed: number }>} over all of them
 */
export async function runStages(chosen) {
  const waiting = [...chosen]
  const sum = { passed: 0, failed: 0 }
  const drive = async () => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
      const { passed, failed } = await runStage(stage)
      sum.passed += passed
      sum.failed += failed
    }
  }
  await Promise.all(Array.from({ length: LANES }, drive))
  return sum
}

/** @param {string} output */
function indent(output) {
  const lines = output.trim().split('\n')
  const shown = lines.length > 300 ? ['…', ...lines.slice(-300)] : lines
  return shown.map((line) => `    ${line}`).join('\n')
}
