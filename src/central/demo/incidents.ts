import { beijingMidnight } from '../../domain/kernel/calendar.ts'
import { HOUR, MINUTE, SECOND } from '../../domain/kernel/instant.ts'
import type { Instant } from '../../domain/kernel/instant.ts'
import { logDate } from './log-days.ts'
import type { LogEntry } from './log-entry.ts'
import { drawFarAddress, homeAddress } from './places.ts'
import { drawIndexIn, hallIndexOf, hallOf, LOG_DAYS, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { hash32 } from './random.ts'
import type { Random } from './random.ts'
import { relationsOf } from './relations.ts'
import { drawActive, frontManOf, managersOf, ringCount } from './staffing.ts'

/** What a reviewer should find in the log without being told where. */
export const INCIDENT_KINDS = ['night-burst', 'guessing', 'shared-address', 'far-away'] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

export interface Incident {
  readonly kind: IncidentKind
  readonly index: number
  readonly daysAgo: number
  readonly hallIndex: number
}

/**
 * All incidents of a plan: each kind at least once a hall within the last four weeks, where the log opens by
 * default (R-JRN-02), and more of them all over the kept log as the jurisdiction grows.
 */
export function incidentsOf(plan: Plan): Incident[] {
  const each = Math.max(3, Math.round(plan.people / 10_000))
  return INCIDENT_KINDS.flatMap((kind, kindIndex) =>
    Array.from({ length: each }, (_, number) => {
      const index = kindIndex * 1000 + number
      const random = streamOf(plan, STREAM.incident, index)
      const daysAgo = number < 3 ? random.between(1, 27) : random.between(1, LOG_DAYS - 1)
      return { kind, index, daysAgo, hallIndex: number % 3 }
    }),
  )
}

/** The firms of every ring, by ring; found by one walk over all enterprises. */
export function findRingFirms(plan: Plan): readonly (readonly number[])[] {
  const rings = new Map(Array.from({ length: ringCount(plan) }, (_, ring) => [frontManOf(plan, ring), [] as number[]]))
  for (let enterprise = 0; enterprise < plan.enterprises; enterprise += 1) {
    rings.get(managersOf(plan, enterprise).legalRepresentative)?.push(enterprise)
  }
  return [...rings.values()]
}

/** Whether the legal representative may enter: nobody gets in whom nobody has confirmed yet (R-REL-01). */
function isLedInForce(plan: Plan, enterprise: number): boolean {
  return relationsOf(plan, enterprise)[0]?.life.state === 'R4'
}

/** Tells what happened in one incident. */
export class Incidents {
  readonly #plan: Plan
  readonly #ringFirms: readonly (readonly number[])[]

  constructor(plan: Plan) {
    this.#plan = plan
    this.#ringFirms = findRingFirms(plan)
  }

  entriesOf(incident: Incident): LogEntry[] {
    const random = streamOf(this.#plan, STREAM.incident, 10_000 + incident.index)
    const midnight = beijingMidnight(logDate(this.#plan, incident.daysAgo))
    switch (incident.kind) {
      case 'night-burst':
        return this.#rounds(random, midnight + HOUR + random.below(HOUR), 1)
      case 'far-away':
        return this.#rounds(random, midnight + 10 * HOUR + random.below(4 * HOUR), 0.5)
      case 'guessing':
        return this.#guessing(random, midnight + random.between(20, 22) * HOUR, incident.hallIndex)
      case 'shared-address':
        return this.#sharedAddress(random, midnight + random.between(9, 16) * HOUR, incident.hallIndex)
    }
  }

  #home(index: number) {
    return homeAddress(hallOf(index), hash32(this.#plan.seed, STREAM.home, index))
  }

  /** One front man enters all his firms in a row; `farShare` of the times from far away, else from home. */
  #rounds(random: Random, start: Instant, farShare: number): LogEntry[] {
    const ring = random.below(this.#ringFirms.length)
    const person = frontManOf(this.#plan, ring)
    const far = drawFarAddress(random)
    let at = start
    const firms = (this.#ringFirms[ring] ?? []).filter((enterprise) => isLedInForce(this.#plan, enterprise))
    return firms.slice(0, 40).map((enterprise) => {
      at += random.between(70 * SECOND, 4 * MINUTE)
      return {
        at,
        type: 'enterprise',
        method: random.chance(0.7) ? 'sms' : 'scan',
        channel: 'web',
        person,
        identityType: 'legal-representative',
        enterprise,
        from: random.chance(farShare) ? far : this.#home(person),
      }
    })
  }

  /** Five wrong passwords lock the account (R-LCK-01), some more bounce, and half an hour later a code opens it. */
  #guessing(random: Random, start: Instant, hallIndex: number): LogEntry[] {
    let enterprise = drawIndexIn(random, hallIndex, this.#plan.enterprises)
    while (!isLedInForce(this.#plan, enterprise)) enterprise = drawIndexIn(random, hallIndex, this.#plan.enterprises)
    const person = managersOf(this.#plan, enterprise).legalRepresentative
    const common = { type: 'enterprise', channel: 'web', person, enterprise, from: drawFarAddress(random) } as const
    let at = start
    const failures = Array.from({ length: 5 + random.between(3, 15) }, (_, number): LogEntry => {
      at += random.between(4 * SECOND, 25 * SECOND)
      return { ...common, at, method: 'password', reason: number < 5 ? 'password-wrong' : 'locked' }
    })
    const opened = { ...common, at: at + random.between(20, 40) * MINUTE, method: 'sms' as const }
    return [...failures, { ...opened, identityType: 'legal-representative' }]
  }

  /** One network address and many accounts, as when numbers are collected or a phone is handed round. */
  #sharedAddress(random: Random, start: Instant, hallIndex: number): LogEntry[] {
    const from = random.chance(0.5) ? drawFarAddress(random) : this.#home(drawActive(this.#plan, random, hallIndex))
    let at = start
    return Array.from({ length: random.between(15, 30) }, (): LogEntry => {
      at += random.between(40 * SECOND, 3 * MINUTE)
      const person = drawActive(this.#plan, random, hallIndexOf(drawIndexIn(random, hallIndex, this.#plan.people)))
      const common = { at, type: 'person', channel: 'app', method: 'sms', person, from } as const
      return random.chance(0.75) ? common : { ...common, reason: 'code-wrong' }
    })
  }
}
