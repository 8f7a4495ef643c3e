import { appendAudit } from '../../storage/audit.ts'
import { changeInitialPassword, findNewPasswordBar } from '../../storage/auth-initial.ts'
import { FeedLog } from '../../storage/feed-log.ts'
import { findSession } from '../../storage/person-session.ts'
import { Refused } from '../../storage/refused.ts'
import type { CentralDeps } from '../deps.ts'
import { stepRefusals } from './refusals.ts'
import { openSession } from './sessions.ts'

/**
 * The change that an initial or reset value is good for (R-LGE-08). Afterwards the log-in is done.
 * @throws Refused when the session doesn't allow it, the two texts differ, or the rule is broken.
 */
export async function setInitialPassword(
  deps: CentralDeps,
  input: { token: string; newPassword: string; confirmation: string },
): Promise<{ token: string; expiresAt: number; next: 'done' }> {
  const session = await deps.database.read((db) =>
    findSession(db, deps.sha256(input.token), 'change-password', deps.now()),
  )
  if (session === undefined) throw new Refused(stepRefusals.make('login-step-expired'))
  const bar =
    input.newPassword === input.confirmation
      ? findNewPasswordBar(input.newPassword, deps.policy)
      : stepRefusals.make('login-confirmation-differs')
  if (bar !== undefined) throw new Refused(bar)
  const passwordHash = await deps.passwords.hash(input.newPassword)
  const now = deps.now()
  return deps.database.write(async (db) => {
    const work = { db, log: new FeedLog() }
    const { hallId } = await changeInitialPassword(work, session.personId, passwordHash, now)
    const opened = await openSession(deps, db, { ...session, stage: 'done' })
    await appendAudit(
      db,
      { chain: hallId, hash: deps.sha256 },
      {
        at: now,
        actor: { kind: 'person', personId: session.personId },
        action: 'login.change-initial-password',
        subjects: [session.personId],
        detail: {},
      },
    )
    await work.log.flush(db, now)
    return { ...opened, next: 'done' }
  })
}
