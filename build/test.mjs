// `npm test`: everything that must hold, from the files themselves to the desk driven end to end. The last line is
// `N passed, N failed`, summed over the stages.
import { buildBundles } from './bundles.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { stopOnSignals } from './processes.mjs'
import { Refusal, duration, runScript, say, step } from './progress.mjs'
import { runPlaywright, runStages, staticStages, vitestStage } from './stages.mjs'
import { installSystemPackages } from './system.mjs'
import { useMemoryForTemporaryFiles } from './temporary.mjs'

const PURPOSE =
  'npm test: type check, lint, format, unit and property, storage, API, simulation, crash, host, tidy, end to end.'

/**
 * In the order they begin: what says soonest that something is wrong, then the longest, so that no lane waits for
 * another at the end.
 * @type {import('./stages.mjs').Stage[]}
 */
const stages = [
  ...staticStages.filter((stage) => stage.name === 'types'),
  vitestStage('tidy', 'tidy'),
  vitestStage('unit', 'unit and property'),
  { name: 'e2e', title: 'end to end', run: buildAndDrive },
  ...staticStages.filter((stage) => stage.name !== 'types'),
  vitestStage('storage', 'storage, both databases'),
  vitestStage('api', 'central API'),
  vitestStage('sim', 'simulation of many desks'),
  vitestStage('crash', 'crash, damage, full disk'),
  vitestStage('host', 'host'),
]

/** Bundles that can't be built fail the stage, not the run. @returns {Promise<import('./stages.mjs').Outcome>} */
async function buildAndDrive() {
  try {
    await step('bundles', buildBundles)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { passed: 0, failed: 1, output: error.message }
  }
  return runPlaywright()
}

/** Stages that open the desk or a browser, or watch a desk from outside. */
const NEED_SYSTEM = ['crash', 'host', 'e2e']

/**
 * The stages that were asked for.
 * @param {string | undefined} only names separated by commas
 * @throws {Refusal} for a name that is no stage
 */
function chooseStages(only) {
  const wanted = only?.split(',').map((name) => name.trim())
  const unknown = wanted?.find((name) => !stages.some((stage) => stage.name === name))
  if (unknown !== undefined) {
    throw new Refusal(`There is no stage ${unknown}; there are ${stages.map((stage) => stage.name).join(', ')}.`)
  }
  return stages.filter((stage) => wanted?.includes(stage.name) ?? true)
}

await runScript(async () => {
  const flags = readFlags(PURPOSE, {
    only: { type: 'string', value: 'unit,e2e', help: 'run these stages only' },
    'no-system': { type: 'boolean', help: 'install no system packages' },
  })
  const chosen = chooseStages(flags.get('only'))
  stopOnSignals()
  const began = performance.now()
  await installDependencies()
  if (!flags.has('no-system') && chosen.some((stage) => NEED_SYSTEM.includes(stage.name))) {
    await installSystemPackages({ forTests: true })
  }
  await useMemoryForTemporaryFiles()
  const { passed, failed } = await runStages(chosen)
  say(`In ${duration(performance.now() - began)}.`)
  say(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
})
