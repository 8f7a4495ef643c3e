// `npm run coverage:rules`: which rules of docs/rules have a passing test that is named by their id.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { root, scratch } from './paths.mjs'
import { stopOnSignals } from './processes.mjs'
import { Refusal, runScript, say } from './progress.mjs'
import { runStage, vitestStage } from './stages.mjs'

const PURPOSE = 'npm run coverage:rules: rules with a passing test named by their id, group by group.'
const RULE = /\bR-[A-Z]+(?:-[A-Z]+)*-\d{2}\b/g
const pages = path.join(root, 'docs/rules')

/** Stages whose tests prove rules. */
const STAGES = [vitestStage('unit', 'unit and property'), vitestStage('storage', 'storage'), vitestStage('api', 'API')]

/**
 * Every rule there is, by group, from the table of docs/rules/README.md.
 * @param {string} index
 * @returns {Map<string, string[]>}
 */
export function readGroups(index) {
  const rows = [...index.matchAll(/^\| `(R-[A-Z-]+)` *\| (\d+) *\|/gm)]
  return new Map(
    rows.map(([, group = '', count]) => [
      group,
      Array.from({ length: Number(count) }, (_, at) => `${group}-${String(at + 1).padStart(2, '0')}`),
    ]),
  )
}

/**
 * Ids in the titles of passing tests; one title may prove several.
 * @param {readonly { assertionResults: { status: string, fullName: string }[] }[]} files
 * @returns {Set<string>}
 */
export function findProved(files) {
  const titles = files.flatMap((file) => file.assertionResults.filter((test) => test.status === 'passed'))
  return new Set(titles.flatMap((test) => test.fullName.match(RULE) ?? []))
}

/**
 * The lines of the report, and the ids that are neither proved nor excused.
 * @param {Map<string, string[]>} groups
 * @param {{ proved: Set<string>, excused: Set<string>, explained: Set<string> }} known
 */
export function judge(groups, { proved, excused, explained }) {
  const lines = ['group       rules  proved  missing']
  /** @type {string[]} */
  const missing = []
  for (const [group, ids] of groups) {
    const lacking = ids.filter((id) => !proved.has(id))
    const bare = lacking.filter((id) => !excused.has(id))
    missing.push(...bare)
    const named = lacking.map((id) => `${id.slice(group.length + 1)}${excused.has(id) ? ' (not built)' : ''}`)
    const figures = `${String(ids.length).padStart(5)}  ${String(ids.length - lacking.length).padStart(6)}`
    lines.push(`${group.padEnd(11)} ${figures}  ${named.join(' ')}`.trimEnd())
  }
  const all = [...groups.values()].flat()
  const unexplained = all.filter((id) => !explained.has(id))
  const count = all.filter((id) => proved.has(id)).length
  lines.push(`${'together'.padEnd(11)} ${String(all.length).padStart(5)}  ${String(count).padStart(6)}`)
  return { lines, missing, unexplained }
}

/** @returns {Promise<{ assertionResults: { status: string, fullName: string }[] }[]>} */
async function readResults() {
  const files = await Promise.all(
    STAGES.map(async ({ name }) => {
      const text = await readFile(path.join(scratch, 'results', `${name}.json`), 'utf8').catch(() => undefined)
      if (text === undefined) throw new Refusal(`There are no results of the stage ${name} yet; run without --last.`)
      return JSON.parse(text).testResults
    }),
  )
  return files.flat()
}

/** Ids that the pages write in bold, which is how a page explains one. */
async function readPages() {
  const names = (await readdir(pages)).filter((name) => name.endsWith('.md') && name !== 'README.md')
  const texts = await Promise.all(names.map((name) => readFile(path.join(pages, name), 'utf8')))
  const bold = texts.flatMap((text) => text.match(/\*\*R-[^*]+\*\*/g) ?? [])
  return new Set(bold.flatMap((words) => words.match(RULE) ?? []))
}

async function main() {
  const flags = readFlags(PURPOSE, { last: { type: 'boolean', help: 'read the results of the last run of the tests' } })
  stopOnSignals()
  await installDependencies()
  if (!flags.has('last')) for (const stage of STAGES) await runStage(stage)
  const groups = readGroups(await readFile(path.join(pages, 'README.md'), 'utf8'))
  const excuses = await readFile(path.join(pages, 'not-built.md'), 'utf8')
  const excused = new Set([...excuses.matchAll(/^- \*\*(R-[A-Z-]+-\d{2})\*\* \S/gm)].map(([, id = '']) => id))
  const known = { proved: findProved(await readResults()), excused, explained: await readPages() }
  const { lines, missing, unexplained } = judge(groups, known)
  for (const line of lines) say(line)
  if (unexplained.length > 0) say(`Without a line in docs/rules: ${unexplained.join(' ')}`)
  if (missing.length > 0) say(`Without a passing test: ${missing.join(' ')}`)
  return missing.length + unexplained.length === 0 ? 0 : 1
}

// Its parts are read by a test, which must not start a run.
if (process.argv[1] === import.meta.filename) await runScript(main)
