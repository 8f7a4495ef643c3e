import { initialValue } from '../domain/credential/initial-value.ts'
import { findPasswordProblem } from '../domain/credential/password-rule.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Policy } from '../domain/policy/policy.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/** How a person's password is known. The initial value is never stored: it is read off the document (R-PWD-06). */
export type KnownSecret =
  | { readonly kind: 'hash'; readonly hash: string }
  | { readonly kind: 'initial'; readonly value: string }
  | { readonly kind: 'none' }

/** What an entered password has to be compared with now; a value past its end is no password any more (OP-06). */
export async function findKnownSecret(
  db: ReadDb,
  personId: string,
  policy: Policy,
  now: Instant,
): Promise<KnownSecret> {
  const person = await db.find<{
    document_number: string
    credential_state: string
    credential_void_at: number | null
  }>(sql('select document_number, credential_state, credential_void_at from person where id = ?', [personId]))
  if (person === undefined) return { kind: 'none' }
  if (person.credential_state === 'K1' || person.credential_state === 'K3') {
    if (person.credential_void_at !== null && person.credential_void_at <= now) return { kind: 'none' }
    return { kind: 'initial', value: initialValue(person.document_number, policy) }
  }
  const row = await db.find<{ password_hash: string }>(
    sql('select password_hash from person_secret where person_id = ?', [personId]),
  )
  return row === undefined ? { kind: 'none' } : { kind: 'hash', hash: row.password_hash }
}

/** What the rule in force has against a new password, as a `new-password` proof names it (R-PWD-01…04). */
export const findRuleProblem = (password: string, policy: Policy): string | undefined =>
  findPasswordProblem(password, policy.passwordRule)

/** Nonces of boxes are kept longer than any box can count. */
const NONCES_KEPT = 400

/**
 * Takes the nonce of an opened box for a command. False when another command used it before: the box was copied.
 * The same command may come again, because a held one is decided more than once.
 */
export async function takeNonce(db: WriteDb, nonce: string, commandId: string, now: Instant): Promise<boolean> {
  await db.run(sql('delete from sealed_nonce where at < ?', [now - NONCES_KEPT * 86_400_000]))
  await db.run(
    sql('insert into sealed_nonce (nonce, used_by, at) values (?, ?, ?) on conflict (nonce) do nothing', [
      nonce,
      commandId,
      now,
    ]),
  )
  const row = await db.find<{ used_by: string }>(sql('select used_by from sealed_nonce where nonce = ?', [nonce]))
  return row?.used_by === commandId
}

/** Keeps the stored form of a new password until its command is accepted. */
export async function keepNewSecret(
  db: WriteDb,
  { commandId, personId, passwordHash }: { commandId: string; personId: string; passwordHash: string },
  now: Instant,
): Promise<void> {
  await db.run(
    sql(
      'insert into new_secret (command_id, person_id, password_hash, at) values (?, ?, ?, ?) on conflict (command_id) do update set password_hash = excluded.password_hash, at = excluded.at',
      [commandId, personId, passwordHash, now],
    ),
  )
}

/** Makes the password kept for this command the person's own. @throws when none is kept. */
export async function settleNewSecret(db: WriteDb, commandId: string, personId: string, now: Instant): Promise<void> {
  const set = await db.run(
    sql(
      `insert into person_secret (person_id, password_hash, source, set_at, void_at)
       select person_id, password_hash, 'own', ?, null from new_secret where command_id = ? and person_id = ?
       on conflict (person_id) do update set password_hash = excluded.password_hash, source = excluded.source, set_at = excluded.set_at, void_at = excluded.void_at`,
      [now, commandId, personId],
    ),
  )
  if (set !== 1) throw new Error('a password was accepted that nobody keeps')
  await db.run(sql('delete from new_secret where command_id = ?', [commandId]))
}

/** Forgets the person's own password: the value read off the document is in force. */
export async function dropSecret(db: WriteDb, personId: string): Promise<void> {
  await db.run(sql('delete from person_secret where person_id = ?', [personId]))
}
