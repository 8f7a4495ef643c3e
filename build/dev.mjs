// `npm run dev`: the central restarts when its files change, the pages reload as they are edited, and the desk restarts
// when main, preload or worker change.
import path from 'node:path'
import { forgetBundles } from './bundles.mjs'
import { findPort, startCentral } from './central.mjs'
import { claimFolder } from './claim.mjs'
import { deskEnvironment, findRuntime } from './desk.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { node24, packageScript, scratch } from './paths.mjs'
import { isStopping, start, stopAll, stopOnSignals } from './processes.mjs'
import { runScript, say } from './progress.mjs'
import { installSystemPackages } from './system.mjs'

const PURPOSE = 'npm run dev: central and desk with hot reload, on data of their own in .hall-desk/dev.'

await runScript(async () => {
  const flags = readFlags(PURPOSE, {
    demo: { type: 'string', value: 'people', default: '2000', help: 'size of the demo jurisdiction' },
    port: { type: 'string', value: 'number', default: '8440', help: "the central's port; the next free one if taken" },
    database: { type: 'string', value: 'address', help: 'postgres://…, instead of the embedded SQLite' },
  })
  stopOnSignals()
  const data = path.join(scratch, 'dev')
  await claimFolder(data)
  await installDependencies()
  await installSystemPackages()
  const central = await startCentral({
    data: path.join(data, 'central'),
    port: await findPort(Number(flags.get('port'))),
    demo: flags.get('demo') ?? '2000',
    database: flags.get('database'),
    watch: true,
  })
  const runtime = await findRuntime()
  const env = await deskEnvironment(runtime, central, path.join(data, 'desk'))
  for (const account of central.accounts) say(`account ${account}`)
  say(`Central service: ${central.url}. The desk opens in ${runtime.what}.`)
  // The development bundles go to the same folder: the next start builds its own again.
  await forgetBundles()
  const child = start(node24, [packageScript('electron-vite/bin/electron-vite.js'), 'dev', '--watch'], { env })
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  const code = await Promise.race([ended, central.ended])
  if (isStopping()) return 0
  await stopAll()
  return code
})
