import { civilDate, paged } from '../fields.ts'
import { loginLogFilters, loginLogRow } from '../login-log.ts'
import { defineOperation } from './operation.ts'
import { listPage } from './relation-rows.ts'

const group = 'log'

/** Both logs offer the union of their filters (CF-24); without dates the last month is shown (R-JRN-02). */
const query = loginLogFilters.extend({ from: civilDate.optional(), to: civilDate.optional(), ...listPage })

/** The days shown, and one page of them, newest first. */
const answer = paged(loginLogRow).extend({ from: civilDate, to: civilDate })
const refusals = ['log-range-reversed', 'log-range-too-long'] as const

/** 日志管理 of an enterprise and of a person (R-JRN). */
export const loginLogOperations = {
  'log-ins.enterprise': defineOperation({
    group,
    method: 'GET',
    path: '/v1/enterprise/log-ins',
    summary: 'Log-ins to the enterprise: all of them for its managers, one’s own for staff and agents',
    rules: ['R-JRN-01', 'R-JRN-02', 'R-JRN-03', 'R-JRN-05'],
    access: { kind: 'session', permission: 'R-PM-23' },
    query,
    answer,
    refusals: [...refusals, 'log-enterprise-not-entered'],
    example: { query: { type: 'enterprise', size: 20 } },
  }),
  'log-ins.person': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/log-ins',
    summary: 'The person’s own log-ins, in whatever business',
    rules: ['R-JRN-02', 'R-JRN-03', 'R-JRN-04', 'R-JRN-05'],
    access: { kind: 'session', permission: 'R-PM-24' },
    query,
    answer,
    refusals,
    example: { query: { from: '2026-01-01', to: '2026-03-31' } },
  }),
}
