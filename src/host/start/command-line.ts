import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Electron's command line, taken apart. */
export interface CommandLine {
  /** Modules of `-r`, loaded before the app (Playwright's loader is one). */
  readonly preloads: readonly string[]
  /** Switches by name, without dashes; '' when a switch has no value. */
  readonly switches: ReadonlyMap<string, string>
  /** The app: a folder with a package.json, or a script. */
  readonly target: string
}

/** The app that a command line names. */
export interface AppFiles {
  readonly directory: string
  readonly entry: string
  readonly manifest: Readonly<Record<string, unknown>>
}

/**
 * Reads `electron [-r module] [--switch[=value]] [app] [arguments]`. Switches may also follow the app, as in Electron;
 * arguments without dashes belong to the app.
 */
export function parseCommandLine(given: readonly string[]): CommandLine {
  const preloads: string[] = []
  const switches = new Map<string, string>()
  let target: string | undefined
  for (let at = 0; at < given.length; at++) {
    const argument = given[at] ?? ''
    const next = given[at + 1]
    if (target === undefined && (argument === '-r' || argument === '--require') && next !== undefined) {
      preloads.push(next)
      at++
    } else if (argument.startsWith('-')) {
      const [name = '', ...value] = argument.replace(/^--?/, '').split('=')
      switches.set(name, value.join('='))
    } else target ??= argument
  }
  return { preloads, switches, target: target ?? '.' }
}

/** Finds the app's package.json and entry script; throws Electron's sentence when there is none. */
export function findApp(target: string, workingDirectory: string): AppFiles {
  const path = resolve(workingDirectory, target)
  if (!existsSync(path)) throw new Error(`Unable to find Electron app at ${path}`)
  const directory = statSync(path).isDirectory() ? path : dirname(path)
  const manifestFile = join(directory, 'package.json')
  const manifest = existsSync(manifestFile)
    ? (JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, unknown>)
    : {}
  const main = typeof manifest['main'] === 'string' ? manifest['main'] : 'index.js'
  const entry = path === directory ? join(directory, main) : path
  if (!existsSync(entry)) throw new Error(`Unable to find Electron app at ${path}: there is no ${entry}`)
  return { directory, entry, manifest }
}
