import { creditCodeChecksum, organisationCodeChecksum } from '../../domain/enterprise/credit-code.ts'
import type { People } from './people.ts'
import { drawAddress } from './places.ts'
import { hallOf, makeId, recordedAt, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { Shuffle, Weighted } from './random.ts'
import type { Random } from './random.ts'
import type { EnterpriseRow } from './rows.ts'
import { managersOf } from './staffing.ts'
import { BRAND_CHARACTERS, COMPANY_FORMS, RARE_BRANDS, TRADES } from './words.ts'

/** Registered by market supervision (9): 1 company, 2 individual trader, 3 cooperative; 51 and 12 are others. */
type Registration = '91' | '92' | '93' | '51' | '12'

const companies = new Weighted(TRADES.filter((trade) => trade.shop !== true).map(({ name, share }) => [name, share]))
const shops = new Weighted(TRADES.filter((trade) => trade.shop === true).map(({ name, share }) => [name, share]))
const forms = new Weighted(COMPANY_FORMS)
const states = new Weighted([
  ['normal', 94],
  ['closed', 3],
  ['suspended', 3],
])

/** Letters and digits of an organisation code after `MA`, as the register counts them up. */
const COUNTING = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CODE_SPACE = COUNTING.length ** 6
/** Organisation codes of before 2015 are all digits; private firms mostly began with a seven. */
const OLD_CODES = 70_000_000
const OLD_CODE_SPACE = 10_000_000
/** Agencies are given codes from here on, so that they never meet those of enterprises. */
export const AGENCY_CODES = 10_000_000

function brand(random: Random): string {
  if (random.chance(0.01)) return random.pick(RARE_BRANDS)
  const characters = Array.from({ length: random.chance(0.75) ? 2 : 3 }, () => random.pick(BRAND_CHARACTERS))
  return characters.join('')
}

function registrationOf(random: Random, trader: boolean): Registration {
  if (trader) return '92'
  const roll = random.unit()
  if (roll < 0.03) return '93'
  if (roll < 0.04) return '51'
  return roll < 0.05 ? '12' : '91'
}

function companyName(random: Random, registration: Registration, town: string): string {
  const place = random.chance(0.7) ? town : `${town}市`
  if (registration === '93') return `${place}${brand(random)}农业专业合作社`
  if (registration === '51') return `${place}${companies.draw(random)}行业协会`
  if (registration === '12') return `${place}${brand(random)}技术服务中心`
  return `${place}${brand(random)}${companies.draw(random)}${forms.draw(random)}`
}

/** Makes credit codes that check and that no two enterprises share. */
export class CreditCodes {
  readonly #organisations: Shuffle
  readonly #oldOrganisations: Shuffle

  constructor(plan: Plan) {
    this.#organisations = new Shuffle(plan.seed, STREAM.organisation, CODE_SPACE)
    this.#oldOrganisations = new Shuffle(plan.seed, STREAM.oldOrganisation, OLD_CODE_SPACE)
  }

  /** Eight characters and their check character; before 2015 all digits, since then they begin with MA. */
  organisationAt(index: number, old: boolean): string {
    let first8: string
    if (old) first8 = String(OLD_CODES + this.#oldOrganisations.at(index))
    else {
      let rest = this.#organisations.at(index)
      first8 = 'MA'
      for (let place = 0; place < 6; place += 1) {
        first8 += COUNTING.charAt(rest % COUNTING.length)
        rest = Math.floor(rest / COUNTING.length)
      }
    }
    return first8 + organisationCodeChecksum(first8)
  }

  codeOf(registration: string, division: string, organisation: string): string {
    const first17 = registration + division + organisation
    return first17 + creditCodeChecksum(first17)
  }

  agencyCodeAt(index: number): string {
    return this.codeOf('91', hallOf(index).division, this.organisationAt(AGENCY_CODES + index, false))
  }
}

/** An enterprise's id, without making the enterprise. */
export function enterpriseIdOf(plan: Plan, index: number): string {
  return makeId(plan, STREAM.enterprise, index, recordedAt(plan, STREAM.enterprise, index))
}

/** Makes enterprises one by one, each from the index alone. */
export class Enterprises {
  readonly #plan: Plan
  readonly #people: People
  readonly #codes: CreditCodes

  constructor(plan: Plan, people: People, codes: CreditCodes) {
    this.#plan = plan
    this.#people = people
    this.#codes = codes
  }

  /** The beginning of an enterprise's stream, in the order `enterpriseAt` goes on with: kind, code, name. */
  #label(index: number, random: Random) {
    const hall = hallOf(index)
    const trader = random.chance(0.26)
    const registration = registrationOf(random, trader)
    const organisation = this.#codes.organisationAt(index, !trader && random.chance(0.12))
    const owner = trader ? this.#people.nameAt(managersOf(this.#plan, index).legalRepresentative) : undefined
    const name =
      owner === undefined
        ? companyName(random, registration, hall.companyPlace)
        : `${hall.shopPlace}${this.#shopName(random, owner.name)}${shops.draw(random)}`
    return {
      hall,
      organisation,
      owner,
      name,
      creditCode: this.#codes.codeOf(registration, hall.division, organisation),
    }
  }

  /** Name and credit code only, for rows that copy them. */
  labelAt(index: number): { readonly name: string; readonly creditCode: string } {
    const { name, creditCode } = this.#label(index, streamOf(this.#plan, STREAM.enterprise, index))
    return { name, creditCode }
  }

  enterpriseAt(index: number): EnterpriseRow {
    const random = streamOf(this.#plan, STREAM.enterprise, index)
    const { hall, organisation, owner, name, creditCode } = this.#label(index, random)
    const oldOrganisation = /^\d/.test(organisation) ? organisation : ''
    return {
      id: enterpriseIdOf(this.#plan, index),
      hall_id: hall.id,
      credit_code: creditCode,
      taxpayer_number: this.#taxpayerNumber(index, random, hall.division, oldOrganisation, owner?.number),
      name,
      state: states.draw(random),
      tax_authority: hall.tax_authority,
      address: drawAddress(random, hall.division),
      realname_state: random.chance(0.88) ? 'verified' : 'unverified',
      version: 1,
      updated_at: recordedAt(this.#plan, STREAM.enterprise, index),
    }
  }

  /** Small shops are often called after their owner, `老王`. */
  #shopName(random: Random, owner: string): string {
    const surname = Array.from(owner)[0] ?? ''
    return random.chance(0.4) && /\p{Script=Han}/u.test(surname) ? `老${surname}` : brand(random)
  }

  /**
   * What older taxpayers still know themselves by: division and organisation code, or a trader's ID number with two
   * digits that tell the owner's shops apart. Most have none.
   */
  #taxpayerNumber(index: number, random: Random, division: string, organisation: string, owner?: string) {
    if (organisation !== '') return division + organisation
    if (owner === undefined || !/^\d{17}[\dX]$/.test(owner) || !random.chance(0.1)) return null
    return owner + String(index % 100).padStart(2, '0')
  }
}
