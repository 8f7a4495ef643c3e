// `npm run check`: what to run before a commit. Types, lint, format, the tidy test, and the tests of what changed.
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { stopOnSignals } from './processes.mjs'
import { duration, runScript, say } from './progress.mjs'
import { runStage, staticStages, vitestStage } from './stages.mjs'

const PURPOSE = 'npm run check: types, lint, format, tidy and the unit tests of what changed; under a minute.'

await runScript(async () => {
  readFlags(PURPOSE, {})
  stopOnSignals()
  const began = performance.now()
  await installDependencies()
  // They mostly wait for each other's files; the tests come after, with the processor to themselves.
  const outcomes = await Promise.all(staticStages.map(runStage))
  outcomes.push(await runStage(vitestStage('tidy', 'tidy')))
  outcomes.push(await runStage(vitestStage('unit', 'tests of what changed', ['--changed', '--passWithNoTests'])))
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
  say(failed === 0 ? `All is well, in ${duration(performance.now() - began)}.` : `${failed} failed.`)
  return failed === 0 ? 0 : 1
})
