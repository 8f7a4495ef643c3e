// `npm run town -- --base-url http://… --days 30 --seed 7`: plays a town against a running central, through its public
// API. Without an address it starts a central of its own on a fresh folder and looks through its database at the end.
import path from 'node:path'
import { withOwnCentral } from './central.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { node24, root } from './paths.mjs'
import { run, stopOnSignals } from './processes.mjs'
import { Refusal, runScript, say } from './progress.mjs'

const PURPOSE = 'npm run town: people who use a running central as people do, and its invariants at the end.'

/** @type {Record<string, import('./flags.mjs').Flag>} */
const FLAGS = {
  'base-url': {
    type: 'string',
    value: 'address',
    help: 'a central started with --proxy 127.0.0.1 --town; one of its own if none is named',
  },
  days: { type: 'string', value: 'number', default: '30', help: 'days to play; nobody sleeps between them' },
  people: { type: 'string', value: 'number', default: '200', help: 'people of the town' },
  seed: { type: 'string', value: 'number', default: '7', help: 'another seed is another town' },
  policy: {
    type: 'string',
    value: 'profile',
    help: 'of a central of its own: liaoning (default), shandong or liaoning-legacy; another one says which it has',
  },
  data: { type: 'string', value: 'folder', help: "the central's folder, to look through its database afterwards" },
  database: { type: 'string', value: 'address', help: 'postgres://…, likewise' },
}

/** The central that is played against when none is named. */
const OWN = { port: 8480, demo: '2000', town: true }

/** @param {string} script @param {readonly string[]} args */
async function runNode(script, args) {
  const { code } = await run(node24, [path.join(root, script), ...args], { show: true })
  return code
}

await runScript(async () => {
  const flags = readFlags(PURPOSE, FLAGS)
  stopOnSignals()
  await installDependencies()
  /** @param {string} address @param {string | undefined} data */
  const play = async (address, data) => {
    const given = ['days', 'people', 'seed'].flatMap((name) => [`--${name}`, flags.get(name) ?? ''])
    const played = await runNode('src/town/main.ts', ['--base-url', address, ...given])
    const database = flags.get('database')
    if (data === undefined && database === undefined) return played
    say('The whole database:')
    const where = database === undefined ? ['--data', data ?? ''] : ['--database', database]
    // What has to hold of relations is a matter of the profile, which the central knows best.
    const told = await fetch(new URL('/v1/policy', address))
    const { id } = /** @type {{ id: string }} */ (await told.json())
    const checked = await runNode('src/central/check.ts', [...where, '--policy', id])
    return played === 0 ? checked : played
  }
  const address = flags.get('base-url')
  const code =
    address === undefined
      ? await withOwnCentral('town', { ...OWN, policy: flags.get('policy') }, play)
      : await play(address, flags.get('data'))
  if (code !== 0) throw new Refusal('The town did not end well: see above.')
})
