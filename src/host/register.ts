/*
 * Loaded before anything else (main.ts, the app, the code of a worker thread): gives the module name `electron` its
 * meaning, and takes away the cryptography that Electron's Node does not have.
 */
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { guardCrypto } from './crypto/guard.ts'

const implementation = new URL('./electron-module.ts', import.meta.url).href
const moduleUrl = 'electron-host:electron'

/** Named exports for `import { app } from 'electron'`; a name that is missing here fails at link time, as it should. */
const names = [
  'app',
  'BrowserWindow',
  'clipboard',
  'dialog',
  'ipcMain',
  'Menu',
  'nativeTheme',
  'net',
  'powerMonitor',
  'protocol',
  'safeStorage',
  'screen',
  'session',
  'shell',
  'webContents',
]
const source = `
import { electron } from ${JSON.stringify(implementation)}
export { electron as default, electron as 'module.exports' }
export const { ${names.join(', ')} } = electron
`

/** Refuses the names that the real thing refuses in this process. */
function assertLoadable(specifier: string): void {
  if (!isMainThread) throw new Error(`electron-host: '${specifier}' cannot be loaded in a worker thread`)
  if (specifier === 'electron/renderer' || specifier === 'electron/utility')
    throw new Error(`electron-host: '${specifier}' cannot be loaded in the main process`)
}

registerHooks({
  resolve(specifier, context, next) {
    if (!/^electron(\/(main|common|renderer|utility))?$/.test(specifier)) return next(specifier, context)
    assertLoadable(specifier)
    return { url: moduleUrl, format: 'module', shortCircuit: true }
  },
  load(url, context, next) {
    return url === moduleUrl ? { source, format: 'module', shortCircuit: true } : next(url, context)
  },
})
guardCrypto()
