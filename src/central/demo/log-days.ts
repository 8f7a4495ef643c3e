import { addDays, beijingMidnight, weekday } from '../../domain/kernel/calendar.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/kernel/instant.ts'
import type { CivilDate, Instant } from '../../domain/kernel/instant.ts'
import type { FailureReason, LoginMethod } from '../../domain/login/types.ts'
import { agencyAt } from './agencies.ts'
import type { LogEntry } from './log-entry.ts'
import { homeAddress } from './places.ts'
import { hallOf, LOG_DAYS, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { hash32, Weighted } from './random.ts'
import type { Random } from './random.ts'
import { relationsOf } from './relations.ts'
import { drawActive } from './staffing.ts'

/** Log-ins by the hour of a working day: two humps, hardly anybody at night. */
const HOURS = [2, 1, 1, 1, 1, 2, 8, 30, 95, 130, 120, 85, 40, 70, 110, 105, 90, 55, 28, 24, 22, 16, 9, 4]
const hours = new Weighted(HOURS.map((share, hour) => [hour, share]))
/** Monday to Sunday. */
const WEEKDAY_SHARES = [1.3, 1.2, 1.15, 1.15, 1.2, 0.6, 0.4]

const successMethods = new Weighted<LoginMethod>([
  ['sms', 58],
  ['scan', 32],
  ['qr', 10],
])

const slips = new Weighted<readonly [FailureReason, LoginMethod]>([
  [['password-wrong', 'password'], 55],
  [['code-wrong', 'sms'], 25],
  [['face-failed', 'scan'], 12],
  [['account-unknown', 'password'], 6],
  [['password-void', 'password'], 2],
])

/** Declarations are due by the fifteenth: the first half of a month is busy. */
function dayShare(date: CivilDate): number {
  return (WEEKDAY_SHARES[weekday(date) - 1] ?? 1) * (Number(date.slice(8)) <= 15 ? 1.25 : 0.75)
}

/** The day that lies `daysAgo` before the plan's. */
export function logDate(plan: Plan, daysAgo: number): CivilDate {
  return addDays(plan.today, -daysAgo)
}

function drawInstant(random: Random, date: CivilDate): Instant {
  return beijingMidnight(date) + hours.draw(random) * HOUR + random.below(HOUR)
}

/** The usual log-ins of the jurisdiction, a day at a time. */
export class UsualDays {
  readonly #plan: Plan

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** The entries of one day, in no order. */
  entriesOf(daysAgo: number): LogEntry[] {
    const date = logDate(this.#plan, daysAgo)
    const random = streamOf(this.#plan, STREAM.logDay, LOG_DAYS - daysAgo)
    const count = Math.round(this.#plan.logInsADay * dayShare(date) * (0.9 + random.unit() * 0.2))
    const entries: LogEntry[] = []
    while (entries.length < count) entries.push(...this.#visit(random, drawInstant(random, date)))
    return entries
  }

  #visit(random: Random, at: Instant): LogEntry[] {
    const roll = random.unit()
    const entry =
      roll < 0.7 ? this.#enterprise(random, at) : roll < 0.94 ? this.#person(random, at) : this.#agency(random, at)
    if (entry.reason !== undefined || !random.chance(0.06)) return [entry]
    return this.#slipBefore(random, entry)
  }

  /** Somebody mistyped, and got it right a minute later. */
  #slipBefore(random: Random, entry: LogEntry): LogEntry[] {
    const [reason, method] = slips.draw(random)
    const { person: _nobody, identityType: _none, ...anonymous } = entry
    const slip: LogEntry = {
      ...(reason === 'account-unknown' ? anonymous : entry),
      reason,
      method,
      hallId: this.#hallIdOf(entry),
    }
    return [slip, { ...entry, at: entry.at + random.between(20 * SECOND, 3 * MINUTE) }]
  }

  #hallIdOf(entry: LogEntry): string {
    return hallOf(entry.person ?? entry.enterprise ?? 0).id
  }

  #home(index: number) {
    return homeAddress(hallOf(index), hash32(this.#plan.seed, STREAM.home, index))
  }

  /** Every enterprise works from its own network; on the move people use the APP from theirs. */
  #enterprise(random: Random, at: Instant): LogEntry {
    const enterprise = random.below(this.#plan.enterprises)
    const relations = relationsOf(this.#plan, enterprise)
    const enabled = relations.filter((relation) => relation.life.state === 'R4')
    // A few try what they may no longer, or not yet.
    const relation = random.pick(enabled.length > 0 && random.chance(0.97) ? enabled : relations)
    const channel = random.chance(0.78) ? 'web' : 'app'
    const from = this.#home(channel === 'web' ? enterprise + this.#plan.people : relation.person)
    const common = { at, type: 'enterprise', channel, person: relation.person, enterprise, from } as const
    const { state, disabled_reason } = relation.life
    if (state === 'R4') return { ...common, method: successMethods.draw(random), identityType: relation.type }
    const frozen = disabled_reason === 'freeze'
    return { ...common, method: 'password', reason: frozen ? 'relation-frozen' : 'no-relation' }
  }

  #person(random: Random, at: Instant): LogEntry {
    const person = drawActive(this.#plan, random, random.below(3))
    const channel = random.chance(0.4) ? 'web' : 'app'
    return { at, type: 'person', method: successMethods.draw(random), channel, person, from: this.#home(person) }
  }

  #agency(random: Random, at: Instant): LogEntry {
    const { agreements, filed, agents } = agencyAt(this.#plan, random.below(this.#plan.agencies))
    const { client, agents: handling, state } = random.pick(agreements)
    const person = random.pick(handling)
    const from = this.#home(person)
    const common = { at, type: 'agency', channel: 'web', person, enterprise: client, from } as const
    return filed && state === 'G3' && agents.includes(person)
      ? { ...common, method: successMethods.draw(random) }
      : { ...common, method: 'password', reason: 'no-relation' }
  }
}

/** Whether an instant lies in the past of the plan and inside the kept log. */
export function isLogged(plan: Plan, at: Instant): boolean {
  return at < plan.now && at > plan.now - (LOG_DAYS + 1) * DAY
}
