import { defineRefusals } from '../domain/kernel/refusal.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { AccountKind } from '../domain/legacy/types.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import { putEnterprisePassword } from './legacy-secret.ts'
import { Refused } from './refused.ts'

/** Why a certificate isn't handed over. */
export const certificateRefusals = defineRefusals({
  'certificate-unknown': { rule: 'R-EPW-01' },
  'certificate-expired': { rule: 'R-EPW-03' },
  'certificate-handed-over': { rule: 'R-EPW-03' },
})

export interface NewCertificate {
  readonly id: string
  readonly hallId: string
  readonly enterpriseId: string
  readonly accountKind: AccountKind
  readonly expiresAt: Instant
}

/** Lets one 《电子税务局办税用户注册凭证》 wait for its printing. Central only: a desk never accepts the command. */
export async function putCertificate(db: WriteDb, certificate: NewCertificate, now: Instant): Promise<void> {
  const { id, enterpriseId, hallId, accountKind, expiresAt } = certificate
  await db.run(
    sql(
      'insert into certificate (id, enterprise_id, hall_id, account_kind, issued_at, expires_at) values (?, ?, ?, ?, ?, ?)',
      [id, enterpriseId, hallId, accountKind, now, expiresAt],
    ),
  )
}

interface CertificateRecord {
  readonly id: string
  readonly enterprise_id: string
  readonly account_kind: AccountKind
  readonly expires_at: number
  readonly collected_at: number | null
}

const findCertificate = (db: ReadDb, id: string, hallId: string): Promise<CertificateRecord | undefined> =>
  db.find(sql('select * from certificate where id = ? and hall_id = ?', [id, hallId]))

/** What is printed on a certificate, besides the password. */
export interface CertificatePaper {
  readonly enterpriseId: string
  readonly name: string
  readonly creditCode: string
  readonly taxpayerNumber: string | null
  readonly accountKind: AccountKind
}

/**
 * Hands a certificate over: from now on its password is the enterprise's (R-EPW-01, R-HAL-07). Each is handed over
 * once; one that was lost on the way is followed by a new one, never printed again.
 * @throws Refused when it is another hall's, was handed over, or waited too long.
 */
export async function collectCertificate(
  db: WriteDb,
  { id, hallId, passwordHash }: { readonly id: string; readonly hallId: string; readonly passwordHash: string },
  now: Instant,
): Promise<CertificatePaper> {
  const taken = await db.run(
    sql('update certificate set collected_at = ? where id = ? and hall_id = ? and collected_at is null', [
      now,
      id,
      hallId,
    ]),
  )
  const row = await findCertificate(db, id, hallId)
  if (row === undefined) throw new Refused(certificateRefusals.make('certificate-unknown'))
  if (taken === 0) throw new Refused(certificateRefusals.make('certificate-handed-over'))
  if (row.expires_at <= now) throw new Refused(certificateRefusals.make('certificate-expired'))
  await putEnterprisePassword(db, row.enterprise_id, { passwordHash, accountKind: row.account_kind }, now)
  const enterprise = await db.find<{ name: string; credit_code: string; taxpayer_number: string | null }>(
    sql('select name, credit_code, taxpayer_number from enterprise where id = ?', [row.enterprise_id]),
  )
  return {
    enterpriseId: row.enterprise_id,
    name: enterprise?.name ?? '',
    creditCode: enterprise?.credit_code ?? '',
    taxpayerNumber: enterprise?.taxpayer_number ?? null,
    accountKind: row.account_kind,
  }
}
