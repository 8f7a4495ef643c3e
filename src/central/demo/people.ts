import type { DocumentTypeId } from '../../domain/document/document-types.ts'
import { idCardTermYears } from '../../domain/document/validity.ts'
import type { Validity } from '../../domain/document/validity.ts'
import { addDays, addMonthsClamped, ageOn } from '../../domain/kernel/calendar.ts'
import type { CivilDate } from '../../domain/kernel/instant.ts'
import { DAY, HOUR } from '../../domain/kernel/instant.ts'
import { basicsOf, LATIN_NAMED, personIdOf } from './basics.ts'
import { IdentityNumbers } from './identity-numbers.ts'
import type { Body } from './identity-numbers.ts'
import { drawChineseName, drawForeignName } from './names.ts'
import type { Phones } from './phones.ts'
import { drawAddress, drawBirthplace } from './places.ts'
import { hallOf, recordedAt, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { Weighted } from './random.ts'
import type { Random } from './random.ts'
import type { PersonDocumentRow, PersonRow } from './rows.ts'

/** Levels by OP-08: 1 declared, 2 phone proved, 3 captured without a face, 4 captured with one. */
const levels: Readonly<Record<string, Weighted<number>>> = {
  A0: new Weighted([
    [3, 8],
    [4, 2],
  ]),
  A1: new Weighted([
    [3, 6],
    [4, 4],
  ]),
  A2: new Weighted([
    [4, 74],
    [3, 17],
    [2, 6],
    [1, 3],
  ]),
  A3: new Weighted([
    [1, 6],
    [2, 4],
  ]),
  A4: new Weighted([
    [4, 7],
    [3, 3],
  ]),
}

const channels = new Weighted([
  ['hall', 55],
  ['app', 35],
  ['core', 10],
])

/** The validity printed on an identity card of someone this old: by law from the age, a few of them run out. */
function cardValidity(random: Random, today: CivilDate, birth: CivilDate): Validity {
  const expired = random.chance(0.06)
  for (let years = expired ? 20 : random.below(20); years >= 0; years -= 1) {
    const start = addDays(addMonthsClamped(today, -12 * years), -random.between(0, 360))
    const term = idCardTermYears(ageOn(birth, start))
    if (term === null) return { kind: 'long-term', start }
    const end = addMonthsClamped(start, 12 * term)
    if (expired ? end < today && ageOn(birth, start) >= 0 : end >= today) return { kind: 'custom', start, end }
  }
  return { kind: 'custom', start: addMonthsClamped(today, -12), end: addMonthsClamped(today, 12 * 9) }
}

function validityOf(random: Random, plan: Plan, type: DocumentTypeId, birth: CivilDate): Validity {
  if (type === 'resident-id') return cardValidity(random, plan.today, birth)
  const years = type.startsWith('work-permit') ? 2 : type.endsWith('residence') ? 5 : 10
  const start = addDays(plan.today, -random.between(30, years * 372))
  return { kind: 'custom', start, end: addMonthsClamped(start, 12 * years) }
}

function credentialOf(random: Random, plan: Plan, accountState: string) {
  if (accountState === 'A0' || accountState === 'A4') return { state: 'K0', voidAt: null }
  if (accountState === 'A1') return { state: 'K1', voidAt: null }
  if (accountState === 'A3' || !random.chance(0.03)) return { state: 'K2', voidAt: null }
  // Reset at the counter within the last two days; what was set more than 24 hours ago is void (OP-06).
  return { state: 'K3', voidAt: plan.now + DAY - random.below(48) * HOUR }
}

/** Makes people one by one, each from the index alone. */
export class People {
  readonly #plan: Plan
  readonly #numbers: IdentityNumbers
  readonly #phones: Phones

  constructor(plan: Plan, phones: Phones) {
    this.#plan = plan
    this.#numbers = new IdentityNumbers(plan)
    this.#phones = phones
  }

  /** The beginning of a person's stream, in the order `personAt` goes on with: name, birth, number. */
  #identity(index: number, random: Random, type: DocumentTypeId) {
    const body: Body = this.#numbers.bodyOf(index, 18 + Math.floor((random.unit() + random.unit()) * 28))
    const foreign = LATIN_NAMED.has(type) ? drawForeignName(random) : undefined
    const { name, letters } = foreign ?? drawChineseName(random, body.sex)
    const place = drawBirthplace(random, hallOf(index))
    const number = this.#numbers.numberOf(type, index, body, random, place, foreign?.from.country ?? 'CHN')
    return { body, name, letters, number, nationality: foreign?.from.nationality ?? '中国' }
  }

  /** Name and document number only, for rows that copy them. */
  nameAt(index: number): { readonly name: string; readonly number: string } {
    const { name, number } = this.#identity(
      index,
      streamOf(this.#plan, STREAM.person, index),
      basicsOf(this.#plan, index).documentType,
    )
    return { name, number }
  }

  personAt(index: number): PersonRow {
    const plan = this.#plan
    const { documentType, accountState } = basicsOf(plan, index)
    const random = streamOf(plan, STREAM.person, index)
    const { body, name, letters, number, nationality } = this.#identity(index, random, documentType)
    // From a stream of its own: how many draws it takes depends on the day.
    const validity = validityOf(streamOf(plan, STREAM.validity, index), plan, documentType, body.birth)
    const credential = credentialOf(random, plan, accountState)
    const level = levels[accountState]?.draw(random) ?? 1
    const recorded = recordedAt(plan, STREAM.person, index)
    const username = accountState === 'A2' && random.chance(0.2) ? `${letters}${index + 1000}` : null
    const address = drawAddress(random, hallOf(index).division)
    return {
      id: personIdOf(plan, index),
      hall_id: hallOf(index).id,
      name,
      document_type: documentType,
      document_number: number,
      sex: body.sex,
      nationality,
      birth: body.birth,
      account_state: accountState,
      credential_state: credential.state,
      credential_void_at: credential.voidAt,
      level,
      username,
      username_changed_at:
        username !== null && random.chance(0.3) ? recorded + Math.floor(random.unit() * (plan.now - recorded)) : null,
      email: random.chance(0.25) ? `${letters}${index + 1000}@example.com` : null,
      contact_address: random.chance(0.5) ? address : null,
      residence: level >= 3 ? address : null,
      validity_kind: validity.kind,
      validity_start: validity.start,
      validity_end: validity.kind === 'custom' ? validity.end : null,
      ...this.#capture(index, random, level, recorded),
      portrait_id: null,
      version: 1,
      updated_at: recorded,
    }
  }

  /** The real-name record: who has level 3 or more was captured; some lack the scene photo (R-SUP-03). */
  #capture(index: number, random: Random, level: number, recorded: number) {
    if (level < 3) return { captured_at: null, capture_channel: null, captured_phone: null, has_scene_photo: 0 }
    const present = this.#phones.defaultNumberOf(index)
    const captured = random.chance(0.93) ? present : `139${random.digits(8)}`
    return {
      captured_at: recorded,
      capture_channel: channels.draw(random),
      captured_phone: captured,
      has_scene_photo: random.chance(level === 4 ? 0.96 : 0.2) ? 1 : 0,
    }
  }

  /** The main document, and for a few a passport beside it (R-REG-18). */
  documentsOf(person: PersonRow, index: number): PersonDocumentRow[] {
    const main = {
      person_id: person.id,
      document_type: person.document_type,
      document_number: person.document_number,
      is_main: 1,
      added_at: person.updated_at,
      version: 1,
    }
    if (person.document_type !== 'resident-id' || person.account_state !== 'A2' || index % 67 !== 5) return [main]
    const passport = { document_type: 'chinese-passport', document_number: this.#numbers.secondPassportOf(index) }
    return [main, { ...main, ...passport, is_main: 0 }]
  }
}
