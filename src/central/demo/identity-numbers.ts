import type { DocumentTypeId } from '../../domain/document/document-types.ts'
import { idNumberChecksum } from '../../domain/document/id-number.ts'
import { addDays } from '../../domain/kernel/calendar.ts'
import type { CivilDate } from '../../domain/kernel/instant.ts'
import { STREAM } from './plan.ts'
import type { Plan } from './plan.ts'
import { Shuffle } from './random.ts'
import type { Random } from './random.ts'

/**
 * Numbers that are valid and that no two people share, without a list of those given out: from the index follow the
 * serial (and so the sex), the day of the year and the year of birth modulo eight. Whatever else is drawn, two
 * people differ in one of the three.
 */
const SERIALS = 999
const DAYS = 365
const YEAR_CLASSES = 8

export interface Body {
  readonly birth: CivilDate
  readonly sex: 'male' | 'female'
  /** The eleven digits from birth to serial. */
  readonly middle: string
}

export class IdentityNumbers {
  readonly #slots: Shuffle
  readonly #foreign: Shuffle
  readonly #year: number

  constructor(plan: Plan) {
    this.#slots = new Shuffle(plan.seed, STREAM.idNumber, SERIALS * DAYS * YEAR_CLASSES)
    this.#foreign = new Shuffle(plan.seed, STREAM.foreignNumber, 100_000_000)
    this.#year = Number(plan.today.slice(0, 4))
  }

  /** Birth, sex and serial of a person who is an adult of the age drawn, up to seven years more. */
  bodyOf(index: number, age: number): Body {
    const slot = this.#slots.at(index)
    const serial = (slot % SERIALS) + 1
    const rest = Math.floor(slot / SERIALS)
    const yearClass = Math.floor(rest / DAYS)
    const wanted = this.#year - 1 - age
    const year = wanted - ((wanted - yearClass + 8 * 1000) % YEAR_CLASSES)
    const birth = String(year) + addDays('2001-01-01', rest % DAYS).slice(4)
    const middle = birth.replaceAll('-', '') + String(serial).padStart(3, '0')
    return { birth, sex: serial % 2 === 1 ? 'male' : 'female', middle }
  }

  /** The number of a document of this type. `place` is a resident's division, `country` a foreigner's three letters. */
  numberOf(type: DocumentTypeId, index: number, body: Body, random: Random, place: string, country: string): string {
    const eight = String(this.#foreign.at(index)).padStart(8, '0')
    const withChecksum = (first6: string) => first6 + body.middle + idNumberChecksum(first6 + body.middle)
    switch (type) {
      case 'resident-id':
        return withChecksum(place)
      case 'hk-macao-residence':
        return withChecksum(random.chance(0.85) ? '810000' : '820000')
      case 'taiwan-residence':
        return withChecksum('830000')
      case 'foreign-permanent-residence':
        return random.chance(0.5) ? `${country}2101${eight}` : withChecksum('921410')
      case 'hk-macao-permit':
        return (random.chance(0.85) ? 'H' : 'M') + eight
      case 'taiwan-permit':
        return eight
      case 'chinese-passport':
        return `E${eight}`
      case 'foreign-passport':
        return `${country.slice(0, 1)}${eight}`
      case 'work-permit-a':
      case 'work-permit-b':
      case 'work-permit-c':
        return `172100${eight}`
      case 'other':
        return `外侨证字${eight}号`
    }
  }

  /** A second document beside the main one; its numbers begin beyond every index. */
  secondPassportOf(index: number): string {
    return `E${String(this.#foreign.at(10_000_000 + index)).padStart(8, '0')}`
  }
}
