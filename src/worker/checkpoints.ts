import { faultLine } from '../sync/fault-line.ts'

/** After the last write … */
const REST_MS = 4_000
/** … or, where writing never rests, after the first one since. */
const LATEST_MS = 20_000

/**
 * Brings the log into the database soon after something was written, and empties it: deleted rows are overwritten in
 * the database, but an older version of their page lies in the log until then (TRUST-11).
 */
export class Checkpoints {
  readonly #checkpoint: () => Promise<void>
  readonly #failed: (error: unknown) => unknown
  #timer: ReturnType<typeof setTimeout> | undefined
  #since: number | undefined

  /** @param failed told why one could not be made; the next one makes up for it */
  constructor(checkpoint: () => Promise<void>, failed: (error: unknown) => unknown) {
    this.#checkpoint = checkpoint
    this.#failed = failed
  }

  written(): void {
    const now = performance.now()
    this.#since ??= now
    clearTimeout(this.#timer)
    const wait = Math.max(0, Math.min(REST_MS, this.#since + LATEST_MS - now))
    this.#timer = setTimeout(() => {
      this.#since = undefined
      this.#checkpoint().catch((error: unknown) => {
        process.stderr.write(`checkpoint: ${faultLine(this.#failed(error))}\n`)
      })
    }, wait)
    this.#timer.unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
