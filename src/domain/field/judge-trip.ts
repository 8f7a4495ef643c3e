import { beijingDate } from '../kernel/calendar.ts'
import { DAY } from '../kernel/instant.ts'
import { OFFLINE_DAYS } from '../kernel/offline.ts'
import type { ExpiringKind, TripFacts, TripReason, TripReasonCode, TripVerdict } from './types.ts'

/** Data of yesterday morning is no news any more: whoever travels fetches once before they go. */
const OLD_AFTER = DAY

/**
 * Go or no-go (FIELD-PACK). What would make the work impossible there stops it: no data, no sign-in till the return,
 * enterprises this desk knows nothing of, nobody to serve. Everything else is said and left to whoever travels.
 */
export function judgeTrip(facts: TripFacts): TripVerdict {
  const reasons = [...stops(facts), ...thoughts(facts)]
  return { go: reasons.every(({ weight }) => weight === 'mind'), reasons }
}

/** Until when this desk lets the traveller in without the central, by its day in Beijing. */
export const leaseEnd = (signedInAt: number): number => signedInAt + OFFLINE_DAYS * DAY

const stop = (code: TripReasonCode, more: Pick<TripReason, 'count' | 'on'> = {}): TripReason => ({
  code,
  weight: 'stop',
  ...more,
})
const mind = (code: TripReasonCode, more: Pick<TripReason, 'count' | 'on'> = {}): TripReason => ({
  code,
  weight: 'mind',
  ...more,
})

function stops(facts: TripFacts): TripReason[] {
  const reasons: TripReason[] = []
  if (facts.asOf === null) reasons.push(stop('never-copied'))
  if (facts.signedInAt === null) reasons.push(stop('lease-missing'))
  else {
    const on = beijingDate(leaseEnd(facts.signedInAt))
    if (on < facts.returnOn) reasons.push(stop('lease-ends-before-return', { on }))
  }
  if (facts.unknownEnterprises > 0) reasons.push(stop('enterprises-unknown', { count: facts.unknownEnterprises }))
  if (facts.people === 0) reasons.push(stop('nobody-there'))
  return reasons
}

const EXPIRES: Readonly<Record<ExpiringKind, TripReasonCode>> = {
  document: 'documents-expire',
  relation: 'relations-expire',
  agreement: 'agreements-expire',
  'initial-password': 'initial-passwords-lapse',
}

function thoughts(facts: TripFacts): TripReason[] {
  const reasons: TripReason[] = []
  const counted = (code: TripReasonCode, count: number) => {
    if (count > 0) reasons.push(mind(code, { count }))
  }
  const lease = facts.signedInAt === null ? undefined : beijingDate(leaseEnd(facts.signedInAt))
  if (lease === facts.returnOn) reasons.push(mind('lease-ends-on-return', { on: lease }))
  if (facts.asOf !== null && facts.now - facts.asOf > OLD_AFTER)
    reasons.push(mind('data-old', { on: beijingDate(facts.asOf) }))
  counted('documents-expired', facts.expiredDocuments)
  for (const [kind, code] of Object.entries(EXPIRES)) {
    const ending = facts.expiring.filter((one) => one.kind === kind)
    const [first] = ending.map(({ on }) => on).toSorted()
    if (first !== undefined) reasons.push(mind(code, { count: ending.length, on: first }))
  }
  counted('codes-waiting', facts.waitingForCode)
  counted('acts-returned', facts.returned)
  counted('acts-unsent', facts.unsent)
  return reasons
}
