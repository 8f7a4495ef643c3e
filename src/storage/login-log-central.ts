import type { LoginLogFilters } from '../contract/login-log.ts'
import type { Actor } from '../domain/kernel/actor.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { findRangeBar, findReviewBar } from '../domain/login/log-review.ts'
import { appendAudit, type Hash } from './audit.ts'
import type { WriteDb } from './database.ts'
import type { LogPage } from './login-log-query.ts'
import { Refused } from './refused.ts'

type StaffActor = Extract<Actor, { kind: 'staff' }>

/**
 * Writes down a supervisor's query where the whole log lies, before its page is read. Each one is audited with its
 * reason; a page that goes on with one is part of it and isn't audited again (OP-21).
 * @throws Refused for another role, a missing reason, or impossible dates.
 */
export async function noteReview(
  db: WriteDb,
  input: { reason: string; filters: LoginLogFilters } & LogPage,
  { actor, now, hash }: { readonly actor: StaffActor; readonly now: Instant; readonly hash: Hash },
): Promise<void> {
  const { reason, filters } = input
  const bar = findReviewBar(actor.role, reason) ?? findRangeBar(filters)
  if (bar !== undefined) throw new Refused(bar)
  if (input.after !== undefined) return
  const { from, to, ...others } = filters
  await appendAudit(
    db,
    { chain: actor.hallId, hash },
    {
      at: now,
      actor,
      action: 'login-log.review',
      subjects: [],
      // Which filters were used, never what was typed into them.
      detail: { reason: reason.trim(), from, to, filters: Object.keys(others) },
    },
  )
}
