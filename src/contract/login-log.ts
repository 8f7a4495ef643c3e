import { z } from 'zod'
import { defineCall } from './call.ts'
import { civilDate, id, instant, none, page, paged, text } from './fields.ts'
import { FAILURE_REASONS, LOGIN_METHODS, LOGIN_TYPES } from '../domain/login/types.ts'

/** The union of the filters of both logs (R-JRN-01, R-JRN-04); texts are compared whole, days are Beijing days. */
export const loginLogFilters = z.strictObject({
  from: civilDate,
  to: civilDate,
  type: z.enum(LOGIN_TYPES).optional(),
  name: text(60).optional(),
  identityType: text(40).optional(),
  taxpayerName: text(120).optional(),
  creditCode: text(40).optional(),
  result: z.enum(['success', 'failure']).optional(),
})
export type LoginLogFilters = z.infer<typeof loginLogFilters>

/** One attempt, masked before it leaves the data thread or the central (OP-13). */
export const loginLogRow = z.object({
  id: z.string(),
  at: instant,
  type: z.enum(LOGIN_TYPES),
  method: z.enum(LOGIN_METHODS),
  channel: z.enum(['web', 'app']),
  result: z.enum(['success', 'failure']),
  reason: z.enum(FAILURE_REASONS).nullable(),
  personId: z.string().nullable(),
  name: z.string().nullable(),
  identityType: z.string().nullable(),
  enterpriseId: z.string().nullable(),
  taxpayerName: z.string().nullable(),
  creditCode: z.string().nullable(),
  address: z.string().nullable(),
  place: z.string().nullable(),
})
export type LoginLogRow = z.infer<typeof loginLogRow>

/** The attempt together with what surrounds it on its day. */
export const loginLogDetail = z.object({
  row: loginLogRow,
  sameDay: z.object({ successes: z.number().int(), failures: z.number().int() }),
  /** The person's last log-in that went well before this attempt. */
  before: z.object({ at: instant, place: z.string().nullable() }).nullable(),
})
export type LoginLogDetail = z.infer<typeof loginLogDetail>

const reason = text(60).min(2)

export const loginLogCalls = {
  /** The range that is shown unasked (R-JRN-02), and since when this desk has the log. */
  'login-log.range': defineCall(
    'read',
    none,
    z.object({ from: civilDate, to: civilDate, cachedSince: instant.nullable() }),
  ),
  /** Opens the log to the supervisor for a reason, which is audited; queries name the review (OP-21). */
  'login-log.open-review': defineCall('write', z.strictObject({ reason }), z.object({ review: id, until: instant })),
  'login-log.query': defineCall(
    'read',
    z.strictObject({ review: id, filters: loginLogFilters, ...page }),
    paged(loginLogRow),
  ),
  /** How many there are; `null` means more than ten thousand, which nobody counts for a screen. */
  'login-log.count': defineCall(
    'read',
    z.strictObject({ review: id, filters: loginLogFilters }),
    z.object({ count: z.number().int().nullable() }),
  ),
  'login-log.detail': defineCall('read', z.strictObject({ review: id, id }), loginLogDetail.nullable()),
  /** The last attempts of the visitor who stands here, to explain a refusal; needs no review. */
  'login-log.of-visitor': defineCall('read', none, z.array(loginLogRow)),
  /** The same query at the central, for days this desk doesn't keep; viewing is audited there. */
  'login-log.query-central': defineCall(
    'remote',
    z.strictObject({ reason, filters: loginLogFilters, ...page }),
    paged(loginLogRow),
  ),
}
