// `npm test`: everything that must hold, from the files themselves to the desk driven end to end. The last line is
// `N passed, N failed`, summed over the stages.
import { buildBundles } from './bundles.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { stopOnSignals } from './processes.mjs'
import { Refusal, duration, runScript, say, step } from './progress.mjs'
import { runPlaywright, runStage, staticStages, vitestStage } from './stages.mjs'
import { installSystemPackages } from './system.mjs'

const PURPOSE =
  'npm test: type check, lint, format, unit and property, storage, API, simulation, crash, host, tidy, end to end.'

/** Stages with a process of their own, in order from the quick to the slow. @type {import('./stages.mjs').Stage[]} */
const runningStages = [
  vitestStage('tidy', 'tidy'),
  vitestStage('unit', 'unit and property'),
  vitestStage('storage', 'storage, both databases'),
  vitestStage('api', 'central API'),
  vitestStage('sim', 'simulation of many desks'),
  vitestStage('crash', 'crash, damage, full disk'),
  vitestStage('host', 'host'),
  { name: 'e2e', title: 'end to end', run: buildAndDrive },
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
  const still = staticStages({ quick: false })
  const all = [...still, ...runningStages]
  const wanted = only?.split(',').map((name) => name.trim())
  const unknown = wanted?.find((name) => !all.some((stage) => stage.name === name))
  if (unknown !== undefined) {
    throw new Refusal(`There is no stage ${unknown}; there are ${all.map((stage) => stage.name).join(', ')}.`)
  }
  const chosen = (/** @type {import('./stages.mjs').Stage} */ stage) => wanted?.includes(stage.name) ?? true
  return { still: still.filter(chosen), running: runningStages.filter(chosen) }
}

await runScript(async () => {
  const flags = readFlags(PURPOSE, {
    only: { type: 'string', value: 'unit,e2e', help: 'run these stages only' },
    'no-system': { type: 'boolean', help: 'install no system packages' },
  })
  const { still, running } = chooseStages(flags.get('only'))
  stopOnSignals()
  const began = performance.now()
  await installDependencies()
  if (!flags.has('no-system') && running.some((stage) => NEED_SYSTEM.includes(stage.name))) {
    await installSystemPackages({ forTests: true })
  }
  const outcomes = await Promise.all(still.map(runStage))
  for (const stage of running) {
    outcomes.push(await runStage(stage))
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  say(`In ${duration(performance.now() - began)}.`)
  say(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
})
