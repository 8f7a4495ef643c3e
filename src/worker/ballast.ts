import { randomBytes } from 'node:crypto'
import { existsSync, rmSync, statfsSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** As much as the log, the outbox and days of drafts need while nothing else has room. */
export const BALLAST_BYTES = 16 * 1024 * 1024
const CHUNK = 256 * 1024

/**
 * A file that only takes up room, to be given away when the disk is full: even deleting rows needs room then
 * (TRUST-4). Its bytes are random, since some disks store zeros as nothing.
 */
export class Ballast {
  readonly #directory: string
  readonly #file: string
  readonly bytes: number

  constructor(directory: string, bytes: number = BALLAST_BYTES) {
    this.#directory = directory
    this.#file = join(directory, 'desk.ballast')
    this.bytes = bytes
  }

  /** How many bytes this user may still write on the disk. */
  free(): number {
    const { bavail, bsize } = statfsSync(this.#directory)
    return bavail * bsize
  }

  isThere(): boolean {
    return existsSync(this.#file) && statSync(this.#file).size === this.bytes
  }

  /** Makes the file, if as much room as it takes is left beside it. */
  async make(): Promise<void> {
    if (this.isThere() || this.free() < 2 * this.bytes) return
    const beside = `${this.#file}.new`
    try {
      const handle = await open(beside, 'w', 0o600)
      try {
        for (let left = this.bytes; left > 0; left -= CHUNK) await handle.write(randomBytes(Math.min(left, CHUNK)))
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(beside, this.#file)
    } catch {
      // Somebody else took the room meanwhile; it is tried again later.
      await rm(beside, { force: true })
    }
  }

  release(): void {
    for (const file of [this.#file, `${this.#file}.new`]) rmSync(file, { force: true })
  }
}
