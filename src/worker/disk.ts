import { defineRefusals } from '../domain/kernel/refusal.ts'
import { faultLine } from '../sync/fault-line.ts'
import type { Ballast } from './ballast.ts'

/** Why nothing new is recorded while the disk is full or nearly so; the words are the clerk's, there is no fault. */
export const diskRefusals = defineRefusals({
  'disk-full': { rule: 'TRUST-4', retry: true },
  'disk-short': { rule: 'TRUST-4', retry: true },
})

/** What the desk knows of the room it has. */
export interface Disk {
  /** Looks again, if there was too little. While there is, nothing new is begun; what was begun can be ended. */
  isShort(): Promise<boolean>
  /** As last seen. */
  readonly short: boolean
  /** A write has just failed for want of room: gives away what was kept for this. */
  meetFull(): void
  /** Looks at the room there is; called now and then. */
  look(): Promise<void>
}

/** For a desk whose database is no file. */
export const ENDLESS_DISK: Disk = {
  isShort: () => Promise.resolve(false),
  short: false,
  meetFull: () => undefined,
  look: () => Promise.resolve(),
}

/** Keeps the ballast while there is room, gives it away when there is none, and says which of the two it is. */
export class BallastedDisk implements Disk {
  readonly #ballast: Ballast
  readonly #changed: () => void
  #short = false
  #looking: Promise<void> = Promise.resolve()

  /** @param changed called when it begins or ends being short */
  constructor(ballast: Ballast, changed: () => void) {
    this.#ballast = ballast
    this.#changed = changed
  }

  get short(): boolean {
    return this.#short
  }

  async isShort(): Promise<boolean> {
    if (this.#short) await this.look()
    return this.#short
  }

  meetFull(): void {
    try {
      this.#ballast.release()
    } catch (error) {
      // Whoever met the full disk is told of that, not of this.
      process.stderr.write(`ballast stays: ${faultLine(error)}\n`)
    }
    this.#note(true)
  }

  /** One after the other: two would make the ballast at once. */
  look(): Promise<void> {
    const looking = this.#looking.then(async () => {
      await this.#ballast.make()
      this.#note(!this.#ballast.isThere() || this.#ballast.free() < this.#ballast.bytes)
    })
    // A look that fails is told to who asked for it; the next one sees for itself.
    this.#looking = looking.catch(() => undefined)
    return looking
  }

  #note(short: boolean): void {
    if (short === this.#short) return
    this.#short = short
    this.#changed()
  }
}
