import { addDays, beijingDate, beijingMidnight } from '../../domain/kernel/calendar.ts'
import { DAY, HOUR } from '../../domain/kernel/instant.ts'
import type { CivilDate, Instant } from '../../domain/kernel/instant.ts'
import { HALLS } from './places.ts'
import type { DemoHall } from './places.ts'
import { hash32, Random } from './random.ts'

export interface DemoOptions {
  /** Any whole number; another seed is another world. */
  readonly seed: number
  /** 100 to 1,000,000 people; everything else follows from it. */
  readonly people: number
  readonly profile: 'liaoning'
  /** Ages, validities and the log are made for this instant; nothing happened after it. */
  readonly now: Instant
}

/** Kinds of streams; a number once given stays, or every demo made from an old seed changes. */
export const STREAM = {
  person: 1,
  account: 2,
  phone: 3,
  enterprise: 4,
  managers: 5,
  relation: 6,
  agency: 7,
  project: 8,
  logDay: 9,
  incident: 10,
  idNumber: 11,
  phoneNumber: 12,
  organisation: 13,
  foreignNumber: 14,
  home: 15,
  ring: 16,
  relationRow: 17,
  agencyRow: 18,
  oldOrganisation: 19,
  validity: 20,
} as const

/** What the whole jurisdiction is made by. Everything in it is named by an index and can be made alone. */
export interface Plan extends DemoOptions {
  readonly today: CivilDate
  readonly opening: Instant
  readonly enterprises: number
  readonly agencies: number
  /** Log-ins on an average day. */
  readonly logInsADay: number
}

/** Months of log-ins: the six that are kept online for certain (OP-21) and a few days over. */
export const LOG_DAYS = 190

/**
 * The central took up work so many days ago, at Beijing midnight. A fixed day would deal all records out anew with
 * every day that passes: who is in the demo, and in which order, depends on its seed and never on the date.
 */
const OPEN_FOR_DAYS = 2_800
const OFFICE_OPENS = 8.5 * HOUR
const OFFICE_HOURS = 8 * HOUR

export function makePlan(options: DemoOptions): Plan {
  if (!Number.isInteger(options.people) || options.people < 100 || options.people > 1_000_000) {
    throw new Error('the demo jurisdiction has 100 to 1,000,000 people')
  }
  const enterprises = Math.round(options.people * 0.3)
  const today = beijingDate(options.now)
  return {
    ...options,
    today,
    opening: beijingMidnight(addDays(today, -OPEN_FOR_DAYS)),
    enterprises,
    agencies: Math.max(2, Math.round(enterprises / 120)),
    logInsADay: (options.people * 5) / LOG_DAYS,
  }
}

/** The stream of one thing. */
export function streamOf(plan: Plan, kind: number, index: number): Random {
  return new Random(plan.seed, kind, index)
}

/** Tenths of all indexes per hall, so that a thing's hall follows from its index and halls are neither made nor kept. */
const HALL_OF_TENTH = HALLS.flatMap((hall, index) => Array.from({ length: hall.tenths }, () => index))

export function hallIndexOf(index: number): number {
  return HALL_OF_TENTH[index % 10] ?? 0
}

export function hallOf(index: number): DemoHall {
  const hall = HALLS[hallIndexOf(index)]
  if (hall === undefined) throw new Error(`no hall for ${index}`)
  return hall
}

/** An index below `count` that belongs to this hall. `count` is at least 10, which every plan has of all. */
export function drawIndexIn(random: Random, hallIndex: number, count: number): number {
  const first = HALL_OF_TENTH.indexOf(hallIndex)
  const tenths = HALLS[hallIndex]?.tenths ?? 1
  const offset = first + random.below(tenths)
  const wholeTens = Math.floor(count / 10)
  return random.below(wholeTens) * 10 + offset
}

/** When a thing was first recorded: in office hours, scattered over the years since the opening. */
export function recordedAt(plan: Plan, kind: number, index: number): Instant {
  const day = hash32(plan.seed, kind + 100, index) % OPEN_FOR_DAYS
  const timeOfDay = OFFICE_OPENS + (hash32(plan.seed, kind + 300, index) % OFFICE_HOURS)
  return plan.opening + day * DAY + timeOfDay
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const hex8 = (value: number) => HEX[value & 255] ?? ''
const hex16 = (value: number) => hex8(value >>> 8) + hex8(value)
const hex32 = (value: number) => hex16(value >>> 16) + hex16(value)

/**
 * A UUIDv7 made from the instant and the thing's place in the plan instead of chance: for one kind no two are
 * equal, because the last 32 bits are a bijection of the index.
 */
export function makeId(plan: Plan, kind: number, index: number, at: Instant): string {
  const unique = hash32(plan.seed, kind, index)
  const filler = hash32(plan.seed, kind + 200, index)
  const time = `${hex32(Math.floor(at / 0x1_0000))}-${hex16(at % 0x1_0000)}`
  return `${time}-${hex16(0x7000 | kind)}-${hex16(0x8000 | (filler >>> 18))}-${hex16(filler)}${hex32(unique)}`
}
