import type { Instant } from '../domain/kernel/instant.ts'
import type { WriteDb } from './database.ts'
import { sql } from './database.ts'

/** Makes the password kept for this command the agreement's. @throws when none is kept. */
export async function settleAgreementSecret(
  db: WriteDb,
  commandId: string,
  agreementId: string,
  now: Instant,
): Promise<void> {
  const set = await db.run(
    sql(
      `insert into agreement_secret (agreement_id, password_hash, set_at)
       select cast(? as text), password_hash, cast(? as bigint) from new_secret where command_id = ?
       on conflict (agreement_id) do update set password_hash = excluded.password_hash, set_at = excluded.set_at`,
      [agreementId, now, commandId],
    ),
  )
  if (set !== 1) throw new Error('an agreement password was accepted that nobody keeps')
  await db.run(sql('delete from new_secret where command_id = ?', [commandId]))
}
