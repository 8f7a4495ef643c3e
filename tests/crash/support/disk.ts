import type { DiskEvent } from './trace.ts'

const SECTOR = 512

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly size: number }

/** Bytes that grow. */
class Content {
  #bytes: Buffer
  #size: number
  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = Buffer.from(bytes)
    this.#size = bytes.length
  }
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size)
  }
  /** @returns itself */
  change(changes: readonly Change[]): this {
    for (const change of changes) {
      const size = change.kind === 'truncate' ? change.size : Math.max(this.#size, change.at + change.data.length)
      this.#grow(size)
      // What lies behind a shorter end is gone, also for whoever makes it longer again.
      if (size < this.#size) this.#bytes.fill(0, size, this.#size)
      this.#size = size
      if (change.kind === 'write') change.data.copy(this.#bytes, change.at)
    }
    return this
  }
  #grow(size: number): void {
    if (size <= this.#bytes.length) return
    const longer = Buffer.alloc(size * 2)
    this.#bytes.copy(longer)
    this.#bytes = longer
  }
}

/** What a file holds for good, and what was done to it since without a sync. */
interface File {
  readonly kept: Content
  pending: Change[]
  /** How many of the pending changes the sync that is under way covers. */
  covered: number
}

type Naming =
  | { readonly kind: 'link'; readonly path: string; readonly file: File }
  | { readonly kind: 'unlink'; readonly path: string }
  /** A file under another name: no cut finds it under none. */
  | { readonly kind: 'move'; readonly from: string; readonly path: string; readonly file: File }

/** What becomes of a file's changes that no sync covers when the power goes. */
const WEATHERS = ['dropped', 'kept', 'in-order', 'scattered'] as const
export type Weather = (typeof WEATHERS)[number]

/**
 * A folder as the disk under it sees it. Names are changed in order, as journals of file systems do, and are there
 * for good once the folder or a file made later is synced; contents only by a sync of their own file.
 */
export class Disk {
  readonly #names = new Map<string, File>()
  readonly #keptNames = new Map<string, File>()
  #pendingNames: Naming[] = []

  /** @param files what lies in the folder at the beginning, by path. */
  constructor(files: ReadonlyMap<string, Buffer>) {
    for (const [path, content] of files) {
      const file = { kept: new Content(content), pending: [], covered: 0 }
      this.#names.set(path, file)
      this.#keptNames.set(path, file)
    }
  }

  apply(event: DiskEvent): void {
    if (event.kind === 'said') return
    const file = this.#names.get(event.path)
    switch (event.kind) {
      case 'create':
        if (file === undefined) this.#link(event.path, { kept: new Content(), pending: [], covered: 0 })
        return
      case 'remove':
        this.#name({ kind: 'unlink', path: event.path })
        return
      case 'rename':
        if (file === undefined) return
        this.#name({ kind: 'move', from: event.path, path: event.to, file })
        return
      case 'write':
      case 'truncate':
        file?.pending.push(event)
        return
      case 'sync-begins':
        if (file !== undefined) file.covered = file.pending.length
        return
      case 'sync-ends':
        if (file === undefined) this.#keepNames(this.#pendingNames.length)
        else this.#keep(file)
    }
  }

  /** What may be found after the power went now. */
  image(chance: () => number): { files: Map<string, Buffer>; weathers: Weather[] } {
    const names = new Map(this.#keptNames)
    for (const naming of this.#pendingNames.slice(0, Math.floor(chance() * (this.#pendingNames.length + 1))))
      enter(names, naming)
    const weathers: Weather[] = []
    const files = new Map<string, Buffer>()
    for (const [path, file] of names) {
      const weather = WEATHERS[Math.floor(chance() * WEATHERS.length)] ?? 'kept'
      if (file.pending.length > 0) weathers.push(weather)
      files.set(path, contentAfter(file, weather, chance))
    }
    return { files, weathers }
  }

  #link(path: string, file: File): void {
    this.#name({ kind: 'link', path, file })
  }

  #name(naming: Naming): void {
    enter(this.#names, naming)
    this.#pendingNames.push(naming)
  }

  #keepNames(count: number): void {
    for (const naming of this.#pendingNames.slice(0, count)) enter(this.#keptNames, naming)
    this.#pendingNames = this.#pendingNames.slice(count)
  }

  #keep(file: File): void {
    file.kept.change(file.pending.slice(0, file.covered))
    file.pending = file.pending.slice(file.covered)
    file.covered = 0
    const linked = this.#pendingNames.findLastIndex((naming) => naming.kind !== 'unlink' && naming.file === file)
    this.#keepNames(linked + 1)
  }
}

function enter(names: Map<string, File>, naming: Naming): void {
  if (naming.kind === 'move') names.delete(naming.from)
  if (naming.kind === 'unlink') names.delete(naming.path)
  else names.set(naming.path, naming.file)
}

function contentAfter({ kept, pending }: File, weather: Weather, chance: () => number): Buffer {
  return new Content(kept.bytes).change(survivors(pending, weather, chance)).bytes
}

function survivors(pending: readonly Change[], weather: Weather, chance: () => number): readonly Change[] {
  switch (weather) {
    case 'dropped':
      return []
    case 'kept':
      return pending
    case 'in-order': {
      const count = Math.floor(chance() * (pending.length + 1))
      const torn = pending[count]
      const end = chance()
      return [...pending.slice(0, count), ...(torn === undefined ? [] : sectorsOf(torn, (place) => place < end))]
    }
    case 'scattered':
      return pending.flatMap((change) => sectorsOf(change, () => chance() < 0.5))
  }
}

/** The parts of a change that reach the disk, sector by sector; `place` runs from 0 to 1 over a write. */
function sectorsOf(change: Change, reaches: (place: number) => boolean): Change[] {
  if (change.kind === 'truncate') return reaches(0) ? [change] : []
  const { at, data } = change
  const parts: Change[] = []
  for (let from = 0; from < data.length;) {
    const to = Math.min(data.length, from + SECTOR - ((at + from) % SECTOR))
    if (reaches(from / data.length)) parts.push({ kind: 'write', at: at + from, data: data.subarray(from, to) })
    from = to
  }
  return parts
}
