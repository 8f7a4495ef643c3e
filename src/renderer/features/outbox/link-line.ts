import type { OutboxCounts } from '../../../contract/outbox.ts'
import type { SessionState } from '../../../contract/session.ts'
import type { Shape } from '../../ui/HdShape.vue'

export interface LinkLine {
  readonly shape: Shape
  readonly tone: 'good' | 'warn' | 'bad'
  /** Below `outbox.link`. */
  readonly key: string
  readonly values: Readonly<Record<string, number | string>>
  /** What it means and what to do, below `outbox.link` too; where somebody has to do something. */
  readonly hints?: readonly string[]
}

/** What blocks a link and can be said better than by its code. */
const OWN_WORDS = new Set(['faulted', 'program-too-old', 'program-too-new'])

type Counts = Pick<OutboxCounts, 'recorded' | 'delivered' | 'oldest' | 'nextTryAt'>

/**
 * How the desk stands with the centre, in one line. A link that is blocked reaches the centre, which doesn't take what
 * is sent: because of the first act in the queue (`faulted`), or for a reason of its own.
 */
export function linkLine(
  link: SessionState['link'] | undefined,
  counts: Counts,
  near: (instant: number | null) => string,
): LinkLine {
  const waiting = counts.recorded + counts.delivered
  const values = { count: waiting, oldest: near(counts.oldest) }
  if (link?.barred !== undefined)
    return { shape: 'cross', tone: 'bad', key: 'barred', values: { code: link.barred }, hints: ['barred-next'] }
  if (link?.blocked !== undefined && link.online) {
    const why = OWN_WORDS.has(link.blocked) ? link.blocked : 'blocked'
    return {
      shape: 'bang',
      tone: 'bad',
      key: why,
      values: { ...values, code: link.blocked, next: near(counts.nextTryAt) },
      hints: [`${why}-means`, `${why}-next`],
    }
  }
  if (link?.copying !== undefined) return copyingLine(link.copying)
  if (link?.online !== true)
    return { shape: 'ring', tone: 'warn', key: waiting === 0 ? 'offline-idle' : 'offline', values }
  return waiting === 0
    ? { shape: 'check', tone: 'good', key: 'idle', values }
    : { shape: 'half', tone: 'good', key: 'sending', values }
}

const MEGABYTE = 1024 * 1024

/** How far a copy is: rows, megabytes, and minutes left once there is a pace to tell them by. */
function copyingLine({ rows, rowsInAll, bytes, secondsLeft }: NonNullable<SessionState['link']['copying']>): LinkLine {
  const values = { rows, rowsInAll, size: (bytes / MEGABYTE).toFixed(1), minutes: Math.ceil((secondsLeft ?? 0) / 60) }
  const key = secondsLeft === null ? 'copying' : secondsLeft < 60 ? 'copying-soon' : 'copying-left'
  return { shape: 'half', tone: 'good', key, values }
}
