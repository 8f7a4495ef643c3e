import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Refusal } from '../domain/kernel/refusal.ts'
import { loginRefusals } from '../domain/login/refusals.ts'
import { scanRefusals } from '../domain/scan/decide.ts'
import type { AppId } from '../domain/scan/types.ts'
import type { ReadDb } from './database.ts'
import { PERSONAL, type PersonSession } from './person-session.ts'
import { findAccountId, type TypedDocument } from './recovery.ts'
import { pageEnterprises } from './switch.ts'

/** What an APP's server says of the log-in it has open. */
export interface AppClaim extends TypedDocument {
  readonly app: AppId
  readonly enterprise?: { readonly enterpriseId: string; readonly identityType: string } | undefined
}

/**
 * The log-in as the platform keeps it for the APP: of a person who has an account, as a person or with an identity
 * that they have in the enterprise today. 个人所得税 knows persons alone (R-QRC-03).
 */
export async function readAppLogin(
  db: ReadDb,
  { app, enterprise, ...typed }: AppClaim,
  now: Instant,
): Promise<Omit<PersonSession, 'expiresAt'> | Refusal> {
  if (enterprise !== undefined && app === 'iit-app') return scanRefusals.make('scan-app-business')
  const personId = await findAccountId(db, typed)
  if (personId === undefined) return loginRefusals.make('login-not-registered')
  const personal = { ...PERSONAL, personId, stage: 'done', channel: 'app' } as const
  if (enterprise === undefined) return personal
  const { enterpriseId, identityType } = enterprise
  const { rows } = await pageEnterprises(db, { personId, today: beijingDate(now), enterpriseId, size: 1 })
  const [found] = rows
  if (found?.identityTypes.includes(identityType) !== true) return loginRefusals.make('login-no-relation')
  return { ...personal, entrance: 'enterprise', enterpriseCode: found.creditCode, enterpriseId, identityType }
}
