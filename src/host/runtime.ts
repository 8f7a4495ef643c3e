import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { findBrowser } from './browser.ts'

/** What runs the desk on this machine. */
export interface Runtime {
  /** One line for a person, such as `Electron 45.4.1`. */
  readonly what: string
  /** Environment for whoever starts it: Playwright, electron-vite, or the `electron` command. */
  readonly env: Record<string, string>
}

/** The path of Electron's own binary, if it is installed. Reads files only: loading the package starts a download. */
export function findElectron(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const binary = join(
    environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'),
    readFileSync(pathFile, 'utf8'),
  )
  return existsSync(binary) && !binary.startsWith(import.meta.dirname) ? binary : undefined
}

/**
 * Chooses Electron where its binary is, else the stand-in with a system browser.
 * Throws with a sentence that says what to install when there is neither.
 */
export function runtime(environment: NodeJS.ProcessEnv = process.env): Runtime {
  const electron = findElectron(environment)
  if (electron) return { what: `Electron (${electron})`, env: { ELECTRON_EXEC_PATH: electron } }
  const browser = findBrowser(environment)
  if (!browser)
    throw new Error(
      'Neither Electron nor a browser was found. Install one of them: `npx install-electron`, or on Debian and Ubuntu ' +
        '`apt-get install chromium`, or Chrome or Edge (name it in ELECTRON_HOST_BROWSER if it is in an unusual place).',
    )
  return {
    what: `the stand-in for Electron, on ${browser}`,
    env: {
      ELECTRON_EXEC_PATH: join(import.meta.dirname, 'electron'),
      ELECTRON_OVERRIDE_DIST_PATH: import.meta.dirname,
    },
  }
}
