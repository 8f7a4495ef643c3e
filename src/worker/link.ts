import { networkInterfaces } from 'node:os'
import type { SessionState } from '../contract/session.ts'
import { appendAudit } from '../storage/audit.ts'
import { sql } from '../storage/database.ts'
import { noteFailedSending } from '../storage/outbox.ts'
import { REPLICATED } from '../storage/rows.ts'
import type { LinkEvent, LinkState } from '../sync/machine.ts'
import { START, step } from '../sync/machine.ts'
import { faultLine } from '../sync/fault-line.ts'
import { auditChainOf, type Desk } from './desk.ts'
import { Denied, Unreachable } from './http.ts'
import type { Copying } from './copying.ts'
import { BeginsAnew } from './hall-file/copy-whole.ts'
import { dropFetched } from './hall-file/files.ts'
import { forgetHall } from './mirror.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { findSetting } from './settings.ts'

type LinkFacts = SessionState['link']

const TICK_MS = 500

/** The central's words for a device that a person has to look at. */
const BARRING = new Set([
  'device-unknown',
  'device-revoked',
  'device-quarantined',
  'forked',
  'bad-signature',
  'different-content',
])

/** The central is there and gave no usable answer to what was sent, such as a picture too heavy for the line. */
const UNANSWERED = 'unanswered'

/**
 * Keeps the desk and the central together: a round sends the outbox, then takes over what is new. When to go
 * and how long to wait is the pure machine's business (sync/machine.ts); this only does what it says. Nothing on
 * the desk ever waits for a round.
 */
export class Link {
  readonly #desk: Desk
  readonly #lookAtNetwork: () => string
  #network: string
  #state: LinkState = START
  #online = false
  #asOf: number | null = null
  #copying: Copying | undefined
  #barredBy: string | undefined
  /** The central's word for why it doesn't take what this desk sends, or doesn't answer it. */
  #blockedBy: string | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #round: Promise<void> = Promise.resolve()
  #wokenMeanwhile = false
  #stopped = false

  /** @param network what the PC's network looks like; a change of it while rounds fail is worth a try at once */
  constructor(desk: Desk, network: () => string = ownAddresses) {
    this.#desk = desk
    this.#lookAtNetwork = network
    this.#network = network()
  }

  async start(): Promise<void> {
    this.#asOf = (await this.#desk.database.read((db) => findSetting<number>(db, 'as-of'))) ?? null
    this.#timer = setInterval(() => {
      this.#meet({ kind: this.#hasNewNetwork() ? 'wake' : 'tick', now: this.#now() })
    }, TICK_MS)
  }

  /** Ends after the round that runs; no further one begins. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopped = true
    await this.#round
  }

  #hasNewNetwork(): boolean {
    if (this.#state.phase !== 'failing') return false
    const before = this.#network
    this.#network = this.#lookAtNetwork()
    return this.#network !== before
  }

  /** Something is there to send, the network is back, or a clerk asks. */
  wake(): void {
    this.#wokenMeanwhile = true
    this.#meet({ kind: 'wake', now: this.#now() })
  }

  facts(): LinkFacts {
    return {
      online: this.#online,
      phase: this.#state.phase,
      asOf: this.#asOf,
      ...(this.#copying === undefined ? {} : { copying: this.#copying }),
      ...(this.#barredBy === undefined ? {} : { barred: this.#barredBy }),
      ...(this.#blockedBy === undefined ? {} : { blocked: this.#blockedBy }),
    }
  }

  /** Rounds are timed by ticks: a PC whose clock was set back would else rest until its clock is where it was. */
  #now(): number {
    return this.#desk.clock.elapsed()
  }

  #meet(event: LinkEvent): void {
    if (this.#stopped) return
    const before = this.#state.phase
    this.#state = step(this.#state, event)
    // A step begins only where the machine enters `pushing`; that can't happen while another round runs.
    if (before !== 'pushing' && this.#state.phase === 'pushing') this.#round = this.#run()
  }

  async #run(): Promise<void> {
    if (this.#desk.enrolment === undefined) return this.#meet({ kind: 'failed', now: this.#now(), chance: 1 })
    this.#wokenMeanwhile = false
    await this.#noteJumps()
    try {
      const epoch = await this.#findEpoch()
      const { isAnswered, trouble } = await this.#push()
      const isSentBack = trouble?.code === 'must-refetch'
      // Sent back to copy first is progress, not a fault.
      this.#blockedBy = isSentBack ? undefined : trouble?.code
      if (isAnswered) this.#setOnline(true)
      this.#meet({ kind: 'pushed', now: this.#now() })
      this.#asOf = await pull(this.#desk, (copying) => {
        this.#copying = copying
        this.#setOnline(true)
        this.#desk.tell('sync-changed', {})
      })
      this.#copying = undefined
      this.#setOnline(true)
      await this.#endSessionOfLeaver()
      // Sent back to copy first, and it has: what waits goes up in a round that follows at once.
      if (isSentBack && (await this.#findEpoch()) !== epoch) this.#wokenMeanwhile = true
      else if (trouble !== undefined) throw trouble
      this.#blockedBy = undefined
      this.#barredBy = undefined
      this.#meet({ kind: 'pulled', now: this.#now() })
    } catch (error) {
      await this.#fail(error)
    }
    this.#desk.tell('sync-changed', {})
    if (this.#wokenMeanwhile && this.#state.phase === 'resting') this.#meet({ kind: 'wake', now: this.#now() })
  }

  #findEpoch(): Promise<string | undefined> {
    return this.#desk.database.read((db) => findSetting<string>(db, 'epoch'))
  }

  /**
   * Sends the outbox. What the central won't take holds up nothing but itself: it is given back, to be met once the
   * desk has read what is new (sync.md: reads never wait for a blocked upload).
   */
  async #push(): Promise<{ readonly isAnswered: boolean; readonly trouble?: Denied }> {
    try {
      return { isAnswered: await push(this.#desk) }
    } catch (error) {
      if (error instanceof Denied && !BARRING.has(error.code)) return { isAnswered: true, trouble: error }
      // What can't be sent may be too heavy for the line, or too much for the central; whether it can be reached at all
      // is seen by reading.
      if (error instanceof Unreachable) return { isAnswered: false, trouble: new Denied(502, UNANSWERED, undefined) }
      throw error
    }
  }

  async #fail(error: unknown): Promise<void> {
    // Another link goes on where this one ends, on the desk that is opened now.
    if (error instanceof BeginsAnew) return
    this.#copying = undefined
    const code = error instanceof Denied ? error.code : undefined
    this.#blockedBy = code
    this.#setOnline(!(error instanceof Unreachable))
    if (code !== undefined && BARRING.has(code)) {
      if (code === 'device-revoked') await this.#forget()
      this.#barredBy = code
      this.#meet({ kind: 'barred' })
      return
    }
    // No answer is the network's trouble, or told by the central's own log.
    if (!(error instanceof Unreachable) && code !== UNANSWERED) logFault(error)
    const failed = { kind: 'failed', now: this.#now(), chance: Math.random() } as const
    await this.#noteWait(step(this.#state, failed).dueAt - failed.now)
    this.#meet(failed)
  }

  /** A clock that was set is an event of the audit, whether the central can be reached or not (SYNC-CLOCK). */
  async #noteJumps(): Promise<void> {
    const { clock, database, session } = this.#desk
    const jumps = clock.takeJumps()
    if (jumps.length === 0) return
    try {
      await database.write(async (db) => {
        for (const { seen, by } of jumps)
          await appendAudit(db, auditChainOf(this.#desk), {
            at: clock.now(),
            actor: { kind: 'system', source: 'clock' },
            action: 'clock.jump',
            subjects: session === undefined ? [] : [session.operator.staffId],
            detail: { seen, by },
          })
      })
    } catch (error) {
      clock.keepJumps(jumps)
      logFault(error)
    }
  }

  /**
   * A device that is no hall's any more has nothing to show and takes nothing on: the hall's rows go, whoever works here
   * is signed out, and what was recorded or begun here stays.
   */
  async #forget(): Promise<void> {
    const { database, tell } = this.#desk
    this.#desk.session = undefined
    tell('session-changed', { state: 'signed-out' })
    try {
      await database.write(forgetHall)
      if (this.#desk.wholeCopies !== undefined) dropFetched(this.#desk.wholeCopies.directory)
      this.#asOf = null
      tell('rows-changed', { tables: Object.keys(REPLICATED) })
    } catch (error) {
      logFault(error)
    }
  }

  /** Whoever was transferred, or works no more, is signed out by the round that brings the news (TRUST-24). */
  async #endSessionOfLeaver(): Promise<void> {
    const { session, database, tell } = this.#desk
    if (session === undefined) return
    const staff = await database.read((db) => db.all<{ id: string; state: string }>(sql('select id, state from staff')))
    const own = staff.find(({ id }) => id === session.operator.staffId)
    if (staff.length === 0 || own?.state === 'active') return
    this.#desk.session = undefined
    tell('session-changed', { state: 'signed-out' })
  }

  /** Tells the outbox when what waits there is sent again. */
  async #noteWait(wait: number): Promise<void> {
    const { database, clock, tell } = this.#desk
    try {
      const waiting = await database.write((db) => noteFailedSending(db, clock.now() + wait))
      if (waiting > 0) tell('rows-changed', { tables: ['outbox'] })
    } catch (error) {
      // A full disk must not end the rounds: it is the next one's trouble too, and everybody's who writes.
      logFault(error)
    }
  }

  #setOnline(online: boolean): void {
    if (online === this.#online) return
    this.#online = online
    this.#desk.tell('sync-changed', {})
  }
}

/** The addresses this PC has; a cable that is plugged in again brings them back. */
function ownAddresses(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => (some ?? []).map(({ address }) => address))
  return addresses.toSorted().join(' ')
}

function logFault(error: unknown): void {
  process.stderr.write(`sync fault ${faultLine(error)}\n`)
}
