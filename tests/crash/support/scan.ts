import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

type Trace = readonly [what: string, bytes: Buffer]

/** Looks for thousands of traces at once: a place is looked at closely only where its first two bytes begin one. */
export class Scanner {
  readonly #byStart = new Map<number, Trace[]>()
  readonly #starts = new Uint8Array(65_536)

  constructor(traces: readonly Trace[]) {
    for (const trace of traces) {
      const start = trace[1].readUInt16BE(0)
      this.#starts[start] = 1
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), trace])
    }
  }

  /** @returns what of the traces these bytes hold */
  scan(content: Buffer): string[] {
    const found = new Set<string>()
    for (let at = 0; at + 1 < content.length; at++) {
      const start = ((content[at] ?? 0) << 8) | (content[at + 1] ?? 0)
      if (this.#starts[start] === 0) continue
      for (const [what, bytes] of this.#byStart.get(start) ?? [])
        if (content.compare(bytes, 0, bytes.length, at, Math.min(content.length, at + bytes.length)) === 0)
          found.add(what)
    }
    return [...found]
  }

  /** Every file below a folder. @returns `file: what`, and how much was read */
  scanFolder(folder: string): { readonly found: string[]; readonly files: number; readonly bytes: number } {
    const found: string[] = []
    let bytes = 0
    let files = 0
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const content = findContent(path.join(folder, name))
      if (content === undefined) continue
      files++
      bytes += content.length
      found.push(...this.scan(content).map((what) => `${name}: ${what}`))
    }
    return { found, files, bytes }
  }
}

/** What a file holds; nothing where it is none, or gone since the folder was listed. */
function findContent(file: string): Buffer | undefined {
  try {
    return statSync(file).isFile() ? readFileSync(file) : undefined
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}
