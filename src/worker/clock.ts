import { uptime } from 'node:os'
import { MINUTE, type Instant } from '../domain/kernel/instant.ts'

/** Where a desk's time comes from; a test hands in its own. */
export interface TimeSources {
  /** What the PC's clock shows; anybody may set it. */
  wall(): Instant
  /** Milliseconds since some moment, never back, whatever the PC's clock shows. */
  elapsed(): number
}

const startedUp = uptime() * 1000
const startedTicks = performance.now()
/** The uptime counts whole seconds on some systems; only a difference beyond that is sleep. */
const SLEEP = 2_000

/**
 * Milliseconds since this thread began, sleep of the PC included: the ticks of some systems stand still while it
 * sleeps, and a desk put to sleep unlocked must not wake up unlocked.
 */
export function elapsedAwakeOrAsleep(): number {
  const ticks = performance.now() - startedTicks
  const up = uptime() * 1000 - startedUp
  return up > ticks + SLEEP ? up : ticks
}

const SYSTEM: TimeSources = { wall: () => Date.now(), elapsed: elapsedAwakeOrAsleep }

/** What an answer's way and a quartz may differ by; more is a clock that somebody set wrong. */
const DRIFT = MINUTE

/** A clock that somebody set: seen at the start, while the desk ran, or by what the central said. */
export interface ClockJump {
  readonly seen: 'start' | 'running' | 'central'
  /** Milliseconds forward, or back. */
  readonly by: number
}

/**
 * The desk's time: once the central was heard it is the central's, run on by ticks that nobody can set; before, it
 * starts at the PC's clock, yet never earlier than the newest instant this desk wrote down (sync.md, clock). Setting
 * the PC's clock while the desk runs changes nothing, and time never runs back, but for one case: hearing the central
 * undoes what a wrong clock at the start did. Otherwise one morning with a wrong year would date this desk's work,
 * and hold its sign-ins, for years.
 */
export class DeskClock {
  readonly #sources: TimeSources
  #base: Instant
  #since: number
  #newest: Instant
  /** How far the PC's clock is from the ticks; it moves when somebody sets it. */
  #wallAhead: number
  #jumps: ClockJump[] = []

  /** @param newest the instant of the last thing this desk wrote down. */
  constructor(newest: Instant, sources: TimeSources = SYSTEM) {
    this.#sources = sources
    this.#base = Math.max(sources.wall(), newest)
    this.#newest = this.#base
    this.#since = sources.elapsed()
    this.#wallAhead = sources.wall() - sources.elapsed()
    this.#note('start', Math.min(sources.wall() - newest, 0))
  }

  #note(seen: ClockJump['seen'], by: number): void {
    if (Math.abs(by) > DRIFT) this.#jumps.push({ seen, by: Math.round(by) })
  }

  /** The jumps since this was last asked, for the audit. They move nothing here but the record of them. */
  takeJumps(): readonly ClockJump[] {
    const wallAhead = this.#sources.wall() - this.#sources.elapsed()
    this.#note('running', wallAhead - this.#wallAhead)
    this.#wallAhead = wallAhead
    const jumps = this.#jumps
    this.#jumps = []
    return jumps
  }

  /** Takes back what couldn't be written down, for the next time it is asked. */
  keepJumps(jumps: readonly ClockJump[]): void {
    this.#jumps = [...jumps, ...this.#jumps]
  }

  now(): Instant {
    this.#newest = Math.max(this.#newest, this.#base + Math.floor(this.elapsed() - this.#since))
    return this.#newest
  }

  /** Milliseconds of this run of the program, for waiting and for idling; no instant. */
  elapsed(): number {
    return this.#sources.elapsed()
  }

  /** The central's time as just heard. */
  tie(centralNow: Instant): void {
    this.#note('central', centralNow - this.now())
    if (this.now() - centralNow > DRIFT) this.#newest = centralNow
    this.#base = centralNow
    this.#since = this.elapsed()
  }
}
