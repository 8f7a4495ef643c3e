import type { LoginLogDetail, LoginLogFilters, LoginLogRow } from '../contract/login-log.ts'
import { beijingDate, beijingMidnight } from '../domain/kernel/calendar.ts'
import { DAY } from '../domain/kernel/instant.ts'
import { defaultLogRange } from '../domain/login/log-range.ts'
import { findQueryBar, findReviewBar, logRefusals, openReview, type LogReview } from '../domain/login/log-review.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { countLoginLog, maskLoginLog, pageLoginLog, type LogPage, type LoginLogRecord } from './login-log-query.ts'
import type { Operator, ReadContext, WriteContext } from './queries.ts'
import { Refused } from './refused.ts'
import { findCurrentVisit } from './visit.ts'

/** The desk's one open review; it survives a restart and ends by time or by another person's. */
const REVIEW = 'login-log-review'

async function findReview(db: ReadDb): Promise<LogReview | undefined> {
  const row = await db.find<{ value: string }>(sql('select value from setting where name = ?', [REVIEW]))
  return row && (JSON.parse(row.value) as LogReview)
}

/** The reviewer behind a query. @throws Refused without an open review, or for impossible dates. */
async function getReviewer(
  db: ReadDb,
  { review, filters }: { review: string; filters: Pick<LoginLogFilters, 'from' | 'to'> },
  { operator, now }: ReadContext,
): Promise<Operator> {
  const bar = findQueryBar(await findReview(db), { review, staffId: operator?.staffId, now }, filters)
  if (bar !== undefined || operator === undefined) throw new Refused(bar ?? logRefusals.make('log-review-not-open'))
  return operator
}

async function range(db: ReadDb, _input: unknown, { now, policy, operator }: ReadContext) {
  const first = await db.find<{ at: number }>(
    sql('select at from login_log where hall_id = ? order by at limit 1', [operator?.hallId]),
  )
  return { ...defaultLogRange(now, policy.logDefaultMonths), cachedSince: first?.at ?? null }
}

async function query(
  db: ReadDb,
  input: { review: string; filters: LoginLogFilters } & LogPage,
  context: ReadContext,
): Promise<{ rows: LoginLogRow[]; next?: string }> {
  const { hallId } = await getReviewer(db, input, context)
  return pageLoginLog(db, hallId, input.filters, input)
}

async function count(db: ReadDb, input: { review: string; filters: LoginLogFilters }, context: ReadContext) {
  const { hallId } = await getReviewer(db, input, context)
  return { count: await countLoginLog(db, hallId, input.filters) }
}

/** One attempt, how its person's day went, and where they were seen before: what a reviewer asks next. */
async function detail(
  db: ReadDb,
  input: { review: string; id: string },
  context: ReadContext,
): Promise<LoginLogDetail | null> {
  const today = beijingDate(context.now)
  const { hallId } = await getReviewer(db, { ...input, filters: { from: today, to: today } }, context)
  const record = await db.find<LoginLogRecord>(
    sql('select * from login_log where id = ? and hall_id = ?', [input.id, hallId]),
  )
  if (record === undefined) return null
  const midnight = beijingMidnight(beijingDate(record.at))
  const results = await db.all<{ result: string; n: number }>(
    sql(
      'select result, count(*) as n from login_log where person_id = ? and hall_id = ? and at >= ? and at < ? group by result',
      [record.person_id, hallId, midnight, midnight + DAY],
    ),
  )
  const before = await db.find<{ at: number; place: string | null }>(
    sql(
      "select at, place from login_log where person_id = ? and hall_id = ? and at < ? and result = 'success' order by at desc, id desc limit 1",
      [record.person_id, hallId, record.at],
    ),
  )
  const countOf = (result: string) => Number(results.find((row) => row.result === result)?.n ?? 0)
  return {
    row: maskLoginLog(record),
    sameDay: { successes: countOf('success'), failures: countOf('failure') },
    before: before ?? null,
  }
}

const VISITOR_ROWS = 20

/** R-PM-24: the log of the person who stands here, so that the counter can say why they can't log in. */
async function ofVisitor(db: ReadDb): Promise<LoginLogRow[]> {
  const visit = await findCurrentVisit(db)
  if (visit === undefined) throw new Refused(logRefusals.make('log-visitor-not-present'))
  const rows = await db.all<LoginLogRecord>(
    sql('select * from login_log where person_id = ? order by at desc, id desc limit ?', [
      visit.personId,
      VISITOR_ROWS,
    ]),
  )
  return rows.map(maskLoginLog)
}

async function begin(
  db: WriteDb,
  { reason }: { reason: string },
  { operator, now, newId, audit }: WriteContext,
): Promise<{ review: string; until: number }> {
  const bar = findReviewBar(operator?.role, reason)
  if (bar !== undefined || operator === undefined) throw new Refused(bar ?? logRefusals.make('log-review-role'))
  const review = openReview(newId(), operator.staffId, now)
  await db.run(
    sql('insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value', [
      REVIEW,
      JSON.stringify(review),
    ]),
  )
  await audit('login-log.review', [review.id], { reason: reason.trim() })
  return { review: review.id, until: review.until }
}

export const loginLogReads = {
  'login-log.range': range,
  'login-log.query': query,
  'login-log.count': count,
  'login-log.detail': detail,
  'login-log.of-visitor': ofVisitor,
}

export const loginLogWrites = { 'login-log.open-review': begin }
