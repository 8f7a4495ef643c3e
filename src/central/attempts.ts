import type { FastifyRequest } from 'fastify'
import type { Operation } from '../contract/public/operation.ts'
import { MINUTE, SECOND, type Instant } from '../domain/kernel/instant.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { giveAttemptBack, takeAttempt, type AttemptLimit } from '../storage/attempt.ts'
import { Refused } from '../storage/refused.ts'
import type { CentralDeps } from './deps.ts'

export const attemptRefusals = defineRefusals({
  'attempts-spent': { rule: 'TRUST-58', retry: true },
})

/** Too many tries; answered with status 429 and the time to wait. */
export class AttemptsSpent extends Refused {
  readonly retryAfterSeconds: number
  constructor(until: Instant, now: Instant) {
    super(attemptRefusals.make('attempts-spent', { until }))
    this.name = 'AttemptsSpent'
    this.retryAfterSeconds = Math.max(1, Math.ceil((until - now) / SECOND))
  }
}

/** Typing a code wrong ten times is no typing any more; a hundred wrong ones from everywhere are an attack. */
const ENROL = { network: 10, all: 100, length: 15 * MINUTE }
/** A hundred whole log-ins a quarter of an hour: many taxpayers come by one address of a carrier or a hall. */
const LOG_IN = { network: 300, length: 15 * MINUTE }
/** Whatever else is open: twenty calls a second, as a hall of self-service pages makes that wait for a face. */
const OPEN = { network: 18_000, length: 15 * MINUTE }

/**
 * Who asks, as far as an address tells: an IPv4 address, or the 64-bit network of an IPv6 one, within which a single
 * customer may take any address.
 */
export function networkOf(address: string): string {
  const mapped = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [front = '', back] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = front === '' ? [] : front.split(':')
  const missing = back === undefined ? 0 : 8 - groups.length - back.split(':').filter((group) => group !== '').length
  const whole = [...groups, ...Array.from({ length: missing }, () => '0')]
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

async function take(deps: CentralDeps, limits: readonly AttemptLimit[]): Promise<void> {
  const now = deps.now()
  const until = await deps.database.write(async (db) => {
    for (const limit of limits) {
      const spent = await takeAttempt(db, limit, now)
      // A network that is stopped by itself must not use up everybody's tries.
      if (spent !== undefined) return spent
    }
    return undefined
  })
  if (until !== undefined) throw new AttemptsSpent(until, now)
}

/**
 * Runs an enrolment, of which only so many may fail, by network and in all. Counted before the code is looked at.
 * @throws AttemptsSpent, or whatever the enrolment throws
 */
export async function limitEnrolment<Answer>(
  deps: CentralDeps,
  { ip }: FastifyRequest,
  enrol: () => Promise<Answer>,
): Promise<Answer> {
  const { network, all, length } = ENROL
  const limits = [
    { name: `enrol ${networkOf(ip)}`, most: network, length },
    { name: 'enrol all', most: all, length },
  ]
  await take(deps, limits)
  const answer = await enrol()
  await deps.database.write(async (db) => {
    for (const { name } of limits) await giveAttemptBack(db, name)
  })
  return answer
}

/**
 * The hook before an operation: so many calls a network, right or wrong. One budget is for whatever could be guessed by
 * taxpayers' means, a wider one for all else that needs no log-in; whoever has spent the one still has the other.
 * @throws AttemptsSpent
 */
export function limitOf(
  deps: CentralDeps,
  { limited, access }: Pick<Operation, 'limited' | 'access'>,
): ((request: FastifyRequest) => Promise<void>) | undefined {
  if (limited !== true && access.kind !== 'open') return undefined
  const [name, { network: most, length }] = limited === true ? ['log-in', LOG_IN] : ['open', OPEN]
  return ({ ip }) => take(deps, [{ name: `${name} ${networkOf(ip)}`, most, length }])
}
