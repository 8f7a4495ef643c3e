import { existsSync, mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { running } from '../start/running.ts'

const overridden = new Map<string, string>()
let name: string | undefined

/** The app's name: set by the app, else of its package.json. */
export function appName(): string {
  const { productName, name: packageName } = running.app.manifest
  for (const candidate of [name, productName, packageName]) if (typeof candidate === 'string') return candidate
  return 'Electron'
}

export function setAppName(given: string): void {
  name = given
}

function standardPath(which: string): string | undefined {
  const home = homedir()
  const appData = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config')
  switch (which) {
    case 'home':
      return home
    case 'appData':
      return appData
    case 'userData':
      return join(appData, appName())
    case 'sessionData':
      return getPath('userData')
    case 'logs':
      return join(getPath('userData'), 'logs')
    case 'crashDumps':
      return join(getPath('userData'), 'Crashpad')
    case 'temp':
      return tmpdir()
    case 'exe':
    case 'module':
      return process.execPath
    case 'desktop':
    case 'documents':
    case 'downloads':
    case 'music':
    case 'pictures':
    case 'videos':
      return join(home, which.charAt(0).toUpperCase() + which.slice(1))
  }
  return undefined
}

/** A folder by Electron's name for it; the app's own folders exist when they are asked for. */
export function getPath(which: string): string {
  const path = overridden.get(which) ?? standardPath(which)
  if (path === undefined) throw new Error(`Failed to get '${which}' path`)
  if (['userData', 'sessionData', 'logs'].includes(which)) mkdirSync(path, { recursive: true })
  return path
}

/** Moves a folder. As Electron's documentation has it, the new place must exist. */
export function setPath(which: string, path: string): void {
  if (!isAbsolute(path)) throw new Error('Path must be absolute')
  if (standardPath(which) === undefined || !existsSync(path))
    throw new Error(`Failed to set '${which}' path to ${path}`)
  overridden.set(which, path)
}
