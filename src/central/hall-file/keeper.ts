import { execFile, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { HallFileOffer } from '../../contract/central.ts'
import { DAY, type Instant } from '../../domain/kernel/instant.ts'
import { DESK_SCHEMA } from '../../storage/migrate.ts'
import { faultLine } from '../../sync/fault-line.ts'
import { newId } from '../crypto.ts'
import { FEED_DAYS } from '../feed-keeping.ts'
import type { HallFileFacts } from './make.ts'
import type { MakerOrder } from './maker.ts'

/** A hall of fewer rows is copied by pages before a desk's window is open. */
export const WORTH_A_FILE = 50_000
/** After a day the next desk that asks has a fresh one made; the feed brings what is new meanwhile. */
const FRESH = DAY
/** An older one is shown to nobody: its desk would read a week of the feed, and the log-ins of a week too many. */
const SHOWN = 7
/** A desk asks for each piece, and the central holds it in memory meanwhile. */
const PIECE = 4 * 1024 * 1024

/** A file that lies here, whole. */
export interface HallFile extends HallFileFacts {
  readonly id: string
  readonly hall: string
  readonly key: string
  readonly bytes: number
  readonly madeAt: Instant
}

interface KeeperOptions {
  /** A folder of its own. */
  readonly directory: string
  /** The central's database: a file, or a `postgres://` address. */
  readonly database: string
  readonly now: () => Instant
  /** Halls of fewer rows have no file. */
  readonly worth?: number
  /** Bytes that are sent at once. */
  readonly piece?: number
  /** How long the feed is kept that goes on from a file. */
  readonly feedDays?: number
}

/**
 * Keeps ready-made files of large halls (docs/decisions/0014). One is made when a desk asks for its first copy and none
 * is fresh, beside the service and one at a time; that desk copies by pages, and those after it take the file.
 */
export class HallFiles {
  readonly #options: KeeperOptions
  readonly #files = new Map<string, HallFile>()
  readonly #waiting = new Set<string>()
  #making: ChildProcess | undefined
  #made: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: KeeperOptions) {
    this.#options = options
    mkdirSync(options.directory, { recursive: true, mode: 0o700 })
    this.#readFolder()
  }

  /** What one is known by lies beside it; whatever else is there was being made when the service ended. */
  #readFolder(): void {
    const { directory } = this.#options
    const names = readdirSync(directory)
    for (const name of names.filter((one) => one.endsWith('.json'))) {
      const file = readFacts(join(directory, name))
      if (file !== undefined && statSync(this.#pathOf(file.id), { throwIfNoEntry: false })?.size === file.bytes)
        this.#keep(file)
    }
    const kept = [...this.#files.values()].flatMap(({ id }) => [`${id}.db`, `${id}.json`])
    remove(names.filter((one) => !kept.includes(one)).map((one) => join(directory, one)))
  }

  #pathOf(id: string, ending = 'db'): string {
    return join(this.#options.directory, `${id}.${ending}`)
  }

  /**
   * What a desk may take in the place of a copy by pages; nothing where there is none that fits. Where it pays and none
   * is fresh, one is made for those who come after.
   * @param start what its copy begins with
   */
  offer(start: {
    readonly epoch: string
    readonly position: number
    readonly hall: { readonly id: string }
    readonly counts: Readonly<Record<string, number>>
  }): HallFileOffer | undefined {
    const rows = Object.values(start.counts).reduce((sum, count) => sum + count, 0)
    if (rows < (this.#options.worth ?? WORTH_A_FILE)) return undefined
    const file = this.#files.get(start.hall.id)
    // A database that was set back without a word has a feed that the file is ahead of.
    const fits = file?.epoch === start.epoch && file.schema === DESK_SCHEMA && file.position <= start.position
    const age = fits ? this.#options.now() - file.madeAt : Infinity
    if (age > FRESH) this.#want(start.hall.id)
    if (!fits || age > Math.min(SHOWN, (this.#options.feedDays ?? FEED_DAYS) / 2) * DAY) return undefined
    return {
      id: file.id,
      key: file.key,
      bytes: file.bytes,
      position: file.position,
      rows: file.rows,
      schema: file.schema,
    }
  }

  /** What lies here, whole. */
  list(): readonly HallFile[] {
    return [...this.#files.values()]
  }

  /** A piece of a hall's file, from a byte on; nothing where it isn't here any more. */
  async read(hall: string, id: string, from: number): Promise<Uint8Array | undefined> {
    const file = this.#files.get(hall)
    if (file?.id !== id) return undefined
    const handle = await open(this.#pathOf(id), 'r')
    try {
      const most = this.#options.piece ?? PIECE
      const piece = Buffer.alloc(Math.max(0, Math.min(most, file.bytes - from)))
      const { bytesRead } = await handle.read(piece, 0, piece.length, from)
      return piece.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  }

  #want(hall: string): void {
    if (this.#isClosed || this.#waiting.has(hall)) return
    this.#waiting.add(hall)
    this.#made = this.#made
      .then(() => this.#make(hall))
      .catch((error: unknown) => {
        if (!this.#isClosed) process.stderr.write(`hall file: ${faultLine(error)}\n`)
      })
      .finally(() => this.#waiting.delete(hall))
  }

  async #make(hall: string): Promise<void> {
    if (this.#isClosed) return
    const [id, now] = [newId(), this.#options.now()]
    const order = { id, hall, file: this.#pathOf(id, 'new'), key: randomBytes(32).toString('hex'), now }
    try {
      const facts = await this.#run({ ...order, database: this.#options.database })
      const file: HallFile = { ...facts, id, hall, key: order.key, bytes: syncFile(order.file), madeAt: now }
      const factsFile = this.#pathOf(id, 'json.new')
      writeFileSync(factsFile, JSON.stringify(file), { mode: 0o600, flush: true })
      renameSync(order.file, this.#pathOf(id))
      renameSync(factsFile, this.#pathOf(id, 'json'))
      this.#keep(file)
    } finally {
      remove(['new', 'json.new'].map((ending) => this.#pathOf(id, ending)))
    }
  }

  /** The newest of a hall takes the place of the one before. */
  #keep(file: HallFile): void {
    const before = this.#files.get(file.hall)
    const [newer, older] = before !== undefined && before.madeAt > file.madeAt ? [before, file] : [file, before]
    this.#files.set(file.hall, newer)
    if (older === undefined) return
    remove(['json', 'db'].map((ending) => this.#pathOf(older.id, ending)))
  }

  #run(order: MakerOrder): Promise<HallFileFacts> {
    return new Promise((resolve, reject) => {
      const program = join(import.meta.dirname, 'maker.ts')
      const child = execFile(process.execPath, [program], { encoding: 'utf8' }, (error, said, complaint) => {
        this.#making = undefined
        if (error === null) resolve(JSON.parse(said) as HallFileFacts)
        else reject(new Error(`the maker ended: ${complaint.slice(-2_000)}`, { cause: error }))
      })
      this.#making = child
      // Whoever is waiting at a counter comes first.
      if (child.pid !== undefined) setPriority(child.pid, 10)
      child.stdin?.end(JSON.stringify(order))
    })
  }

  /** Ends what is being made; what is whole stays for the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#making?.kill()
    await this.#made
  }
}

/** What is known of a file; nothing where a full disk or a power cut kept that from being written. */
function readFacts(path: string): HallFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as HallFile
  } catch {
    return undefined
  }
}

/** What can't be removed, because somebody has it open, is when the service starts again. */
function remove(paths: readonly string[]): void {
  try {
    for (const path of paths) rmSync(path, { force: true })
  } catch (error) {
    process.stderr.write(`hall file: ${faultLine(error)}\n`)
  }
}

/** Has a file on the disk for good, and gives its bytes. */
function syncFile(path: string): number {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
    return fstatSync(descriptor).size
  } finally {
    closeSync(descriptor)
  }
}
