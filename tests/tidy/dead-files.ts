import path from 'node:path'
import type { ProjectFile } from './files.ts'

/** Anything written like a path to a source file: an import, a worker's URL, an entry in a script or a bundle's config. */
const MENTION = /[\w@./-]+\.(?:ts|vue|css|html)\b/g

/**
 * Finds files of src and migrations that nothing else in the project leads to. A test alone keeps no file alive:
 * what only a test uses, the product doesn't need.
 */
export function findDeadFiles(files: readonly ProjectFile[]): string[] {
  const alive = new Set<string>()
  const names = new Set<string>()
  for (const file of files) {
    if (file.path.startsWith('tests/') || file.path.endsWith('.md') || path.basename(file.path) === 'tsconfig.json') {
      continue
    }
    const folder = path.posix.dirname(file.path)
    for (const [mention] of file.text.matchAll(MENTION)) {
      names.add(path.posix.basename(mention))
      for (const base of [folder, '.']) {
        const target = path.posix.normalize(path.posix.join(base, mention.replace(/^\//, '')))
        if (target !== file.path) alive.add(target)
      }
    }
  }
  return (
    files
      .map((file) => file.path)
      .filter((file) => /^(src|migrations)\/.*\.(ts|vue|css)$/.test(file) && !file.endsWith('.d.ts'))
      // A style sheet may be served by its name from a folder that the server knows.
      .filter((file) => !alive.has(file) && !(file.endsWith('.css') && names.has(path.posix.basename(file))))
  )
}
