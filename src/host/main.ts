/*
 * The executable: reads Electron's command line, loads the app, starts the browser and fires `ready`.
 * Runs under `node --import register.ts`.
 */
import inspector from 'node:inspector'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { watchRejections } from './load-error.ts'
import { findApp, parseCommandLine } from './start/command-line.ts'
import { launch } from './start/launch.ts'
import { setRunning } from './start/running.ts'

const given = process.argv.slice(2)
const commandLine = parseCommandLine(given)
const app = findApp(commandLine.target, process.cwd())
setRunning(app, commandLine)
watchRejections()
// The start script's own: processes that the app starts decide for themselves.
delete process.env['NODE_COMPILE_CACHE']

/** What a program asks to learn that it runs in Electron's main process. */
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true })
Object.defineProperty(process.versions, 'chrome', { value: 'host', enumerable: true })
Object.assign(process, {
  type: 'browser',
  defaultApp: true,
  resourcesPath: join(app.directory, 'resources'),
  argv: [process.execPath, ...given],
})

for (const name of ['inspect', 'inspect-brk']) {
  const address = commandLine.switches.get(name)
  if (address !== undefined)
    inspector.open(Number(address.split(':').at(-1) || 9229), '127.0.0.1', name === 'inspect-brk')
}

const require = createRequire(join(app.directory, 'package.json'))
for (const preload of commandLine.preloads) require(preload)
await import(pathToFileURL(app.entry).href)
await launch()
