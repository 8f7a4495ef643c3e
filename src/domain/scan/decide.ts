import { defineRefusals } from '../kernel/refusal.ts'
import type { Instant } from '../kernel/instant.ts'
import { MINUTE } from '../kernel/instant.ts'
import type { AppId, ScanTicket } from './types.ts'

/** A code on a screen is good for this long; the page then shows a new one. */
export const SCAN_LIFETIME = 5 * MINUTE

/** Why a scan isn't taken, or proves nothing, in order of precedence. */
export const scanRefusals = defineRefusals({
  'scan-unknown': { rule: 'R-QRC-04', field: 'scan' },
  'scan-expired': { rule: 'R-QRC-04', field: 'scan', retry: true },
  'scan-used': { rule: 'R-QRC-04', field: 'scan', retry: true },
  'scan-other-app': { rule: 'R-QRC-02' },
  'scan-not-offered': { rule: 'R-QRC-05' },
  'scan-app-not-logged-in': { rule: 'R-QRC-07', message: 'R-MSG-01', retry: true },
  'scan-app-business': { rule: 'R-QRC-03' },
  'scan-waiting': { rule: 'R-QRC-04', field: 'scan', retry: true },
  'scan-failed': { rule: 'R-RNL-05', field: 'scan', retry: true },
})
export type ScanRefusalCode = (typeof scanRefusals.codes)[number]

/** Whether this APP may read the code now (R-QRC-02, R-QRC-03, CF-26). */
export function findReadingProblem(
  ticket: ScanTicket | undefined,
  app: AppId,
  now: Instant,
): ScanRefusalCode | undefined {
  if (ticket === undefined) return 'scan-unknown'
  if (ticket.expiresAt <= now) return 'scan-expired'
  if (ticket.state !== 'waiting') return 'scan-used'
  return ticket.apps.includes(app) ? undefined : 'scan-other-app'
}

/** Whether the scan proves this purpose, for this person where one is known; it does so once. */
export function findScanProblem(
  ticket: ScanTicket | undefined,
  wanted: { readonly purpose: string; readonly personId: string | null },
  now: Instant,
): ScanRefusalCode | undefined {
  if (ticket?.purpose !== wanted.purpose || ticket.personId !== wanted.personId) return 'scan-unknown'
  switch (ticket.state) {
    case 'used':
      return 'scan-used'
    case 'failed':
      return 'scan-failed'
    case 'waiting':
      return ticket.expiresAt <= now ? 'scan-expired' : 'scan-waiting'
    case 'passed':
      return ticket.expiresAt <= now ? 'scan-expired' : undefined
  }
}
