// `npm run soak`: the long form of whatever plays with chance, disks and processes. It leaves what it found, with
// seeds and figures, in docs/evidence/soak.md.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import path from 'node:path'
import { buildBundles } from './bundles.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { root, scratch } from './paths.mjs'
import { run, stopOnSignals } from './processes.mjs'
import { duration, runScript, say } from './progress.mjs'
import { runPlaywright, runStages, vitestStage } from './stages.mjs'
import { installSystemPackages } from './system.mjs'
import { useMemoryForTemporaryFiles } from './temporary.mjs'

const PURPOSE =
  'npm run soak: simulation, crashes, damage, the feed and long walks, for an hour; leaves docs/evidence/soak.md.'

/** @typedef {Record<string, string | number>} Evidence */

/** @param {string} file @returns {Promise<Evidence[]>} */
async function readEvidence(file) {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** @param {Evidence[]} evidence @param {string} summary */
async function describe(evidence, summary) {
  const { output } = await run('git', ['log', '-1', '--format=%h %s'], {})
  const rows = evidence.map(({ what, ...figures }) => {
    const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`)
    return `- **${what}** ${told.join(' · ')}`
  })
  const machine = `${String(cpus().length)} processors, ${process.platform}`
  const head = ['# The last soak', '', `${new Date().toISOString().slice(0, 10)} · ${output.trim()} · ${machine}`, '']
  return [...head, summary, '', ...rows, ''].join('\n')
}

await runScript(async () => {
  const flags = readFlags(PURPOSE, {
    only: { type: 'string', value: 'sim,crash', help: 'run these only: sim, crash, api, window, storage' },
  })
  const only = flags.get('only')?.split(',')
  stopOnSignals()
  await installDependencies()
  await installSystemPackages({ forTests: true })
  await buildBundles()
  await useMemoryForTemporaryFiles()
  const file = path.join(scratch, 'evidence.jsonl')
  await mkdir(scratch, { recursive: true })
  await rm(file, { force: true })
  process.env.HALL_DESK_SOAK = '1'
  process.env.HALL_DESK_EVIDENCE = file
  const began = performance.now()
  const stages = [
    vitestStage('sim', 'simulation of many desks'),
    vitestStage('crash', 'crash, damage, full disk'),
    vitestStage('api', 'links, files, profiles', [
      'tests/worker/sync-',
      'tests/worker/field',
      'tests/conformance/profiles',
    ]),
    {
      name: 'window',
      title: 'plug pulled at the window',
      run: () => runPlaywright(['tests/e2e/kill.test.ts']),
    },
    vitestStage('storage', 'feed and walks', ['tests/storage/feed', 'tests/storage/account-life']),
  ]
  const { passed, failed } = await runStages(stages.filter(({ name }) => only?.includes(name) ?? true))
  const summary = `In ${duration(performance.now() - began)}: ${String(passed)} passed, ${String(failed)} failed.`
  const evidence = path.join(root, 'docs/evidence/soak.md')
  await mkdir(path.dirname(evidence), { recursive: true })
  await writeFile(evidence, await describe(await readEvidence(file), summary))
  say(`Figures and seeds are in ${path.relative(root, evidence)}.`)
  say(`${String(passed)} passed, ${String(failed)} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
})
