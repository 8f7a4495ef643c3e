import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import { channelParts } from './channel.ts'
import { codecParts } from './codec.ts'
import { isolatedWorldParts, type PageSettings } from './isolated-world.ts'
import { mainWorldParts } from './main-world.ts'

/** The isolated world's name, as Electron names it, and its two doors to the host. */
export const isolatedWorld = 'Electron Isolated Context'
export const toHost = '__electronHostSend'
export const fromHost = '__electronHostDeliver'

/** What a window's documents run before anything of their own. */
export interface PageScripts {
  readonly mainWorld: string
  readonly isolatedWorld: string
}

type Part = { toString(): string }

/** Makes both halves for one window. `preload` is a path; a preload that can't be read or compiled fails in the page. */
export function pageScripts(preload: string | undefined): PageScripts {
  const secret = randomBytes(16).toString('hex')
  const settings: PageSettings = {
    secret,
    toHost,
    fromHost,
    preloadPath: preload ?? '',
    process: {
      type: 'renderer',
      platform: process.platform,
      arch: process.arch,
      sandboxed: true,
      contextIsolated: true,
      versions: { ...process.versions },
      env: {},
    },
  }
  const shared: readonly Part[] = [...codecParts, ...channelParts]
  return {
    mainWorld: program([...shared, ...mainWorldParts], `startMainWorld(${JSON.stringify(secret)})`),
    isolatedWorld: program(
      [...shared, ...isolatedWorldParts],
      `startIsolatedWorld(${JSON.stringify(settings)}, ${preload === undefined ? 'null' : preloadFunction(preload)})`,
    ),
  }
}

function program(parts: readonly Part[], start: string): string {
  return `(() => {\n${parts.map(String).join('\n')}\n${start}\n})()`
}

/** A sandboxed preload is one CommonJS script; an ES module is a syntax error here as it is in Electron. */
function preloadFunction(path: string): string {
  try {
    const source = readFileSync(path, 'utf8')
    const text = `function (require, module, exports, process) {${source}\n}`
    new vm.Script(`(${text})`, { filename: path })
    return text
  } catch (error) {
    return `() => { throw new Error(${JSON.stringify(String(error))}) }`
  }
}
