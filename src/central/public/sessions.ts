import { HOUR, MINUTE, type Instant } from '../../domain/kernel/instant.ts'
import type { WriteDb } from '../../storage/database.ts'
import { putSession, type PersonSession } from '../../storage/person-session.ts'
import { newToken } from '../crypto.ts'
import type { CentralDeps } from '../deps.ts'

/** An unfinished log-in waits this long for its next step, a finished one lives this long. */
const UNFINISHED = 10 * MINUTE
const FINISHED = 2 * HOUR

/** Opens a session at its stage and gives out its token, once. */
export async function openSession(
  deps: CentralDeps,
  db: WriteDb,
  session: Omit<PersonSession, 'expiresAt'>,
): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
  const now = deps.now()
  const token = newToken()
  const expiresAt = now + (session.stage === 'done' ? FINISHED : UNFINISHED)
  await putSession(db, deps.sha256(token), { ...session, expiresAt }, now)
  return { token, expiresAt }
}
