import { sql } from '../storage/database.ts'
import type { CentralDeps } from './deps.ts'
import { MINUTE } from '../domain/kernel/instant.ts'

const FREE_FAILURES = 4
const BLOCK = 5 * MINUTE

/**
 * Whether somebody signed in has entered their own password again, as weighty acts ask. Failures count with those
 * of signing in and are counted before the password is looked at; a blocked account has no right password.
 */
export async function isStaffPassword(deps: CentralDeps, staffId: string, password: string): Promise<boolean> {
  const now = deps.now()
  const secret = await deps.database.write(async (db) => {
    // Writing to the row first lets attempts made at the same moment take turns, so that each is counted.
    await db.run(sql('update staff_secret set failures = failures where staff_id = ?', [staffId]))
    const row = await db.find<{ password_hash: string; failures: number; blocked_until: number | null }>(
      sql('select password_hash, failures, blocked_until from staff_secret where staff_id = ?', [staffId]),
    )
    if (row === undefined || (row.blocked_until ?? 0) > now) return undefined
    const failures = row.failures + 1
    await db.run(
      sql('update staff_secret set failures = ?, blocked_until = ? where staff_id = ?', [
        failures,
        failures > FREE_FAILURES ? now + BLOCK : null,
        staffId,
      ]),
    )
    return row
  })
  if (secret === undefined || !(await deps.passwords.fits(secret.password_hash, password))) return false
  await deps.database.write((db) =>
    db.run(sql('update staff_secret set failures = 0, blocked_until = null where staff_id = ?', [staffId])),
  )
  return true
}
