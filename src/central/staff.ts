import type { StaffSignInAnswer } from '../contract/central.ts'
import { HOUR, MINUTE } from '../domain/kernel/instant.ts'
import type { Role } from '../domain/kernel/actor.ts'
import { defineRefusals } from '../domain/kernel/refusal.ts'
import { appendAudit } from '../storage/audit.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { Refused } from '../storage/refused.ts'
import { newToken } from './crypto.ts'
import type { Caller, CentralDeps } from './deps.ts'
import type { DeviceRecord } from './device-record.ts'

/** One text for a wrong login, a wrong password and a stranger: nobody learns which it was (OP-20). */
export const staffRefusals = defineRefusals({
  'staff-sign-in-blocked': { rule: 'OP-25', retry: true },
  'staff-sign-in-wrong': { rule: 'OP-25', field: 'password' },
})

const SESSION_HOURS = 12
const FREE_FAILURES = 4
const BLOCK_MINUTES = [1, 5, 15, 60]

interface StaffRecord {
  readonly id: string
  readonly hall_id: string
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly state: string
  readonly password_hash: string
  readonly failures: number
  readonly blocked_until: number | null
}

/** Signs staff in at their own hall's desk. Failures are counted before the password is looked at. */
export async function signInStaff(
  deps: CentralDeps,
  device: DeviceRecord,
  input: { login: string; password: string },
): Promise<StaffSignInAnswer> {
  const staff = await countAttempt(deps, device, input.login)
  const right = await deps.passwords.fits(staff?.password_hash, input.password)
  if (staff === undefined || !right || staff.state !== 'active')
    throw new Refused(staffRefusals.make('staff-sign-in-wrong'))
  return deps.database.write((db) => openSession(deps, db, device, staff))
}

async function countAttempt(deps: CentralDeps, device: DeviceRecord, login: string): Promise<StaffRecord | undefined> {
  const now = deps.now()
  const attempt = await deps.database.write(async (db) => {
    // Writing to the row first lets attempts made at the same moment take turns, so that each is counted.
    await db.run(
      sql(
        'update staff_secret set failures = failures where staff_id = (select id from staff where login = ? and hall_id = ?)',
        [login, device.hall_id],
      ),
    )
    const staff = await db.find<StaffRecord>(
      sql(
        'select s.*, k.password_hash, k.failures, k.blocked_until from staff s join staff_secret k on k.staff_id = s.id where s.login = ? and s.hall_id = ?',
        [login, device.hall_id],
      ),
    )
    if (staff === undefined || (staff.blocked_until ?? 0) > now) return staff
    const failures = staff.failures + 1
    const step = BLOCK_MINUTES[Math.min(failures - FREE_FAILURES - 1, BLOCK_MINUTES.length - 1)]
    await db.run(
      sql('update staff_secret set failures = ?, blocked_until = ? where staff_id = ?', [
        failures,
        step === undefined ? null : now + step * MINUTE,
        staff.id,
      ]),
    )
    return staff
  })
  if (attempt !== undefined && (attempt.blocked_until ?? 0) > now)
    throw new Refused(staffRefusals.make('staff-sign-in-blocked', { until: attempt.blocked_until ?? 0 }))
  return attempt
}

async function openSession(
  deps: CentralDeps,
  db: WriteDb,
  device: DeviceRecord,
  staff: StaffRecord,
): Promise<StaffSignInAnswer> {
  const now = deps.now()
  const token = newToken()
  const expiresAt = now + SESSION_HOURS * HOUR
  await db.run(sql('update staff_secret set failures = 0, blocked_until = null where staff_id = ?', [staff.id]))
  await db.run(
    sql('insert into staff_session (token_hash, staff_id, device_id, created_at, expires_at) values (?, ?, ?, ?, ?)', [
      deps.sha256(token),
      staff.id,
      device.id,
      now,
      expiresAt,
    ]),
  )
  await appendAudit(
    db,
    { chain: device.hall_id, hash: deps.sha256 },
    {
      at: now,
      actor: { kind: 'staff', staffId: staff.id, role: staff.role, hallId: staff.hall_id, deviceId: device.id },
      action: 'staff.sign-in',
      subjects: [staff.id],
      detail: {},
    },
  )
  const hall = await db.find<{ id: string; name: string; tax_authority: string; division: string }>(
    sql('select * from hall where id = ?', [device.hall_id]),
  )
  if (hall === undefined) throw new Error('a device of no hall')
  return {
    token,
    expiresAt,
    staff: { staffId: staff.id, login: staff.login, name: staff.name, role: staff.role, hallId: staff.hall_id },
    hall: { id: hall.id, name: hall.name, taxAuthority: hall.tax_authority, division: hall.division },
    profile: deps.policy.id,
    sealingKey: deps.sealing.publicKey,
    signingKey: deps.signing.publicKey,
    ...(deps.recoveryKey === undefined ? {} : { recoveryKey: deps.recoveryKey }),
  }
}

/** The member of staff behind a token, used on the very device it was given to; `undefined` when it no longer counts. */
export async function findCaller(deps: CentralDeps, device: DeviceRecord, token: string): Promise<Caller | undefined> {
  const row = await deps.database.read((db) =>
    db.find<{ id: string; hall_id: string; role: Role }>(
      sql(
        "select s.id, s.hall_id, s.role from staff_session t join staff s on s.id = t.staff_id where t.token_hash = ? and t.device_id = ? and t.expires_at > ? and s.state = 'active' and s.hall_id = ?",
        [deps.sha256(token), device.id, deps.now(), device.hall_id],
      ),
    ),
  )
  return row && { staffId: row.id, role: row.role, hallId: row.hall_id, deviceId: device.id }
}

export async function endSession(deps: CentralDeps, token: string): Promise<void> {
  await deps.database.write((db) => db.run(sql('delete from staff_session where token_hash = ?', [deps.sha256(token)])))
}
