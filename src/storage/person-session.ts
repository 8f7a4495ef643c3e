import type { Instant } from '../domain/kernel/instant.ts'
import type { Entrance, LoginMethod, ProjectKind } from '../domain/login/types.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/**
 * How far a taxpayer's log-in has come; a step opens the one named next and nothing else. `recovery` and
 * `new-password` are the steps of 忘记密码, `application` is the ticket that another application turns into a log-in.
 */
export type LoginStage = 'second-step' | 'change-password' | 'done' | 'recovery' | 'new-password' | 'application'

/** A taxpayer's log-in, under way or done; exactly one business identity (R-PLT-02). */
export interface PersonSession {
  readonly personId: string
  readonly stage: LoginStage
  readonly entrance: Entrance
  /** As typed and normalised in step one; the agency's own for 代理业务, empty for 自然人业务. */
  readonly enterpriseCode: string
  /** Whom the log-in is for; an agency's is for nobody until a client was entered (R-AGY-02). */
  readonly enterpriseId: string | null
  readonly identityType: string | null
  readonly channel: 'web' | 'app'
  readonly agencyId: string | null
  /** The type chosen at 特定主体登录, and the project the log-in is at. */
  readonly projectKind: ProjectKind | null
  readonly projectId: string | null
  /** What was proved last, for the log. */
  readonly method: LoginMethod
  /** 忘记密码: the way that was passed, and the number its code went to. */
  readonly recovered: { readonly by: 'sms' | 'scan'; readonly number: string | null } | null
  /** The application that a ticket is for (R-PLT-04). */
  readonly application: string | null
  readonly expiresAt: Instant
}

type Content = Omit<PersonSession, 'personId' | 'expiresAt'>

/** What a log-in is that is for one person alone, at no entrance's second thought. */
export const PERSONAL: Omit<Content, 'stage'> = {
  entrance: 'person',
  enterpriseCode: '',
  enterpriseId: null,
  identityType: null,
  channel: 'web',
  agencyId: null,
  projectKind: null,
  projectId: null,
  method: 'password',
  recovered: null,
  application: null,
}

/** Reads a session as it was kept; what it doesn't say is as in a personal log-in. */
export const readContent = (content: unknown): Content => ({
  ...PERSONAL,
  ...(content as Partial<Content> & Pick<Content, 'stage'>),
})

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

/** Changes what a session says, in its place: it is the same log-in in another identity (R-SWT-02). */
export async function moveSession(
  db: WriteDb,
  tokenHash: string,
  { personId: _, expiresAt: __, ...content }: PersonSession,
): Promise<void> {
  await db.run(
    sql('update person_session set content = ? where token_hash = ?', [
      JSON.stringify(content satisfies Content),
      tokenHash,
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
  const content = readContent(JSON.parse(row.content))
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
