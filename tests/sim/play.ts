import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../../src/storage/database.ts'
import { perform } from './acts.ts'
import { checkAll, isForked, rowsOf } from './checks.ts'
import { endOfTrouble, fatesOf, forgetFeed, makeMove, placeDesk } from './faults.ts'
import { Mirror } from './mirror.ts'
import { playMachine, realNow } from './platform.ts'
import { DESKS } from './scene.ts'
import { COPY, STORY_LASTS, tellEvent, type StoryEvent } from './story.ts'
import { World, type SimulatedDesk } from './world.ts'

/** How a story ended. */
export interface Outcome {
  readonly seed: number
  /** Everything that should not be so; empty when all is well. */
  readonly breaks: readonly string[]
  /** Simulated milliseconds from the end of the last trouble until everybody was at rest. */
  readonly restAfter: number
  /** The same for the same seed and the same program. */
  readonly trace: string
  readonly log: readonly string[]
  readonly acts: number
  readonly exchanges: number
  /** Milliseconds of the machine. */
  readonly took: number
}

/** All outboxes empty and all desks at the end of their feed so long after the last trouble (sync.md). */
export const REST_WITHIN = 30_000
const GIVE_UP_AFTER = 150_000

type Errand = { readonly at: number } & (
  StoryEvent | { readonly kind: 'start-desk'; readonly desk: number } | { readonly kind: 'start-central' }
)

/** When the last trouble of a story is over; acts that come later keep nobody from resting. */
export const calmAfter = (events: readonly StoryEvent[]): number =>
  events.reduce((end, event) => {
    if (event.kind === 'network') return Math.max(end, endOfTrouble(event))
    return Math.max(end, event.at + ('lasts' in event ? event.lasts : 0))
  }, 0)

class Play {
  readonly world: World
  readonly seed: number
  readonly breaks: string[] = []
  readonly #mirror: Mirror
  #errands: Errand[]
  #epochs = 0

  constructor(world: World, events: readonly StoryEvent[], seed: number) {
    this.world = world
    this.seed = seed
    this.#errands = events.toSorted((a, b) => a.at - b.at)
    world.fateOf = fatesOf(world, events, seed)
    this.#mirror = new Mirror(world)
  }

  #later(errand: Errand): void {
    this.#errands = [...this.#errands, errand].toSorted((a, b) => a.at - b.at)
  }

  /** Lets the story go on until then. */
  async until(end: number): Promise<void> {
    const { scheduler } = this.world
    const began = this.world.now - this.world.elapsed
    while (this.world.elapsed < end) {
      const [errand] = this.#errands
      const errandAt = began + Math.min(errand?.at ?? Infinity, end)
      if (scheduler.nextAt <= errandAt) {
        await scheduler.step()
        continue
      }
      scheduler.advance(errandAt)
      if (errand === undefined || errand.at > end) return
      this.#errands.shift()
      this.#mirror.listen()
      await this.#do(errand)
      this.#look(errand)
    }
  }

  /** Holds a desk to what it was told, whenever something has happened to it. */
  #look(errand: Errand): void {
    this.#mirror.listen()
    const desk = 'desk' in errand ? this.world.desks[errand.desk] : undefined
    if (desk === undefined || errand.kind === 'network') return
    for (const wrong of this.#mirror.check(desk)) {
      this.world.tell(`!! ${wrong}`)
      this.breaks.push(wrong)
    }
  }

  async #do(errand: Errand): Promise<void> {
    const { world } = this
    if (errand.kind !== 'act' && errand.kind !== 'start-desk' && errand.kind !== 'start-central')
      world.tell(`— ${tellEvent(errand)}`)
    switch (errand.kind) {
      case 'act': {
        const desk = world.desks[errand.desk]
        if (desk?.running === undefined) return
        return world.scheduler.run(desk.life, () => perform(world, desk, errand.act, errand.pick))
      }
      case 'network':
        return
      case 'crash':
        return this.#crashDesk(errand.desk, errand.statements, errand.lasts)
      case 'central-crash':
        if (errand.statements === 0) world.centralLife.die()
        else world.centralLife.fuse = errand.statements
        return this.#later({ at: world.elapsed + errand.lasts, kind: 'start-central' })
      case 'start-desk':
        return this.#startDesk(errand.desk)
      case 'start-central':
        world.centralLife.die()
        return world.startCentral()
      case 'back-up':
        return world.isCentralUp ? world.backUp() : undefined
      case 'restore':
        await world.restore(`epoch-${String(++this.#epochs)}`)
        return placeDesk(world)
      case 'copy-disk':
        return this.#copyDisk(errand.desk)
      case 'clock':
        world.getDesk(errand.desk).skew = errand.years * 365.25 * 86_400_000
        return this.#crashDesk(errand.desk, 0, 500)
      case 'move':
        return makeMove(world, errand.move, errand.pick)
      case 'prune':
        return forgetFeed(world, errand.pick)
      case 'forget-cache':
        return this.#forgetCache(world.getDesk(errand.desk))
    }
  }

  async #crashDesk(number: number, statements: number, lasts: number): Promise<void> {
    const { life, running } = this.world.getDesk(number)
    if (running === undefined) return
    if (statements === 0) life.die()
    else life.fuse = statements
    this.#later({ at: this.world.elapsed + lasts, kind: 'start-desk', desk: number })
  }

  async #startDesk(number: number): Promise<void> {
    const { life } = this.world.getDesk(number)
    life.die()
    await this.world.startDesk(number)
    this.world.tell(`${this.world.getDesk(number).name} starts again`)
  }

  /** The disk of a desk is copied as it is, and another PC starts from the copy. */
  async #copyDisk(number: number): Promise<void> {
    const { world } = this
    if (world.desks[COPY] !== undefined) return
    const original = world.getDesk(number)
    if (original.running === undefined) return
    original.life.writer.pragma('wal_checkpoint(truncate)')
    const file = join(world.directory, 'copy.db')
    copyFileSync(original.file, file)
    world.addDesk(COPY, original.hall, file, number)
    await world.startDesk(COPY)
  }

  async #forgetCache(desk: SimulatedDesk): Promise<void> {
    await this.world.scheduler.run(desk.life, () =>
      desk.running?.desk.database.write((db) => db.run(sql("delete from setting where name in ('cursor', 'copy')"))),
    )
  }

  /** Everybody runs again, and no plug will be pulled any more. */
  async calm(): Promise<void> {
    const { world } = this
    world.centralLife.fuse = undefined
    for (const { life } of world.desks) life.fuse = undefined
    if (!world.isCentralUp) await world.startCentral()
    for (const { number, running } of world.desks) if (running === undefined) await world.startDesk(number)
  }

  /** Whether everything recorded is settled or held, and every desk stands at the end of its hall's feed. */
  isAtRest(): boolean {
    const central = this.world.centralLife.writer
    const [epoch] = rowsOf<{ value: string }>(central, "select value from central_state where name = 'feed-epoch'")
    return this.world.desks.every((desk) => this.#isTurnedAway(desk) || this.#rests(desk, epoch?.value ?? ''))
  }

  /** One of two disks with one identity; a person has to look at it, and it waits for them. */
  #isTurnedAway(desk: SimulatedDesk): boolean {
    return isForked(this.world, desk) && desk.running?.link.facts().barred !== undefined
  }

  #rests({ life, hall }: SimulatedDesk, epoch: string): boolean {
    const open = rowsOf(
      life.writer,
      "select seq from outbox where state in ('recorded', 'delivered') or (state = 'withdrawn' and settled_at is null) limit 1",
    )
    if (open.length > 0) return false
    const [row] = rowsOf<{ value: string }>(life.writer, "select value from setting where name = 'cursor'")
    if (row === undefined) return false
    const cursor = JSON.parse(row.value) as { epoch: string; seq: number }
    const [counter] = rowsOf<{ seq: number }>(
      this.world.centralLife.writer,
      'select seq from feed_counter where hall_id = ?',
      hall,
    )
    return cursor.epoch.startsWith(epoch) && cursor.seq === (counter?.seq ?? 0)
  }

  /** Waits for rest; gives how long after `since` it came, or nothing when it never came. */
  async rest(since: number): Promise<number | undefined> {
    for (let at = this.world.elapsed; at <= since + GIVE_UP_AFTER; at += 500) {
      await this.until(at)
      if (this.isAtRest()) return this.world.elapsed - since
    }
    return undefined
  }
}

const UNEXPECTED = /TypeError|SqliteError|RangeError|ReferenceError|SyntaxError/

/** Plays a story on the files of a scene, in a folder of its own beneath `parent`. */
export async function play(
  scene: string,
  parent: string,
  events: readonly StoryEvent[],
  seed: number,
): Promise<Outcome> {
  const started = realNow()
  let world: World | undefined
  const logged: string[] = []
  const restore = playMachine(
    {
      now: () => world?.now ?? 0,
      after: (delay, work) => world?.scheduler.after(delay, work) ?? (() => undefined),
      fetch: (url, init) =>
        world === undefined ? Promise.reject(new Error('no network')) : world.network.fetch(url, init),
      logged: (line) => {
        logged.push(line)
        world?.tell(`  ${line}`)
      },
    },
    seed,
  )
  try {
    world = await World.open(scene, parent, (made) => (world = made))
    return await finish(world, events, seed, logged, started)
  } finally {
    restore()
    world?.close()
  }
}

async function finish(
  world: World,
  events: readonly StoryEvent[],
  seed: number,
  logged: readonly string[],
  started: number,
): Promise<Outcome> {
  world.backUp()
  world.begin()
  const story = new Play(world, events, seed)
  const { breaks } = story
  const calmAt = calmAfter(events)
  await story.until(Math.max(calmAt, Math.min(STORY_LASTS, calmAt)))
  await story.calm()
  const calm = world.elapsed
  const restAfter = await story.rest(calm)
  if (restAfter === undefined) breaks.push('somebody never comes to rest')
  else if (restAfter > REST_WITHIN) breaks.push(`rest comes only after ${String(restAfter)} ms`)
  // What the central tries again by itself may still move something.
  await story.until(world.elapsed + 6_000)
  await story.rest(world.elapsed)
  breaks.push(...(await checkAll(world)))
  for (const line of logged) if (UNEXPECTED.test(line)) breaks.push(`a fault nobody expects: ${line.slice(0, 300)}`)
  return {
    ...{ seed, breaks, restAfter: restAfter ?? Infinity },
    trace: createHash('sha256').update(world.log.join('\n')).digest('hex'),
    log: world.log,
    acts: world.recorded.length,
    exchanges: world.log.filter((line) => / (GET|POST|PUT) /.test(line)).length,
    took: realNow() - started,
  }
}

/** Lets every desk of a raw scene copy its hall, and keeps the files as the scene that stories begin with. */
export async function ripen(raw: string, parent: string, scene: string): Promise<void> {
  let world: World | undefined
  const restore = playMachine(
    {
      now: () => world?.now ?? 0,
      after: (delay, work) => world?.scheduler.after(delay, work) ?? (() => undefined),
      fetch: (url, init) =>
        world === undefined ? Promise.reject(new Error('no network')) : world.network.fetch(url, init),
      logged: () => undefined,
    },
    1,
  )
  try {
    world = await World.open(raw, parent, (made) => (world = made))
    const story = new Play(world, [], 1)
    if ((await story.rest(0)) === undefined) throw new Error('the first copies never end')
    mkdirSync(scene, { recursive: true })
    for (const { life } of [...world.desks, { life: world.centralLife }]) life.writer.pragma('wal_checkpoint(truncate)')
    copyFileSync(world.centralFile, join(scene, 'central.db'))
    for (const number of DESKS.keys())
      copyFileSync(world.getDesk(number).file, join(scene, `desk-${String(number)}.db`))
  } finally {
    restore()
    world?.close()
  }
}
