import { Weighted } from './random.ts'
import type { Random } from './random.ts'
import {
  DOTTED_FIRST,
  DOTTED_SECOND,
  FEMALE_CHARACTERS,
  FOREIGNERS,
  MALE_CHARACTERS,
  RARE_CHARACTERS,
  RARE_SURNAMES,
  SHARED_CHARACTERS,
  SURNAMES,
} from './words.ts'
import type { Foreigner } from './words.ts'

export interface DrawnName {
  readonly name: string
  /** Small ASCII letters of the surname, the beginning of a username. */
  readonly letters: string
}

const surnames = new Weighted(SURNAMES.map((surname) => [surname, surname.share]))

function drawGivenName(random: Random, sex: 'male' | 'female'): string {
  const own = sex === 'male' ? MALE_CHARACTERS : FEMALE_CHARACTERS
  const last = random.pick(own)
  if (random.chance(0.18)) return last
  const middle = random.pick(random.chance(0.45) ? SHARED_CHARACTERS : own)
  return middle + last
}

/** Mostly common names, with the ones that break weak programs: rare characters, rare surnames, dots. */
export function drawChineseName(random: Random, sex: 'male' | 'female'): DrawnName {
  const surname = surnames.draw(random)
  const roll = random.unit()
  if (roll < 0.012) return { name: `${random.pick(DOTTED_FIRST)}·${random.pick(DOTTED_SECOND)}`, letters: 'ay' }
  if (roll < 0.016) return { name: random.pick(RARE_SURNAMES) + drawGivenName(random, sex), letters: 'rs' }
  if (roll < 0.034) {
    const rare = random.pick(RARE_CHARACTERS)
    const given = random.chance(0.5) ? rare : rare + random.pick(SHARED_CHARACTERS)
    return { name: surname.characters + given, letters: surname.pinyin }
  }
  return { name: surname.characters + drawGivenName(random, sex), letters: surname.pinyin }
}

/** A foreigner's name as the passport prints it, surname first. */
export function drawForeignName(random: Random): DrawnName & { readonly from: Foreigner } {
  const from = random.pick(FOREIGNERS)
  const surname = random.pick(from.surnames)
  const letters = surname
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/gu, '')
  return { name: `${surname} ${random.pick(from.givenNames)}`, letters, from }
}
