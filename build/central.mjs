import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { node24, root } from './paths.mjs'
import { isStopping, start, stopAll } from './processes.mjs'
import { Refusal, say, step } from './progress.mjs'

/** How far above the wanted port a free one is looked for. */
const PORTS_TRIED = 20

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/**
 * The wanted port, or the next free one, which is said.
 * @param {number} wanted
 * @throws {Refusal} when a whole row of ports is taken
 */
export async function findPort(wanted) {
  for (let port = wanted; port < wanted + PORTS_TRIED; port++) {
    if (!(await isFree(port))) continue
    if (port !== wanted) say(`Port ${wanted} is taken; the central service takes ${port}.`)
    return port
  }
  throw new Refusal(`Ports ${wanted} to ${wanted + PORTS_TRIED - 1} are all taken. Name another one with --port.`)
}

/**
 * What the central needs to start.
 * @typedef {{ data: string, port: number, demo: string, database: string | undefined, watch?: boolean, proxy?: string, town?: boolean, policy?: string | undefined }} CentralOptions
 */

/**
 * Starts the central service and waits until it answers. Without a database address it keeps an SQLite file of its own
 * in the data folder, and fills an empty one with the demo jurisdiction.
 * @param {CentralOptions} options
 * @returns {Promise<{ url: string, accounts: string[], enrolCode: string | undefined, ended: Promise<number> }>}
 *   accounts: the lines that name the demo accounts; enrolCode: lets one new desk in; ended: its exit code, whenever
 *   that comes
 * @throws {Refusal} with its last words when it ends before it is ready
 */
export async function startCentral({ data, port, demo, database, watch = false, proxy, town = false, policy }) {
  await mkdir(data, { recursive: true })
  const watchParent = pathToFileURL(path.join(root, 'build/end-with-parent.mjs')).href
  const server = path.join(root, 'src/central/server.ts')
  const args = ['--import', watchParent, server, '--data', data, '--port', String(port), '--demo', demo]
  if (database !== undefined) args.push('--database', database)
  if (proxy !== undefined) args.push('--proxy', proxy)
  if (town) args.push('--town')
  if (policy !== undefined) args.push('--policy', policy)
  if (watch) args.unshift('--watch', '--watch-preserve-output')
  const child = start(node24, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  /** @type {string[]} */
  const words = []
  /** @type {string[]} */
  const accounts = []
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  child.stderr?.on('data', (chunk) => {
    words.push(String(chunk))
    if (watch || isReady) process.stderr.write(chunk)
  })
  let isReady = false
  /** @type {string | undefined} */
  let enrolCode
  /** @type {Promise<string>} */
  const ready = new Promise((resolve) => {
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
      words.push(`${line}\n`)
      const address = /^central ready (\S+)/.exec(line)?.[1]
      if (address !== undefined) {
        isReady = true
        resolve(address)
      } else if (line.startsWith('account ')) accounts.push(line.slice('account '.length))
      else if (line.startsWith('enrol ')) enrolCode = line.slice('enrol '.length)
      else if (isReady) say(line)
    })
  })
  const url = await Promise.race([ready, ended.then(() => undefined)])
  if (url === undefined) {
    if (isStopping()) return new Promise(() => undefined)
    throw new Refusal(`The central service did not start:\n${words.join('').trim().split('\n').slice(-15).join('\n')}`)
  }
  return { url, accounts, enrolCode, ended }
}

/**
 * Runs something against a central of its own, on a fresh folder that goes with it, behind a proxy on this machine.
 * @param {string} name part of the folder's name
 * @param {{ port: number, demo: string, town?: boolean, policy?: string | undefined }} wanted
 * @param {(address: string, data: string) => Promise<number>} use
 * @returns {Promise<number>} what `use` gives: an exit code
 */
export async function withOwnCentral(name, { port, demo, town = false, policy }, use) {
  const data = await mkdtemp(path.join(tmpdir(), `hall-${name}-`))
  try {
    const options = { data, port: await findPort(port), demo, database: undefined, proxy: '127.0.0.1', town, policy }
    const central = await step('central service', () => startCentral(options))
    return await use(central.url, data)
  } finally {
    await stopAll()
    await rm(data, { recursive: true, force: true })
  }
}
