// `npm run fault-lab`: a central, two desks of one hall and a line with faults to each, with switches on a page, so that
// whoever runs a hall's network can watch what breaks and how it heals. Everything lies in temporary folders.
import path from 'node:path'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { node24, root } from './paths.mjs'
import { run, stopOnSignals } from './processes.mjs'
import { Refusal, runScript } from './progress.mjs'

const PURPOSE = 'npm run fault-lab: two desks behind lines that fail when you say so, on a page.'

/** @type {Record<string, import('./flags.mjs').Flag>} */
const FLAGS = {
  port: { type: 'string', value: 'number', default: '8470', help: 'where the page is, on this machine alone' },
  seed: { type: 'string', value: 'number', default: '7', help: 'decides what the faults hit' },
}

await runScript(async () => {
  const flags = readFlags(PURPOSE, FLAGS)
  stopOnSignals()
  await installDependencies()
  const given = ['port', 'seed'].flatMap((name) => [`--${name}`, flags.get(name) ?? ''])
  const { code } = await run(node24, [path.join(root, 'tests/fault-lab/main.ts'), ...given], { show: true })
  if (code !== 0) throw new Refusal('The lab did not start: see above.')
})
