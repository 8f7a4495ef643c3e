import type { Instant } from '../domain/kernel/instant.ts'

/**
 * The desk's time: never earlier than the last instant it used, whatever somebody does to the PC's clock, and
 * tied to the central's at every contact (sync.md, clock).
 */
export class DeskClock {
  #highWater: Instant
  /** Central time minus this PC's wall clock, once heard. */
  #offset: number | undefined
  readonly #startedAt: Instant
  readonly #startedTicks = performance.now()

  /** @param highWater the newest instant this desk has ever written down. */
  constructor(highWater: Instant) {
    this.#highWater = highWater
    this.#startedAt = Math.max(Date.now(), highWater)
  }

  now(): Instant {
    const monotonic = this.#startedAt + Math.floor(performance.now() - this.#startedTicks)
    // Once the central's time is known it rules; until then the monotonic clock guards against a wall set back.
    const present = this.#offset === undefined ? Math.max(Date.now(), monotonic) : this.centralTime()
    this.#highWater = Math.max(this.#highWater, present)
    return this.#highWater
  }

  /** The central's time as well as this desk can tell; may run back, so it only dates requests. */
  centralTime(): Instant {
    return Date.now() + (this.#offset ?? 0)
  }

  /** The central's time as just heard. */
  tie(centralNow: Instant): void {
    this.#offset = centralNow - Date.now()
  }
}
