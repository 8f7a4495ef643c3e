import type { Instant } from '../domain/kernel/instant.ts'
import type { FailureReason, LoginMethod, LoginType } from '../domain/login/types.ts'
import { putRow, type Work } from './rows.ts'

/** One attempt as the log keeps it (R-JRN-05): names are copied, so that the log stays when people change. */
export interface LoginLogEntry {
  readonly id: string
  readonly at: Instant
  readonly type: LoginType
  readonly method: LoginMethod
  readonly channel: 'web' | 'app'
  /** Absent: the log-in went well. */
  readonly reason: FailureReason | undefined
  readonly person: { readonly id: string; readonly hallId: string; readonly name: string } | undefined
  /** Whom it was for; without an id it is an agency that has entered no client yet. */
  readonly enterprise:
    | { readonly id: string | null; readonly hallId: string; readonly name: string; readonly creditCode: string }
    | undefined
  readonly identityType: string | undefined
  readonly address: string
}

/**
 * Writes one attempt into the log of the enterprise's hall, else of the person's. An attempt that names neither
 * belongs to nobody's log and leaves none.
 */
export async function writeLoginLog(work: Work, entry: LoginLogEntry): Promise<void> {
  const { person, enterprise, reason } = entry
  const hallId = enterprise?.hallId ?? person?.hallId
  if (hallId === undefined) return
  await putRow(work, 'login_log', {
    id: entry.id,
    hall_id: hallId,
    at: entry.at,
    login_type: entry.type,
    method: entry.method,
    channel: entry.channel,
    result: reason === undefined ? 'success' : 'failure',
    reason: reason ?? null,
    person_id: person?.id ?? null,
    name: person?.name ?? null,
    identity_type: entry.identityType ?? null,
    enterprise_id: enterprise?.id ?? null,
    taxpayer_name: enterprise?.name ?? null,
    credit_code: enterprise?.creditCode ?? null,
    address: entry.address,
    place: null,
  })
}
