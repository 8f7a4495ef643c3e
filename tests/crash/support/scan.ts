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
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    for (const file of files) {
      const content = readFileSync(file)
      bytes += content.length
      found.push(...this.scan(content).map((what) => `${path.relative(folder, file)}: ${what}`))
    }
    return { found, files: files.length, bytes }
  }
}
