import { Random, Weighted } from '../central/demo/random.ts'
import { STREAM, type Cast } from './cast.ts'

/** What people of the town do. */
export const DEED_KINDS = [
  'announce-firm',
  'register',
  'register-again',
  'bind-firm',
  'log-in',
  'log-in-at-firm',
  'mistype',
  'qr-log-in',
  'lock-out',
  'unlock-by-face',
  'forget-password',
  'change-password',
  'add-number',
  'default-number',
  'delete-number',
  'number-changes-hands',
  'recover-number',
  'set-username',
  'set-address',
  'set-email',
  'state-validity',
  'raise-level',
  'add-staff',
  'add-stranger',
  'withdraw-staff',
  'answer-requests',
  'apply',
  'answer-applications',
  'confirm-core',
  'freeze-staff',
  'unfreeze-staff',
  'manage-staff',
  'delete-staff',
  'make-identity',
  'unbind',
  'clear-history',
  'switch-identities',
  'deregister',
  'enter-client',
  'enter-project',
  'stuff-credentials',
  'join-many-firms',
  'take-over',
] as const
export type DeedKind = (typeof DEED_KINDS)[number]

/** One errand, as it is meant before anybody knows what will come of it. */
export interface Deed {
  readonly kind: DeedKind
  /** Hour of the day, with a fraction. */
  readonly hour: number
  /** Who does it, by place in the cast. */
  readonly person: number
  /** Whom else it is about. */
  readonly other: number
  /** Which firm it is about. */
  readonly firm: number
  /** Chance of its own, for whatever is decided on the way: the plan is all the chance there is. */
  readonly chance: number
}

export interface Day {
  readonly day: number
  readonly deeds: readonly Deed[]
}

/** Whether anybody has this errand, or managers of a firm alone. */
const ERRANDS: readonly (readonly [kind: DeedKind, weight: number, who: 'anybody' | 'manager'])[] = [
  ['log-in', 5, 'anybody'],
  ['log-in-at-firm', 4, 'anybody'],
  ['mistype', 1.6, 'anybody'],
  ['qr-log-in', 0.8, 'anybody'],
  ['lock-out', 0.5, 'anybody'],
  ['forget-password', 0.7, 'anybody'],
  ['change-password', 0.5, 'anybody'],
  ['add-number', 0.6, 'anybody'],
  ['default-number', 0.3, 'anybody'],
  ['delete-number', 0.3, 'anybody'],
  ['number-changes-hands', 0.4, 'anybody'],
  ['recover-number', 0.4, 'anybody'],
  ['set-username', 0.5, 'anybody'],
  ['set-address', 0.4, 'anybody'],
  ['set-email', 0.3, 'anybody'],
  ['state-validity', 0.3, 'anybody'],
  ['raise-level', 0.2, 'anybody'],
  ['register-again', 0.2, 'anybody'],
  ['apply', 1, 'anybody'],
  ['answer-requests', 2, 'anybody'],
  ['unbind', 0.2, 'anybody'],
  ['clear-history', 0.3, 'anybody'],
  ['switch-identities', 0.8, 'anybody'],
  ['deregister', 0.12, 'anybody'],
  ['add-staff', 5, 'manager'],
  ['add-stranger', 0.5, 'manager'],
  ['withdraw-staff', 1, 'manager'],
  ['answer-applications', 2.5, 'manager'],
  ['confirm-core', 2, 'manager'],
  ['freeze-staff', 1, 'manager'],
  ['unfreeze-staff', 0.8, 'manager'],
  ['manage-staff', 1, 'manager'],
  ['delete-staff', 1, 'manager'],
  ['make-identity', 0.6, 'manager'],
]
const errandsOf = (who: readonly string[]) =>
  new Weighted(ERRANDS.filter((errand) => who.includes(errand[2])).map(([kind, weight]) => [kind, weight] as const))
const ANYBODY = errandsOf(['anybody'])
const MANAGER = errandsOf(['anybody', 'manager'])

/** Of those who are in the town, this many have an account after the first morning; the others come day by day. */
const AT_ONCE = 0.85

/** What happens to somebody in the town, one after the other round and round: so much a day for every so many people. */
const INCIDENTS: readonly DeedKind[] = [
  'lock-out',
  'take-over',
  'number-changes-hands',
  'join-many-firms',
  'deregister',
  'withdraw-staff',
  'apply',
  'freeze-staff',
  'answer-requests',
  'unlock-by-face',
  'recover-number',
  'register-again',
  'clear-history',
  'set-username',
  'forget-password',
  'raise-level',
]
const PEOPLE_AN_INCIDENT = 6
/** Passwords from elsewhere are tried on the town every fourth night, first on the second. */
const STUFFING = { first: 1, every: 4, hour: 3 }
const NIGHT_INCIDENTS: ReadonlySet<DeedKind> = new Set(['take-over', 'lock-out'])

/**
 * What everybody means to do on each day, from the seed alone: the same seed plans the same town, whatever the
 * central answers. Managers bind their firms on the first day, so that there is something to do on the others.
 */
export function planDays(cast: Cast, { seed, days }: { readonly seed: number; readonly days: number }): Day[] {
  return Array.from({ length: days }, (_, day) => {
    const deeds = [...arrivals(cast, seed, day, days), ...errands(cast, seed, day, days), ...incidents(cast, seed, day)]
    // Sorting is stable, so deeds of one hour stay in the order they were thought of.
    return { day, deeds: deeds.toSorted((one, other) => one.hour - other.hour) }
  })
}

function deedOf(cast: Cast, random: Random, kind: DeedKind, person: number, hour: number, firm?: number): Deed {
  return {
    kind,
    hour,
    person,
    other: random.below(cast.people.length),
    firm: firm ?? random.below(cast.firms.length),
    chance: random.unit(),
  }
}

/** The day somebody comes: most on the first. */
const arrivalOf = (seed: number, person: number, days: number): number => {
  const random = new Random(seed, STREAM.errand, 1_000_000 + person)
  return random.chance(AT_ONCE) ? 0 : random.below(days)
}

function arrivals(cast: Cast, seed: number, day: number, days: number): Deed[] {
  const random = new Random(seed, STREAM.day, day * 2)
  const coming = cast.people.filter((one) => arrivalOf(seed, one.index, days) === day)
  const deeds = coming.map((one) => deedOf(cast, random, 'register', one.index, 6 + random.unit() * 3))
  if (day > 0) return deeds
  for (const firm of cast.firms) {
    // Some registrations of firms come before their people are here, some after.
    deeds.push(deedOf(cast, random, 'announce-firm', firm.manager, 5 + random.unit() * 4, firm.index))
    for (const person of new Set([firm.manager, firm.finance]))
      deeds.push(deedOf(cast, random, 'bind-firm', person, 9.5 + random.unit(), firm.index))
    // A firm's first days are spent on its people.
    for (let left = random.between(1, 2); left > 0; left--)
      deeds.push(deedOf(cast, random, 'add-staff', firm.manager, 10.5 + random.unit(), firm.index))
    deeds.push(deedOf(cast, random, 'confirm-core', firm.manager, 10.5 + random.unit(), firm.index))
    deeds.push(deedOf(cast, random, 'answer-requests', firm.finance, 21 + random.unit(), firm.index))
  }
  return deeds
}

function errands(cast: Cast, seed: number, day: number, days: number): Deed[] {
  const firmOf = new Map(
    cast.firms.flatMap((firm) => [
      [firm.finance, firm.index],
      [firm.manager, firm.index],
    ]),
  )
  const here = cast.people.filter((one) => arrivalOf(seed, one.index, days) <= day)
  return here.flatMap((one) => {
    const random = new Random(seed, STREAM.errand, day * cast.people.length + one.index)
    const own = firmOf.get(one.index)
    let left = Math.floor(one.errands) + (random.chance(one.errands % 1) ? 1 : 0)
    const deeds: Deed[] = []
    for (; left > 0; left--) {
      const kind = (own === undefined ? ANYBODY : MANAGER).draw(random)
      const hour = one.night && random.chance(0.4) ? 0.5 + random.unit() * 4 : 11 + random.unit() * 10
      deeds.push(deedOf(cast, random, kind, one.index, hour, own))
    }
    return deeds
  })
}

function incidents(cast: Cast, seed: number, day: number): Deed[] {
  const random = new Random(seed, STREAM.day, day * 2 + 1)
  const deeds: Deed[] = []
  const add = (kind: DeedKind, hour: number, firm?: number) => {
    const person = firm === undefined ? random.below(cast.people.length) : (cast.firms[firm]?.manager ?? 0)
    deeds.push(deedOf(cast, random, kind, person, hour, firm))
  }
  for (let left = 1 + random.below(2); left > 0; left--) {
    add('enter-client', 9 + random.unit() * 8)
    add('enter-project', 9 + random.unit() * 8)
  }
  const count = Math.ceil(cast.people.length / PEOPLE_AN_INCIDENT)
  for (let place = 0; place < count; place++) {
    const kind = INCIDENTS[(day * count + place) % INCIDENTS.length] ?? 'lock-out'
    const hour = NIGHT_INCIDENTS.has(kind) && random.chance(0.5) ? 23 : 12 + random.unit() * 8
    add(kind, hour, kind.endsWith('-staff') ? random.below(cast.firms.length) : undefined)
  }
  if (day % STUFFING.every === STUFFING.first) add('stuff-credentials', STUFFING.hour)
  return deeds
}
