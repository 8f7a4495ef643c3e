// `npm run conformance -- --base-url http://…`: the given/when/then cases of tests/conformance, against any
// implementation of the taxpayers' API. Without an address it starts a central of its own on a fresh folder.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { withOwnCentral } from './central.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { node24, root } from './paths.mjs'
import { run, stopOnSignals } from './processes.mjs'
import { Refusal, runScript } from './progress.mjs'

const PURPOSE = 'npm run conformance: the cases of the rules, against any implementation of the taxpayers’ API.'

/** @type {Record<string, import('./flags.mjs').Flag>} */
const FLAGS = {
  'base-url': { type: 'string', value: 'address', help: 'the implementation; a central of its own if none is named' },
  only: { type: 'string', value: 'names', help: 'groups or rules to run alone, with commas: R-PHN,R-LGE-09' },
  'app-key': {
    type: 'string',
    value: 'key',
    help: "what an APP's server shows; cases that need it are left out without it",
  },
  'core-key': { type: 'string', value: 'key', help: 'what the core tax system shows; likewise' },
}

/** @type {Record<string, import('./flags.mjs').Flag>} */
const OWN_FLAGS = {
  policy: {
    type: 'string',
    value: 'profile',
    help: 'of a central of its own: liaoning, shandong or liaoning-legacy',
  },
}

/** @param {Record<string, string | undefined>} given @returns {Promise<number>} the exit code */
async function runPack(given) {
  const args = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
  const { code } = await run(node24, [path.join(root, 'tests/conformance/run.ts'), ...args], { show: true })
  return code
}

/** @param {Record<string, string | undefined>} given @param {string | undefined} policy @returns {Promise<number>} the exit code */
const runOnOwn = (given, policy) =>
  withOwnCentral('conformance', { port: 8490, demo: '500', town: true, policy }, async (address, data) => {
    const key = (/** @type {string} */ name) => readFile(path.join(data, `${name}.key`), 'utf8')
    return runPack({ ...given, 'base-url': address, 'app-key': await key('app'), 'core-key': await key('core') })
  })

await runScript(async () => {
  const flags = readFlags(PURPOSE, { ...FLAGS, ...OWN_FLAGS })
  stopOnSignals()
  await installDependencies()
  const given = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, flags.get(name)]))
  const code = given['base-url'] === undefined ? await runOnOwn(given, flags.get('policy')) : await runPack(given)
  if (code !== 0) throw new Refusal('Not every case passed: see above.')
})
