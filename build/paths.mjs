import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Everything that the scripts make and may throw away: caches, stamps, demo data, logs. */
export const scratch = path.join(root, '.hall-desk')

/** Node 24, which comes with the npm dependencies: it runs TypeScript files as they are. */
export const node24 = path.join(
  root,
  'node_modules',
  process.platform === 'win32' ? `node-win-${process.arch}/bin/node.exe` : `.bin/node`,
)

/**
 * The script of an npm package's command, to be run by `node24`.
 * @param {string} inside path inside node_modules
 */
export function packageScript(inside) {
  return path.join(root, 'node_modules', inside)
}
