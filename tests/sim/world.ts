import BetterSqlite3 from 'better-sqlite3'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createBareApp } from '../../src/central/app.ts'
import { newId, sha256 } from '../../src/central/crypto.ts'
import type { CentralDeps } from '../../src/central/deps.ts'
import { FEED_DAYS, keepFeedInOrder } from '../../src/central/feed-keeping.ts'
import { retryHeld } from '../../src/central/retry-held.ts'
import { deskRoutes } from '../../src/central/routes.ts'
import type { SealingKeys } from '../../src/central/sealed-box.ts'
import { standInGateways } from '../../src/central/stand-ins/services.ts'
import { liaoning } from '../../src/domain/policy/profiles.ts'
import { FeedLog } from '../../src/storage/feed-log.ts'
import type { Work } from '../../src/storage/rows.ts'
import { startDesk, type RunningDesk } from '../../src/worker/start.ts'
import { cheapPasswords } from '../support/cheap-passwords.ts'
import { Life } from './life.ts'
import { Network, type Fate, type Host } from './network.ts'
import { BEGINNING } from './platform.ts'
import { clerkOf, DESKS } from './scene.ts'
import { Scheduler } from './scheduler.ts'

/** One desk of a story, through all its lives. */
export interface SimulatedDesk {
  readonly number: number
  readonly name: string
  readonly file: string
  /** Whose identity it has: its own, or for a copied disk the original's. */
  readonly identity: number
  hall: string
  /** What its PC's clock is off by. */
  skew: number
  life: Life
  /** Nothing while the plug is out. */
  running: RunningDesk | undefined
}

/** An act that a desk said was recorded. */
export interface Recorded {
  readonly desk: number
  readonly commandId: string
  readonly seq: number
  readonly name: string
}

const SEALING: SealingKeys = { publicKey: '', privateKey: '' }
const CENTRAL_URL = 'http://central.invalid'

/** One central, its desks, the network between them and their one clock, on files of their own. */
export class World {
  readonly scheduler = new Scheduler()
  readonly network: Network
  readonly desks: SimulatedDesk[] = []
  readonly recorded: Recorded[] = []
  readonly withdrawn = new Set<string>()
  /** Acts of a desk that was carried away since: their pictures stayed with the central, what became of them was told there. */
  readonly leftBehind = new Set<string>()
  readonly log: string[] = []
  readonly directory: string
  fateOf: (desk: number, told: string) => Fate = () => ({ there: 10, back: 10 })
  centralLife: Life
  #began = BEGINNING
  #host: (Host & { readonly deps: CentralDeps }) | undefined

  private constructor(parent: string) {
    this.directory = mkdtempSync(join(parent, 'world-'))
    this.centralLife = this.#begin('the central')
    this.network = new Network(
      this.scheduler,
      () => this.#host,
      (client, told) => this.fateOf(this.desks.find(({ life }) => life === client)?.number ?? 0, told),
      (line) => this.tell(line),
    )
  }

  /** Copies a scene and starts everything in it; `made` hears of the world before anything runs. */
  static async open(scene: string, parent: string, made: (world: World) => void): Promise<World> {
    const world = new World(parent)
    made(world)
    copyFileSync(join(scene, 'central.db'), world.centralFile)
    await world.startCentral()
    for (const [number, hall] of DESKS.entries()) {
      const file = join(world.directory, `desk-${String(number)}.db`)
      copyFileSync(join(scene, `desk-${String(number)}.db`), file)
      world.addDesk(number, hall, file, number)
      await world.startDesk(number)
    }
    return world
  }

  get centralFile(): string {
    return join(this.directory, 'central.db')
  }

  get now(): number {
    return this.scheduler.now
  }

  /** Milliseconds since the story began. */
  get elapsed(): number {
    return this.now - this.#began
  }

  /** The story begins now. */
  begin(): void {
    this.#began = this.now
    this.log.length = 0
  }

  /** Seconds since the story began, for telling. */
  get clock(): string {
    return (this.elapsed / 1000).toFixed(1)
  }

  tell(line: string): void {
    this.log.push(`${this.clock} ${line}`)
  }

  addDesk(number: number, hall: string, file: string, identity: number): void {
    const copied = identity === number ? '' : ` (a copy of desk ${String(identity + 1)})`
    const name = `desk ${String(number + 1)}${copied}`
    const life = new Life(
      name,
      () => undefined,
      () => undefined,
    )
    life.end()
    this.desks[number] = { number, name, file, identity, hall, skew: 0, life, running: undefined }
  }

  #begin(name: string): Life {
    return new Life(name, (life) => this.#mourn(life), this.scheduler.moved)
  }

  #mourn(life: Life): void {
    this.tell(`${life.name}: the plug is out`)
    if (life === this.centralLife) {
      this.#host = undefined
      this.network.cut()
      this.scheduler.forget()
      return
    }
    const desk = this.desks.find((one) => one.life === life)
    if (desk !== undefined) desk.running = undefined
  }

  async startCentral(): Promise<void> {
    const life = this.#begin('the central')
    this.centralLife = life
    const database = life.open(this.centralFile)
    const services = { database, now: () => this.scheduler.now, newId }
    const deps: CentralDeps = {
      ...services,
      ...{ sha256, policy: liaoning, sealing: SEALING, signing: SEALING, gateways: standInGateways(services) },
      ...{ passwords: cheapPasswords, appKey: '', coreKey: '' },
    }
    await this.scheduler.run(life, async () => {
      const app = createBareApp(deps)
      await this.scheduler.during(Promise.resolve(app.register(deskRoutes(deps)).ready()))
      this.#host = { life, app, deps }
      retryHeld(deps)
      keepFeedInOrder(deps, FEED_DAYS)
    })
  }

  async startDesk(number: number): Promise<void> {
    const desk = this.getDesk(number)
    const life = this.#begin(desk.name)
    desk.life = life
    const data = { directory: this.directory, databaseKey: '00'.repeat(32), centralUrl: CENTRAL_URL }
    const time = { wall: () => this.now + desk.skew, elapsed: () => this.now - BEGINNING }
    await this.scheduler.run(life, async () => {
      const running = await startDesk(data, () => undefined, {
        database: life.open(desk.file),
        time,
        network: () => '',
      })
      const operator = { ...clerkOf(desk.identity), hallId: desk.hall }
      running.desk.session = { operator, locked: false, lastTouched: running.desk.clock.elapsed() }
      desk.running = running
    })
  }

  getDesk(number: number): SimulatedDesk {
    const desk = this.desks[number]
    if (desk === undefined) throw new Error(`there is no desk ${String(number + 1)}`)
    return desk
  }

  /** Does something at the central itself, as its own parts do; nothing while it is down. */
  async atCentral(work: (deps: CentralDeps) => Promise<unknown>): Promise<void> {
    const host = this.#host
    if (host === undefined) return
    await this.scheduler.run(host.life, () => work(host.deps))
  }

  /** One transaction of the central with its feed. */
  async change(work: (work: Work) => Promise<unknown>): Promise<void> {
    await this.atCentral((deps) =>
      deps.database.write(async (db) => {
        const log = new FeedLog()
        await work({ db, log })
        await log.flush(db, this.now)
      }),
    )
  }

  get isCentralUp(): boolean {
    return this.#host !== undefined
  }

  /** The central's files as they are now, for a later restore; and the restore, which begins another epoch. */
  backUp(): void {
    this.centralLife.writer.pragma('wal_checkpoint(truncate)')
    copyFileSync(this.centralFile, `${this.centralFile}.backup`)
  }

  async restore(epoch: string): Promise<void> {
    this.centralLife.die()
    for (const end of ['-wal', '-shm']) rmSync(this.centralFile + end, { force: true })
    copyFileSync(`${this.centralFile}.backup`, this.centralFile)
    // As `--restored` does, before anybody is answered.
    const file = new BetterSqlite3(this.centralFile)
    file.prepare("update central_state set value = ? where name = 'feed-epoch'").run(epoch)
    file.close()
    await this.startCentral()
  }

  close(): void {
    for (const { life } of this.desks) if (!life.dead) life.end()
    if (!this.centralLife.dead) this.centralLife.end()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
