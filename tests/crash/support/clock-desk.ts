import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallInput, CallName } from '../../../src/contract/registry.ts'
import type { Envelope } from '../../../src/contract/envelope.ts'
import { sql } from '../../../src/storage/database.ts'
import type { TimeSources } from '../../../src/worker/clock.ts'
import { startDesk, type RunningDesk } from '../../../src/worker/start.ts'
import { PASSWORD, startCentral, type TestCentral } from '../../support/central.ts'
import { openRoad, type Road } from '../../support/road.ts'
import { cheapVerifier } from './cheap.ts'
import { plantedDocument } from './typed.ts'

/** A central in a world whose time only the test moves. */
export interface World {
  readonly central: TestCentral
  readonly road: Road
  now: number
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const time = { now: Date.UTC(2026, 8, 10, 2) }
  const central = await startCentral({ now: () => time.now })
  const road = await openRoad(central.url)
  const close = async () => {
    await road.close()
    await central.close()
  }
  return Object.assign(time, { central, road, close })
}

/** A real desk on a PC whose clock anybody may set. */
export class ClockDesk {
  readonly #world: World
  readonly #sources: TimeSources
  readonly #data: { directory: string; databaseKey: string; centralUrl: string }
  #running: RunningDesk | undefined
  #ticks = 1_000
  /** How far the PC's clock is off. */
  skew = 0

  private constructor(world: World, directory: string, isCareless: boolean) {
    this.#world = world
    this.#data = { directory, databaseKey: randomBytes(32).toString('hex'), centralUrl: world.road.url }
    const wall = () => world.now + this.skew
    // The control takes the PC's clock for its ticks, as a program does that knows no other.
    this.#sources = { wall, elapsed: isCareless ? wall : () => this.#ticks }
  }

  /** Enrols a new desk and signs in its clerk. */
  static async open(world: World, isCareless: boolean): Promise<ClockDesk> {
    const desk = new ClockDesk(world, await mkdtemp(join(tmpdir(), 'hall-clock-')), isCareless)
    await desk.#start()
    await desk.call('session.enrol', { code: await world.central.enrolmentCode('h1'), name: '1号窗口' })
    await desk.signIn()
    await desk.#cheapen()
    return desk
  }

  get running(): RunningDesk {
    if (this.#running === undefined) throw new Error('the desk is closed')
    return this.#running
  }

  async #start(): Promise<void> {
    this.#running = await startDesk(this.#data, () => undefined, { time: this.#sources })
  }

  /** Waits until nothing is under way, so that no answer is years on its way. */
  async rest(): Promise<void> {
    while (['pushing', 'pulling'].includes(this.running.link.facts().phase)) await sleep(5)
  }

  /** Five minutes here are five minutes everywhere. */
  async pass(milliseconds: number): Promise<void> {
    await this.rest()
    this.#world.now += milliseconds
    this.#ticks += milliseconds
  }

  async restart(): Promise<void> {
    await this.running.close()
    this.#ticks = 1_000
    await this.#start()
  }

  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Envelope<unknown>> {
    return this.running.server.answer(name, input)
  }

  /** Receives somebody by a document. @returns the visit's id */
  async receive(): Promise<string> {
    const met = { by: 'document', documentType: 'resident-id', number: plantedDocument(), name: '关山月' } as const
    const envelope = await this.call('visit.start', { met })
    if (envelope.kind !== 'ok') throw new Error(JSON.stringify(envelope))
    return (envelope.value as { visitId: string }).visitId
  }

  /** `in`, or why not. */
  async signIn(password: string = PASSWORD): Promise<string> {
    return wordOf(await this.call('session.sign-in', { login: 'clerk-h1', password }), 'in')
  }

  /** A verifier of the same password at a cost that a test can pay dozens of times. */
  async #cheapen(): Promise<void> {
    const verifier = await cheapVerifier(this.#data.databaseKey)
    await this.running.desk.database.write((db) => db.run(sql('update offline_verifier set verifier = ?', [verifier])))
  }

  async close(): Promise<void> {
    await this.#running?.close()
    this.#running = undefined
    await rm(this.#data.directory, { recursive: true, force: true })
  }
}

/** What became of a call, in one word. */
export function wordOf(envelope: Envelope<unknown>, good: string): string {
  switch (envelope.kind) {
    case 'ok':
      return good
    case 'refused':
      return envelope.refusal.code
    case 'fault':
      return envelope.fault.reason ?? envelope.fault.code
  }
}
