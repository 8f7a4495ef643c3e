import { NO_SECRET, RESET_VALUE } from '../domain/legacy/transitions.ts'
import type { AccountKind, MemberSecret } from '../domain/legacy/types.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { KnownSecret } from './secret.ts'

/** The account of an enterprise: what its certificate opened. Central only, like everything in this file. */
export interface EnterpriseAccount {
  readonly passwordHash: string
  readonly accountKind: AccountKind
  readonly firstLoginAt: Instant | null
}

export async function findEnterpriseAccount(db: ReadDb, enterpriseId: string): Promise<EnterpriseAccount | undefined> {
  const row = await db.find<{ password_hash: string; account_kind: AccountKind; first_login_at: number | null }>(
    sql('select password_hash, account_kind, first_login_at from enterprise_secret where enterprise_id = ?', [
      enterpriseId,
    ]),
  )
  return row && { passwordHash: row.password_hash, accountKind: row.account_kind, firstLoginAt: row.first_login_at }
}

/** R-EPW-01, R-EPW-03: the password of a certificate is the enterprise's from now on; a first log-in stays one. */
export async function putEnterprisePassword(
  db: WriteDb,
  enterpriseId: string,
  { passwordHash, accountKind }: { readonly passwordHash: string; readonly accountKind: AccountKind },
  now: Instant,
): Promise<void> {
  await db.run(
    sql(
      'insert into enterprise_secret (enterprise_id, password_hash, account_kind, set_at) values (?, ?, ?, ?) on conflict (enterprise_id) do update set password_hash = excluded.password_hash, account_kind = excluded.account_kind, set_at = excluded.set_at',
      [enterpriseId, passwordHash, accountKind, now],
    ),
  )
}

/** Takes over the new password kept for this command (R-EPW-02). @throws when none is kept. */
export async function settleEnterprisePassword(
  db: WriteDb,
  commandId: string,
  enterpriseId: string,
  now: Instant,
): Promise<void> {
  const passwordHash = await takeNewSecret(db, commandId, enterpriseId)
  await db.run(
    sql('update enterprise_secret set password_hash = ?, set_at = ? where enterprise_id = ?', [
      passwordHash,
      now,
      enterpriseId,
    ]),
  )
}

/** From the first ordinary log-in on, others than managers get in too (R-LEG-10), and quick log-in opens (R-LEG-02). */
export async function noteFirstLogin(db: WriteDb, enterpriseId: string, now: Instant): Promise<void> {
  await db.run(
    sql('update enterprise_secret set first_login_at = ? where enterprise_id = ? and first_login_at is null', [
      now,
      enterpriseId,
    ]),
  )
}

interface MemberRecord {
  readonly relation_id: string
  readonly password_hash: string | null
  readonly state: MemberSecret['state']
  readonly bound: number
  readonly void_at: number | null
}

const toSecret = (row: MemberRecord): MemberSecret => ({
  state: row.state,
  bound: row.bound === 1,
  voidAt: row.void_at,
})

const findMemberRecord = (db: ReadDb, relationId: string): Promise<MemberRecord | undefined> =>
  db.find(sql('select * from member_secret where relation_id = ?', [relationId]))

export async function findMemberSecret(db: ReadDb, relationId: string): Promise<MemberSecret> {
  const row = await findMemberRecord(db, relationId)
  return row === undefined ? NO_SECRET : toSecret(row)
}

/** What each of these members has; those without a row are left out. */
export async function listMemberSecrets(
  db: ReadDb,
  relationIds: readonly string[],
): Promise<ReadonlyMap<string, MemberSecret>> {
  if (relationIds.length === 0) return new Map()
  const rows = await db.all<MemberRecord>(db.build('member_secret').whereIn('relation_id', [...relationIds]))
  return new Map(rows.map((row) => [row.relation_id, toSecret(row)]))
}

/** What an entered password of a member is compared with; the value of a reset is read, never stored (R-PWD-14). */
export async function findKnownMemberSecret(db: ReadDb, relationId: string): Promise<KnownSecret> {
  const row = await findMemberRecord(db, relationId)
  if (row?.state === 'K3') return { kind: 'initial', value: RESET_VALUE }
  const hash = row?.password_hash ?? undefined
  return hash === undefined ? { kind: 'none' } : { kind: 'hash', hash }
}

/** Keeps what was decided; `typed` takes the password kept for the command, otherwise the one that was there stays. */
export async function putMemberSecret(
  db: WriteDb,
  relationId: string,
  secret: MemberSecret,
  { typed, now }: { readonly typed: { readonly commandId: string } | undefined; readonly now: Instant },
): Promise<void> {
  const before = await findMemberRecord(db, relationId)
  const kept = secret.state === 'K3' ? null : (before?.password_hash ?? null)
  const passwordHash = typed === undefined ? kept : await takeNewSecret(db, typed.commandId, relationId)
  await db.run(
    sql(
      'insert into member_secret (relation_id, password_hash, state, bound, void_at, set_at) values (?, ?, ?, ?, ?, ?) on conflict (relation_id) do update set password_hash = excluded.password_hash, state = excluded.state, bound = excluded.bound, void_at = excluded.void_at, set_at = excluded.set_at',
      [relationId, passwordHash, secret.state, secret.bound ? 1 : 0, secret.voidAt, now],
    ),
  )
}

/** `new_secret` keeps the owner of the password in `person_id`, whatever it is the password of. */
async function takeNewSecret(db: WriteDb, commandId: string, ownerId: string): Promise<string> {
  const row = await db.find<{ password_hash: string }>(
    sql('select password_hash from new_secret where command_id = ? and person_id = ?', [commandId, ownerId]),
  )
  if (row === undefined) throw new Error('a password was accepted that nobody keeps')
  await db.run(sql('delete from new_secret where command_id = ?', [commandId]))
  return row.password_hash
}

/** Under which password the agencies of a recognition act for their client (R-AGY-12). */
export async function findAgreementHash(db: ReadDb, agreementId: string): Promise<string | undefined> {
  const row = await db.find<{ password_hash: string }>(
    sql('select password_hash from agreement_secret where agreement_id = ?', [agreementId]),
  )
  return row?.password_hash
}
