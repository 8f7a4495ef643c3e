import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return listed
    .split('\0')
    .filter((file) => file !== '' && !BINARY.test(file) && existsSync(path.join(root, file)))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
}

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
