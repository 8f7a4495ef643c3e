import type { Instant } from '../../domain/kernel/instant.ts'
import { DAY } from '../../domain/kernel/instant.ts'
import { basicsOf, personIdOf } from './basics.ts'
import { makeId, recordedAt, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { Shuffle, Weighted } from './random.ts'
import type { Random } from './random.ts'
import type { PhoneRow } from './rows.ts'

const PREFIXES = [
  '130',
  '131',
  '132',
  '135',
  '136',
  '137',
  '138',
  '139',
  '147',
  '150',
  '151',
  '152',
  '155',
  '156',
  '158',
  '159',
  '166',
  '170',
  '173',
  '176',
  '177',
  '178',
  '180',
  '182',
  '185',
  '186',
  '187',
  '188',
  '189',
  '198',
]

/** How many numbers a person holds, R-PHN-06; the few with none are the ones that come to the counter. */
const counts = new Weighted([
  [1, 800],
  [2, 130],
  [3, 25],
  [0, 45],
])

/** A row takes this much room in the plan's numbering. */
const PER_PERSON = 4

interface Held {
  readonly numbers: readonly string[]
  readonly defaultIndex: number
}

/**
 * Phones by R-PHN: no number has two holders, whoever holds any has exactly one default, and a number taken over
 * by its later holder stays behind, emptied, with the earlier one (R-PHN-01).
 */
export class Phones {
  readonly #plan: Plan
  readonly #numbers: Shuffle

  constructor(plan: Plan) {
    this.#plan = plan
    this.#numbers = new Shuffle(plan.seed, STREAM.phoneNumber, PREFIXES.length * 100_000_000)
  }

  #numberAt(slot: number): string {
    const value = this.#numbers.at(slot)
    const prefix = PREFIXES[Math.floor(value / 100_000_000)] ?? '138'
    return prefix + String(value % 100_000_000).padStart(8, '0')
  }

  #held(index: number, random: Random): Held {
    const { accountState } = basicsOf(this.#plan, index)
    // The numbers of a deregistered person are free (OP-18).
    const count = accountState === 'A4' ? 0 : counts.draw(random)
    const numbers = Array.from({ length: count }, (_, place) => this.#numberAt(index * PER_PERSON + place))
    return { numbers, defaultIndex: random.below(Math.max(1, count)) }
  }

  /** The number codes are sent to, if the person holds any. */
  defaultNumberOf(index: number): string | null {
    const { numbers, defaultIndex } = this.#held(index, streamOf(this.#plan, STREAM.phone, index))
    return numbers[defaultIndex] ?? null
  }

  phonesOf(index: number): PhoneRow[] {
    const random = streamOf(this.#plan, STREAM.phone, index)
    const { numbers, defaultIndex } = this.#held(index, random)
    const verifiedAt = recordedAt(this.#plan, STREAM.person, index)
    const rows = numbers.map((number, place) =>
      this.#row(index, place, { number, state: 'bound', isDefault: place === defaultIndex, at: verifiedAt }),
    )
    const last = this.#lastRow(index, random, numbers.length, verifiedAt)
    return last === undefined ? rows : [...rows, last]
  }

  /** One more row for some: a number taken over by the next person, or one recorded at a counter without a code. */
  #lastRow(index: number, random: Random, place: number, verifiedAt: Instant): PhoneRow | undefined {
    const { accountState } = basicsOf(this.#plan, index)
    if (accountState === 'A4') return undefined
    if (random.chance(place === 0 ? 0.6 : 0.02)) {
      const taken = this.defaultNumberOf((index + 1) % this.#plan.people)
      if (taken === null) return undefined
      return this.#row(index, place, { number: taken, state: 'emptied', isDefault: false, at: verifiedAt })
    }
    if (!random.chance(0.01)) return undefined
    const number = this.#numberAt(index * PER_PERSON + PER_PERSON - 1)
    return this.#row(index, place, { number, state: 'unverified', isDefault: false, at: verifiedAt })
  }

  #row(
    index: number,
    place: number,
    facts: { readonly number: string; readonly state: string; readonly isDefault: boolean; readonly at: Instant },
  ): PhoneRow {
    return {
      id: makeId(this.#plan, STREAM.phone, index * PER_PERSON + place, facts.at),
      person_id: personIdOf(this.#plan, index),
      number: facts.number,
      state: facts.state,
      is_default: facts.isDefault ? 1 : 0,
      verified_at: facts.state === 'unverified' ? null : facts.at,
      emptied_at: facts.state === 'emptied' ? Math.min(this.#plan.now, facts.at + 200 * DAY) : null,
      version: 1,
    }
  }
}
