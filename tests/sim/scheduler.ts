import { BEGINNING, realTurn } from './platform.ts'
import type { Life } from './life.ts'

interface Appointment {
  readonly at: number
  readonly order: number
  /** Whose work it is; with its life it falls away. */
  readonly life: Life | undefined
  readonly work: () => unknown
}

/** The one clock of a story and everything appointed on it; whatever is due happens in one order for one seed. */
export class Scheduler {
  #now = BEGINNING
  #order = 0
  #moves = 0
  #appointments: Appointment[] = []
  readonly #busy = new Set<Promise<unknown>>()
  /** Whose work runs now: timers and requests that it makes are its own. */
  current: Life | undefined

  get now(): number {
    return this.#now
  }

  /** Something happened: who waits for quiet waits on. */
  readonly moved = (): void => {
    this.#moves++
  }

  /** Appoints work for the life that runs now, or for one that is given. Gives what cancels it. */
  after(delay: number, work: () => unknown, life: Life | undefined = this.current): () => void {
    const appointment = { at: this.#now + Math.max(0, Math.round(delay)), order: ++this.#order, life, work }
    this.#appointments.push(appointment)
    this.moved()
    return () => {
      this.#appointments = this.#appointments.filter((one) => one !== appointment)
    }
  }

  /** Work that a life has begun, and that is over when the promise is, or with the life. */
  async during<Value>(work: Promise<Value>): Promise<Value> {
    this.#busy.add(work)
    try {
      return await work
    } finally {
      this.#busy.delete(work)
    }
  }

  /** What a dead life had begun will never end. */
  forget(): void {
    this.#busy.clear()
  }

  /** When something happens next; never, when nothing is appointed. */
  get nextAt(): number {
    return this.#appointments.reduce((soonest, { at }) => Math.min(soonest, at), Infinity)
  }

  /** Time passes until then, in which nothing is appointed. */
  advance(at: number): void {
    this.#now = Math.max(this.#now, at)
  }

  /** Goes on to the next appointment and does everything that follows from it at the same moment. */
  async step(): Promise<void> {
    let next: Appointment | undefined
    for (const one of this.#appointments)
      if (next === undefined || one.at < next.at || (one.at === next.at && one.order < next.order)) next = one
    if (next === undefined) throw new Error('nothing will ever happen again')
    this.#appointments = this.#appointments.filter((one) => one !== next)
    this.#now = next.at
    if (next.life?.dead === true) return
    await this.run(next.life, next.work)
  }

  /** Runs work for a life until nothing moves any more. */
  async run(life: Life | undefined, work: () => unknown): Promise<void> {
    this.current = life
    const done = work()
    if (done instanceof Promise) done.catch(() => undefined)
    let quiet = 0
    for (let turns = 0; quiet < 2 || this.#busy.size > 0; turns++) {
      const moves = this.#moves
      await realTurn()
      quiet = moves === this.#moves ? quiet + 1 : 0
      if (turns > 100_000) throw new Error('something moves without end')
    }
    this.current = undefined
  }
}
