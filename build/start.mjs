// `npm start`: from a fresh clone to an open desk. Installs what is missing, builds, starts the central service with
// demo data, opens the desk. Runs on Node 20 with nothing installed; Node 24 comes with the npm dependencies.
import path from 'node:path'
import { buildBundles } from './bundles.mjs'
import { findPort, startCentral } from './central.mjs'
import { claimFolder } from './claim.mjs'
import { deskEnvironment, fetchElectron, findRuntime, openDesk } from './desk.mjs'
import { readFlags } from './flags.mjs'
import { installDependencies } from './install.mjs'
import { node24, packageScript, root } from './paths.mjs'
import { isStopping, run, stopAll, stopOnSignals } from './processes.mjs'
import { Refusal, duration, runScript, say, step } from './progress.mjs'
import { installSystemPackages } from './system.mjs'

const PURPOSE = 'npm start: install what is missing, build, start the central service, open the desk.'

/** @type {Record<string, import('./flags.mjs').Flag>} */
const FLAGS = {
  headless: { type: 'boolean', help: 'open no window' },
  tour: { type: 'boolean', help: 'do the main job by itself and leave pictures and a report in tour/' },
  demo: { type: 'string', value: 'people', default: '2000', help: 'size of the demo jurisdiction, up to 1000000' },
  port: { type: 'string', value: 'number', default: '8430', help: "the central's port; the next free one if taken" },
  database: { type: 'string', value: 'address', help: 'postgres://…, instead of the embedded SQLite' },
  data: { type: 'string', value: 'folder', default: '.hall-desk/data', help: 'where central and desk keep their data' },
  'central-only': { type: 'boolean', help: 'start the central service and no desk' },
  electron: { type: 'boolean', help: "try to fetch Electron's own binary first" },
  'no-system': { type: 'boolean', help: 'install no system packages' },
}

/**
 * @param {string | undefined} text
 * @param {string} name
 * @param {number} most
 */
function readCount(text, name, most) {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 0 || count > most) {
    throw new Refusal(`--${name} wants a whole number from 0 to ${most}, not ${text}.`)
  }
  return count
}

/** Node 24, system packages and bundles: what every way of starting needs. @param {{ has: (name: string) => boolean }} flags */
async function prepare(flags) {
  await installDependencies()
  if (!flags.has('no-system') && !flags.has('central-only')) await installSystemPackages()
  if (flags.has('electron')) await step("Electron's binary", fetchElectron)
  if (!flags.has('central-only')) await step('bundles', buildBundles)
}

/** @param {boolean} headless @returns {Promise<number>} the exit code */
async function runTour(headless) {
  const runtime = await findRuntime()
  say(`The tour runs in ${runtime.what}.`)
  const args = [packageScript('@playwright/test/cli.js'), 'test', '--config', 'playwright.config.ts']
  const env = headless ? { HALL_DESK_HEADLESS: '1' } : {}
  const { code } = await run(node24, [...args, '--project', 'tour'], { show: true, env })
  if (code === 0) say(`Pictures and report: ${path.join(root, 'tour')}`)
  return code
}

/** @param {readonly string[]} accounts */
function sayAccounts(accounts) {
  if (accounts.length === 0) return
  say('\nDemo accounts:')
  for (const account of accounts) say(`  ${account}`)
}

await runScript(async () => {
  const flags = readFlags(PURPOSE, FLAGS)
  const demo = String(readCount(flags.get('demo'), 'demo', 1_000_000))
  const wantedPort = readCount(flags.get('port'), 'port', 65_000)
  const data = path.resolve(root, flags.get('data') ?? '')
  stopOnSignals()
  const began = performance.now()
  if (!flags.has('tour')) await claimFolder(data)
  await prepare(flags)
  if (flags.has('tour')) return runTour(flags.has('headless'))

  const port = await findPort(wantedPort)
  const options = { data: path.join(data, 'central'), port, demo, database: flags.get('database') }
  const central = await step('central service', () => startCentral(options))
  /** @type {Promise<number>[]} */
  const ends = [central.ended]
  if (!flags.has('central-only')) {
    const runtime = await findRuntime()
    const environment = await deskEnvironment(runtime, central, path.join(data, 'desk'))
    const desk = await openDesk(runtime, environment, flags.has('headless'))
    ends.push(desk.ended)
    say(`The desk opens in ${runtime.what}, ${desk.where}.`)
  }
  say(`Central service: ${central.url}   stand-ins: ${central.url}/stand-ins   API: ${central.url}/docs`)
  sayAccounts(central.accounts)
  say(`\nReady in ${duration(performance.now() - began)}. Ctrl+C ends everything.`)
  const code = await Promise.race(ends)
  if (isStopping()) return 0
  await stopAll()
  return code
})
