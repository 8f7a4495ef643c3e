import type { Instant } from '../../domain/kernel/instant.ts'
import type { FailureReason, LoginMethod, LoginType } from '../../domain/login/types.ts'
import { personIdOf } from './basics.ts'
import { enterpriseIdOf } from './enterprises.ts'
import type { Enterprises } from './enterprises.ts'
import type { People } from './people.ts'
import { hallOf, makeId, STREAM } from './plan.ts'
import type { Plan } from './plan.ts'
import type { LoginLogRow } from './rows.ts'

/** One log-in as the makers of days and incidents tell it; indexes name the person and the enterprise. */
export interface LogEntry {
  readonly at: Instant
  readonly type: LoginType
  readonly method: LoginMethod
  readonly channel: 'web' | 'app'
  /** Absent when it went well. */
  readonly reason?: FailureReason
  /** Absent when nobody has the account name that was typed. */
  readonly person?: number
  readonly identityType?: string
  readonly enterprise?: number
  readonly from: { readonly address: string; readonly place: string }
  /** Used when neither person nor enterprise says where the row belongs. */
  readonly hallId?: string
}

/** What entries need to become rows. */
export interface World {
  readonly plan: Plan
  readonly people: People
  readonly enterprises: Enterprises
}

/** The row of an entry; `sequence` must differ between all entries of a plan. Names are copied in (R-JRN-05). */
export function toLogRow({ plan, people, enterprises }: World, entry: LogEntry, sequence: number): LoginLogRow {
  const enterprise = entry.enterprise === undefined ? undefined : enterprises.labelAt(entry.enterprise)
  const owner = entry.enterprise ?? entry.person
  return {
    id: makeId(plan, STREAM.logDay, sequence, entry.at),
    hall_id: owner === undefined ? (entry.hallId ?? hallOf(0).id) : hallOf(owner).id,
    at: entry.at,
    login_type: entry.type,
    method: entry.method,
    channel: entry.channel,
    result: entry.reason === undefined ? 'success' : 'failure',
    reason: entry.reason ?? null,
    person_id: entry.person === undefined ? null : personIdOf(plan, entry.person),
    name: entry.person === undefined ? null : people.nameAt(entry.person).name,
    identity_type: entry.identityType ?? null,
    enterprise_id: entry.enterprise === undefined ? null : enterpriseIdOf(plan, entry.enterprise),
    taxpayer_name: enterprise?.name ?? null,
    credit_code: enterprise?.creditCode ?? null,
    address: entry.from.address,
    place: entry.from.place,
  }
}
