// `npm run bench -- <name>`: ratios measured side by side in one run; each name is a file in tests/bench.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { buildBundles } from './bundles.mjs'
import { findRuntime } from './desk.mjs'
import { installDependencies } from './install.mjs'
import { node24, root } from './paths.mjs'
import { run, stopOnSignals } from './processes.mjs'
import { Refusal, runScript } from './progress.mjs'
import { installSystemPackages } from './system.mjs'

/** Each with whether it drives the desk, which needs bundles and a runtime. */
const BENCHES = new Map([
  ['smoke', true],
  ['sync', false],
  ['central', false],
])

await runScript(async () => {
  const [name = 'smoke'] = process.argv.slice(2)
  const file = path.join(root, 'tests/bench', `${name}.ts`)
  const drivesDesk = BENCHES.get(name)
  if (drivesDesk === undefined || !existsSync(file))
    throw new Refusal(`There is no bench '${name}'. There is: ${[...BENCHES.keys()].join(', ')}.`)
  stopOnSignals()
  await installDependencies()
  if (drivesDesk) {
    await installSystemPackages()
    await buildBundles()
  }
  const env = drivesDesk ? (await findRuntime()).env : {}
  const { code } = await run(node24, ['--max-old-space-size=12000', file], { env, show: true })
  if (code !== 0) throw new Refusal('The bench did not finish.')
})
