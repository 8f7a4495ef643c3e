import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import path from 'node:path'
import { node24, packageScript, root } from './paths.mjs'
import { run, start } from './processes.mjs'
import { Refusal, say } from './progress.mjs'
import { hasDisplay } from './system.mjs'

/** What opens the desk here: Electron or the host, and the environment that selects it. @typedef {{ what: string, env: Record<string, string> }} Runtime */

/**
 * Electron when its binary is there, else the host on a browser of the system.
 * @returns {Promise<Runtime>}
 * @throws {Refusal} that says what to install
 */
export async function findRuntime() {
  const { code, output } = await run(node24, [path.join(root, 'build/print-runtime.mjs')])
  if (code !== 0) {
    const sentence = /^Error: (.*)$/m.exec(output)?.[1]
    throw new Refusal(sentence ?? output.trim())
  }
  return JSON.parse(output)
}

/**
 * A virtual screen for a machine without one, where Xvfb is installed.
 * @returns {Promise<string | undefined>} its display, such as `:99`
 */
async function startVirtualScreen() {
  const child = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const number = once(createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }), 'line')
  const failed = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
    () => undefined,
    () => undefined,
  )
  const line = await Promise.race([number, failed])
  return line === undefined ? undefined : `:${line[0]}`
}

/**
 * The passphrase of a demo desk's database key, for machines without a keychain: made at the first start and kept beside
 * the data it opens. A desk in a hall asks a person instead.
 * @param {string} data
 */
async function readPassphrase(data) {
  const file = path.join(data, 'passphrase')
  await mkdir(data, { recursive: true })
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return kept
  const made = randomBytes(16).toString('base64url')
  await writeFile(file, made, { mode: 0o600 })
  return made
}

/**
 * What a desk is told by its environment: which central, where its data lies, and how it enrols by itself the first time.
 * @param {Runtime} runtime
 * @param {{ url: string, enrolCode: string | undefined }} central
 * @param {string} data
 * @returns {Promise<Record<string, string>>}
 */
export async function deskEnvironment(runtime, central, data) {
  return {
    ...runtime.env,
    HALL_DESK_CENTRAL: central.url,
    HALL_DESK_DATA: data,
    HALL_DESK_PASSPHRASE: await readPassphrase(data),
    ...(central.enrolCode === undefined ? {} : { HALL_DESK_ENROL_CODE: central.enrolCode }),
  }
}

/**
 * The screen for the desk's windows. The host needs none; Electron does, be it a virtual one.
 * @param {Runtime} runtime
 * @param {boolean} headless
 * @returns {Promise<{ env: Record<string, string>, words: string }>}
 * @throws {Refusal} when there is nowhere to show a window
 */
async function findScreen(runtime, headless) {
  const isHost = runtime.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined
  if (headless && isHost) return { env: { DISPLAY: '', WAYLAND_DISPLAY: '' }, words: 'without windows' }
  if (!headless && hasDisplay()) return { env: {}, words: 'on your screen' }
  const display = process.platform === 'linux' ? await startVirtualScreen() : undefined
  if (display !== undefined) {
    return { env: { DISPLAY: display, WAYLAND_DISPLAY: '' }, words: `on the virtual screen ${display}` }
  }
  if (isHost) return { env: {}, words: 'without windows, since this machine has no screen and no Xvfb' }
  throw new Refusal('Electron needs a screen: start from a desktop session, or install xvfb.')
}

/**
 * Opens the desk on the built bundles.
 * @param {Runtime} runtime
 * @param {Record<string, string>} environment see `deskEnvironment`
 * @param {boolean} headless
 * @returns {Promise<{ ended: Promise<number>, where: string }>} where its windows are shown, in words
 */
export async function openDesk(runtime, environment, headless) {
  const screen = await findScreen(runtime, headless)
  const child = start(runtime.env.ELECTRON_EXEC_PATH ?? 'electron', ['.'], {
    env: { ...environment, ...screen.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  return { ended, where: screen.words }
}

/** Tries once to fetch Electron's own binary. @returns {Promise<void>} */
export async function fetchElectron() {
  const { code } = await run(node24, [packageScript('electron/install.js')])
  if (code !== 0) say("Electron's binary can't be fetched here.")
}
