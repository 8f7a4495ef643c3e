import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { chanceOf } from '../support/soak.ts'

/** What a line may do to the bytes between a desk and its central. */
export const FAULTS = ['offline', 'delay', 'slow', 'cut', 'half-close', 'duplicate', 'corrupt'] as const
export type Fault = (typeof FAULTS)[number]

/** A line with faults that are switched on and off; what it hits is decided by a seed. */
export interface FaultyLine {
  readonly url: string
  /** How often each fault struck. */
  readonly hits: Readonly<Record<Fault, number>>
  isOn(fault: Fault): boolean
  /** Switching off ends the connections that a fault has spoiled, as a line is reset once it is mended. */
  set(fault: Fault, on: boolean): void
  close(): Promise<void>
}

/** How likely a piece of bytes is hit while a fault is on. */
const LIKELY = 0.3
const DELAY_MOST_MS = 1_500
const SLOW = { bytes: 2_048, everyMs: 50 }

/** One connection: the desk's side, the central's, and what the desk said since it was last answered. */
interface Pair {
  readonly near: Socket
  readonly far: Socket
  asked: Buffer[]
  spoiled: boolean
}

class Line {
  readonly hits = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>
  readonly on = new Set<Fault>()
  readonly #target: { readonly host: string; readonly port: number }
  readonly #chance: () => number
  readonly #pairs = new Set<Pair>()

  constructor(target: URL, seed: number) {
    this.#target = { host: target.hostname, port: Number(target.port) }
    this.#chance = chanceOf(seed)
  }

  take(near: Socket): void {
    if (this.on.has('offline')) {
      this.hits.offline++
      near.destroy()
      return
    }
    const pair: Pair = { near, far: connect(this.#target), asked: [], spoiled: false }
    this.#pairs.add(pair)
    const end = () => {
      this.#pairs.delete(pair)
      pair.near.destroy()
      pair.far.destroy()
    }
    for (const socket of [pair.near, pair.far]) socket.on('error', end).on('close', end)
    this.#carry(pair, pair.near, pair.far)
    this.#carry(pair, pair.far, pair.near)
  }

  reset(which: (pair: Pair) => boolean = () => true): void {
    for (const pair of this.#pairs)
      if (which(pair)) {
        pair.near.destroy()
        pair.far.destroy()
      }
  }

  /** Pieces go one after the other, however long one is held up. */
  #carry(pair: Pair, from: Socket, to: Socket): void {
    let last: Promise<void> = Promise.resolve()
    from.on('data', (piece: Buffer) => {
      last = last.then(() => this.#pass(pair, piece, to)).catch(() => undefined)
    })
    from.on('end', () => {
      last = last.then(() => {
        to.end()
      })
    })
  }

  async #pass(pair: Pair, given: Buffer, to: Socket): Promise<void> {
    const isAsking = to === pair.far
    if (isAsking) pair.asked.push(given)
    else this.#askTwice(pair)
    const piece = this.#strikes('corrupt') ? this.#flip(pair, given) : given
    if (this.on.has('delay')) await this.#hold()
    if (this.#strikes('cut')) {
      pair.near.destroy()
      pair.far.destroy()
      return
    }
    if (!isAsking && this.#strikes('half-close')) {
      pair.spoiled = true
      to.end(piece.subarray(0, piece.length >> 1))
      return
    }
    if (this.on.has('slow')) await this.#drip(piece, to)
    else to.write(piece)
  }

  #strikes(fault: Fault): boolean {
    if (!this.on.has(fault) || this.#chance() >= LIKELY) return false
    this.hits[fault]++
    return true
  }

  #flip(pair: Pair, given: Buffer): Buffer {
    const piece = Buffer.from(given)
    const place = Math.floor(this.#chance() * piece.length)
    piece[place] = (piece[place] ?? 0) ^ (1 << Math.floor(this.#chance() * 8))
    pair.spoiled = true
    return piece
  }

  /** The request arrives a second time by a way of its own; nobody waits for its answer. */
  #askTwice(pair: Pair): void {
    const asked = Buffer.concat(pair.asked)
    pair.asked = []
    if (asked.length === 0 || !this.#strikes('duplicate')) return
    const twin = connect(this.#target)
    twin.on('error', () => undefined)
    twin.on('data', () => twin.destroy())
    twin.write(asked)
  }

  async #hold(): Promise<void> {
    this.hits.delay++
    await sleep(this.#chance() * DELAY_MOST_MS)
  }

  async #drip(piece: Buffer, to: Socket): Promise<void> {
    this.hits.slow++
    for (let at = 0; at < piece.length; at += SLOW.bytes) {
      to.write(piece.subarray(at, at + SLOW.bytes))
      await sleep(SLOW.everyMs)
    }
  }

  mend(): void {
    this.reset((pair) => pair.spoiled)
  }
}

/** Opens a line to a central on this machine. @param seed decides what the faults hit */
export async function openFaultyLine(centralUrl: string, seed: number): Promise<FaultyLine> {
  const line = new Line(new URL(centralUrl), seed)
  const server = createServer({ allowHalfOpen: true }, (near) => {
    line.take(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${String(port)}`,
    hits: line.hits,
    isOn: (fault) => line.on.has(fault),
    set: (fault, on) => {
      if (on) line.on.add(fault)
      else if (line.on.delete(fault)) line.mend()
      if (fault === 'offline' && on) line.reset()
    },
    close: () =>
      new Promise((resolve) => {
        line.reset()
        server.close(() => {
          resolve()
        })
      }),
  }
}
