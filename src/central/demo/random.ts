/**
 * Chance for the demo jurisdiction: the same seed gives the same world on every machine and in every order.
 *
 * Each thing made (person 17, enterprise 4) draws from a stream of its own, named by seed, kind and index, so any of
 * them can be made alone and again without making those before it. The generator is sfc32 (Chris Doty-Humphrey's
 * "small fast counting", 128 bits of state, passes PractRand); the state comes from murmur3's finaliser. Not for
 * secrets.
 */

/** Murmur3's 32-bit finaliser: a bijection that spreads every bit over all others. */
function scramble(value: number): number {
  let mixed = value | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** A 32-bit number that depends on all three and on nothing else; for fixed seed and kind no two indexes share one. */
export function hash32(seed: number, kind: number, index: number): number {
  return scramble(scramble(scramble(seed ^ 0x9e3779b9) + kind) ^ scramble(index + 0x7f4a7c15))
}

export class Random {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor(seed: number, kind: number, index: number) {
    this.#a = hash32(seed, kind, index) | 0
    this.#b = scramble(index ^ Math.imul(kind, 0x632be5ab)) | 0
    this.#c = scramble(seed + 0x51ed270b) | 0
    this.#counter = 1
    // The first rounds still show the seed; PractRand's author advises twelve.
    for (let round = 0; round < 12; round += 1) this.#next()
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }

  /** At least 0 and less than 1. */
  unit(): number {
    return this.#next() / 0x1_0000_0000
  }

  /** A whole number from 0 to `limit - 1`; for limits far below 2^32 the bias is beyond notice. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<Item>(items: ArrayLike<Item>): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  /** Decimal digits, leading zeros kept. */
  digits(count: number): string {
    let text = ''
    for (let place = 0; place < count; place += 1) text += String(this.below(10))
    return text
  }
}

/** Draws items as often as their weights say. Made once, used for every draw. */
export class Weighted<Item> {
  readonly #items: readonly Item[]
  readonly #limits: readonly number[]
  readonly #total: number

  constructor(entries: readonly (readonly [item: Item, weight: number])[]) {
    let total = 0
    this.#items = entries.map(([item]) => item)
    this.#limits = entries.map(([, weight]) => (total += weight))
    this.#total = total
  }

  draw(random: Random): Item {
    const point = random.unit() * this.#total
    let low = 0
    let high = this.#limits.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (point < (this.#limits[middle] ?? 0)) high = middle
      else low = middle + 1
    }
    const item = this.#items[low]
    if (item === undefined) throw new Error('nothing to draw from')
    return item
  }
}

/**
 * A bijection of 0 … size-1 that looks random. It hands out numbers that must differ (ID numbers, phones, codes)
 * without remembering those already given: the index is mixed inside the smallest power of two that holds the size,
 * and mixed again as long as it falls outside the size, which a bijection always leaves after a few steps.
 */
export class Shuffle {
  readonly #size: number
  readonly #mask: number
  readonly #shift: number
  readonly #offset: number
  readonly #factors: readonly [number, number]

  /** `size` at most 2^32. */
  constructor(seed: number, kind: number, size: number) {
    const bits = Math.max(2, Math.ceil(Math.log2(size)))
    this.#size = size
    this.#mask = bits === 32 ? -1 : 2 ** bits - 1
    this.#shift = bits >> 1
    this.#offset = hash32(seed, kind, 0)
    // Odd factors are invertible modulo a power of two.
    this.#factors = [hash32(seed, kind, 1) | 1, hash32(seed, kind, 2) | 1]
  }

  at(index: number): number {
    if (index < 0 || index >= this.#size) throw new Error(`only ${this.#size} different numbers can be given out`)
    let value = index
    do value = this.#mix(value)
    while (value >= this.#size)
    return value
  }

  #mix(value: number): number {
    let mixed = (value + this.#offset) & this.#mask
    for (const factor of this.#factors) {
      mixed = Math.imul(mixed ^ (mixed >>> this.#shift), factor) & this.#mask
    }
    return (mixed ^ (mixed >>> this.#shift)) >>> 0
  }
}
