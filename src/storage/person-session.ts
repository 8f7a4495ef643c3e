import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { Entrance } from '../domain/login/types.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/** How far a taxpayer's log-in has come; a step opens the one named next and nothing else. */
export type LoginStage = 'second-step' | 'change-password' | 'done'

/** A taxpayer's log-in, under way or done; exactly one business identity (R-PLT-02). */
export interface PersonSession {
  readonly personId: string
  readonly stage: LoginStage
  readonly entrance: Entrance
  /** As typed and normalised in step one; empty for 自然人业务. */
  readonly enterpriseCode: string
  readonly enterpriseId: string | null
  readonly identityType: string | null
  readonly channel: 'web' | 'app'
  readonly expiresAt: Instant
}

type Content = Omit<PersonSession, 'personId' | 'expiresAt'>

/** Keeps a session under its token's hash. */
export async function putSession(
  db: WriteDb,
  tokenHash: string,
  { personId, expiresAt, ...content }: PersonSession,
  now: Instant,
): Promise<void> {
  await db.run(sql('delete from person_session where expires_at <= ?', [now]))
  await db.run(
    sql('insert into person_session (token_hash, person_id, content, created_at, expires_at) values (?, ?, ?, ?, ?)', [
      tokenHash,
      personId,
      JSON.stringify(content satisfies Content),
      now,
      expiresAt,
    ]),
  )
}

/** The session of this token at this stage, unless it has run out. */
export async function findSession(
  db: ReadDb,
  tokenHash: string,
  stage: LoginStage,
  now: Instant,
): Promise<PersonSession | undefined> {
  const row = await db.find<{ person_id: string; content: string; expires_at: number }>(
    sql('select person_id, content, expires_at from person_session where token_hash = ? and expires_at > ?', [
      tokenHash,
      now,
    ]),
  )
  if (row === undefined) return undefined
  const content = JSON.parse(row.content) as Content
  return content.stage === stage ? { ...content, personId: row.person_id, expiresAt: row.expires_at } : undefined
}

/** Ends a session; each step ends the one before it, so that no token works twice. Says whether it was there. */
export async function endPersonSession(db: WriteDb, tokenHash: string): Promise<boolean> {
  return (await db.run(sql('delete from person_session where token_hash = ?', [tokenHash]))) > 0
}

/** Ends every session of a person: their password has changed. */
export async function endSessionsOf(db: WriteDb, personId: string): Promise<void> {
  await db.run(sql('delete from person_session where person_id = ?', [personId]))
}

/**
 * Whether what a finished log-in rested on still holds: the account, and the relation it was opened by (R-DRG-03,
 * R-LGE-09, R-LGE-18, R-TR-REL-15).
 */
export async function isStanding(
  db: ReadDb,
  { personId, enterpriseId, identityType }: PersonSession,
  now: Instant,
): Promise<boolean> {
  const person = await db.find<{ account_state: string }>(
    sql('select account_state from person where id = ?', [personId]),
  )
  if (person === undefined || person.account_state === 'A0' || person.account_state === 'A4') return false
  if (enterpriseId === null) return true
  const relation = await db.find(
    sql(
      "select id from relation where enterprise_id = ? and person_id = ? and identity_type = ? and state = 'R4' and (valid_until is null or valid_until >= ?) limit 1",
      [enterpriseId, personId, identityType ?? '', beijingDate(now)],
    ),
  )
  return relation !== undefined
}
