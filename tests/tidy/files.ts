import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '../..')

/** A text file of the project: its path from the root, with forward slashes, and what it says. */
export interface ProjectFile {
  readonly path: string
  readonly text: string
}

const BINARY = /\.(png|jpe?g|gif|ico|icns|pdf|xlsx|woff2?|ttf|otf|bin|dat)$/

/** Every text file that is committed or would be by the next `git add`: what .gitignore hides is not the project. */
export function readProject(): ProjectFile[] {
  return listFiles()
    .filter((file) => file !== '' && !BINARY.test(file) && existsSync(path.join(root, file)))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
}

function listFiles(): string[] {
  // A checkout that belongs to another user is as good to read as one's own.
  const command = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  try {
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: 'pipe' } as const
    return execFileSync('git', command, options).split('\0')
  } catch {
    return listUnpacked()
  }
}

/** The files of an unpacked archive, which has no history to ask: everything but the folders .gitignore names. */
function listUnpacked(): string[] {
  const hidden = readFileSync(path.join(root, '.gitignore'), 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('/'))
    .map((line) => line.replaceAll('/', ''))
  const found = globSync('**/*', { cwd: root, withFileTypes: true, exclude: ({ name }) => hidden.includes(name) })
  return found.filter((entry) => entry.isFile()).map((entry) => asPath(path.join(entry.parentPath, entry.name)))
}

const asPath = (file: string) => path.relative(root, file).split(path.sep).join('/')

/** Code that people write: TypeScript, Vue, scripts and styles. */
export function isCode(file: ProjectFile): boolean {
  return /\.(ts|mts|vue|mjs|js|css)$/.test(file.path)
}

/** Data written by a script: nobody reads it line by line, so its length says nothing. The name says that it is so. */
export function isGenerated(file: ProjectFile): boolean {
  return /-codes\.ts$|\.json$/.test(file.path)
}

/** Where each match of a pattern stands, as `path:line`. */
export function placesOf(pattern: RegExp, files: readonly ProjectFile[]): string[] {
  const every = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`)
  return files.flatMap((file) =>
    [...file.text.matchAll(every)].map((match) => {
      const line = file.text.slice(0, match.index).split('\n').length
      return `${file.path}:${line} ${match[0]}`
    }),
  )
}
