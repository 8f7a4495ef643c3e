import { hash, verify } from '@node-rs/argon2'
import type { StaffProfile } from '../contract/central.ts'
import { DAY, MINUTE, type Instant } from '../domain/kernel/instant.ts'
import { OFFLINE_DAYS } from '../domain/kernel/offline.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import type { Database, WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { Refused } from '../storage/refused.ts'

/** Why nobody gets in without a network; the rule numbers are rows of trust.md. */
export const offlineRefusals = defineRefusals({
  'sign-in-needs-network': { rule: 'TRUST-36', retry: true },
  'sign-in-sealed': { rule: 'TRUST-38', retry: true },
  'sign-in-blocked': { rule: 'TRUST-38', retry: true },
  'sign-in-lease-ended': { rule: 'TRUST-39', retry: true },
  'sign-in-wrong': { rule: 'TRUST-36', field: 'password' },
})

/** argon2id at 64 MiB and three passes: about 0.4 s on a slow desk, once a sign-in. */
const COST = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 } as const
const FREE_FAILURES = 4
const SEALED_AT = 10
const BLOCK_MINUTES = [1, 5, 15, 30, 60]

interface VerifierRecord {
  readonly login: string
  readonly staff: string
  readonly verifier: string
  readonly failures: number
  readonly blocked_until: number | null
  readonly verified_online_at: number
}

/** Keeps, after an online sign-in, what checks the same password without a network; failures start anew. */
export async function keepVerifier(
  database: Database,
  staff: StaffProfile,
  password: string,
  deviceSecret: Buffer,
  now: Instant,
): Promise<void> {
  const verifier = await hash(password, { ...COST, secret: deviceSecret })
  await database.write((db) =>
    db.run(
      sql(
        `insert into offline_verifier (login, staff, verifier, failures, blocked_until, verified_online_at) values (?, ?, ?, 0, null, ?)
         on conflict (login) do update set staff = excluded.staff, verifier = excluded.verifier, failures = 0, blocked_until = null, verified_online_at = excluded.verified_online_at`,
        [staff.login, JSON.stringify(staff), verifier, now],
      ),
    ),
  )
}

/**
 * Lets someone in without a network. The attempt is counted and committed before the password is looked at, so
 * that a killed program or a restart gives no free guesses.
 * @throws Refused
 */
export async function signInOffline(
  database: Database,
  login: string,
  password: string,
  deviceSecret: Buffer,
  now: Instant,
): Promise<StaffProfile> {
  const record = await database.write((db) => countAttempt(db, login, now))
  if (record === undefined) throw new Refused(offlineRefusals.make('sign-in-needs-network'))
  if (record.failures >= SEALED_AT) throw new Refused(offlineRefusals.make('sign-in-sealed'))
  if ((record.blocked_until ?? 0) > now)
    throw new Refused(offlineRefusals.make('sign-in-blocked', { until: record.blocked_until ?? 0 }))
  if (now - record.verified_online_at > OFFLINE_DAYS * DAY) {
    await endLease(database, login)
    throw new Refused(offlineRefusals.make('sign-in-lease-ended'))
  }
  const right = await verify(record.verifier, password, { secret: deviceSecret }).catch(() => false)
  if (!right) throw new Refused(offlineRefusals.make('sign-in-wrong'))
  await database.write((db) =>
    db.run(sql('update offline_verifier set failures = 0, blocked_until = null where login = ?', [login])),
  )
  return JSON.parse(record.staff) as StaffProfile
}

/** Once seen, the end of a lease is there until the central lets them in, whatever the PC's clock shows tomorrow. */
const endLease = (database: Database, login: string): Promise<number> =>
  database.write((db) => db.run(sql('update offline_verifier set verified_online_at = 0 where login = ?', [login])))

/**
 * Lets every wait that was running when the desk was last in use begin anew. Only the ticks of one run can't be set: a
 * PC's clock that was put on while the desk was off would otherwise end a wait.
 * @param newest when the desk last wrote something down; a wait that was over by then stays over
 */
export async function resumeWaits(database: Database, newest: Instant, now: Instant): Promise<void> {
  await database.write(async (db) => {
    const waiting = await db.all<VerifierRecord>(
      sql('select * from offline_verifier where blocked_until > ?', [newest]),
    )
    for (const { login, failures } of waiting)
      await db.run(
        sql('update offline_verifier set blocked_until = ? where login = ?', [waitAfter(failures, now), login]),
      )
  })
}

/** Until when nobody is let in after so many failures in a row. */
function waitAfter(failures: number, now: Instant): Instant | null {
  if (failures <= FREE_FAILURES) return null
  const minutes = BLOCK_MINUTES[Math.min(failures - FREE_FAILURES, BLOCK_MINUTES.length) - 1] ?? 0
  return now + minutes * MINUTE
}

/** Gives the record as it was before this attempt; a blocked or sealed one isn't counted further. */
async function countAttempt(db: WriteDb, login: string, now: Instant): Promise<VerifierRecord | undefined> {
  const record = await db.find<VerifierRecord>(sql('select * from offline_verifier where login = ?', [login]))
  if (record === undefined || record.failures >= SEALED_AT || (record.blocked_until ?? 0) > now) return record
  const failures = record.failures + 1
  await db.run(
    sql('update offline_verifier set failures = ?, blocked_until = ? where login = ?', [
      failures,
      waitAfter(failures, now),
      login,
    ]),
  )
  return record
}
