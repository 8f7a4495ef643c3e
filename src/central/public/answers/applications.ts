import type { sessionOperations } from '../../../contract/public/session.ts'
import { MINUTE } from '../../../domain/kernel/instant.ts'
import { endPersonSession, findSession, putSession } from '../../../storage/person-session.ts'
import { Refused } from '../../../storage/refused.ts'
import { viewSession } from '../../../storage/session-view.ts'
import { isStanding } from '../../../storage/session-standing.ts'
import { refuseSwitch } from '../../../storage/switch.ts'
import { newToken } from '../../crypto.ts'
import type { AnswersOf } from '../answers.ts'
import { openSession } from '../sessions.ts'

/** A ticket only has to outlive the way from one page to the next. */
const TICKET_LIFETIME = MINUTE

/** 单点登录: a second application needs no new log-in (R-PLT-04). */
export const applicationAnswers: Pick<
  AnswersOf<typeof sessionOperations>,
  'applications.ticket' | 'applications.session'
> = {
  'applications.ticket': async (deps, { taxpayer: { session }, body: { application } }) => {
    const ticket = newToken()
    const now = deps.now()
    const expiresAt = Math.min(now + TICKET_LIFETIME, session.expiresAt)
    const kept = { ...session, stage: 'application', application, expiresAt } as const
    await deps.database.write((db) => putSession(db, deps.sha256(ticket), kept, now))
    return { ticket, expiresAt }
  },

  'applications.session': async (deps, { body: { ticket, application } }) => {
    const hash = deps.sha256(ticket)
    const now = deps.now()
    const opened = await deps.database.write(async (db) => {
      const session = await findSession(db, hash, 'application', now)
      const judge = { now, policy: deps.policy }
      if (session?.application !== application || !(await isStanding(db, session, judge))) return undefined
      if (!(await endPersonSession(db, hash))) return undefined
      const done = { ...session, stage: 'done', application: null } as const
      const { token, expiresAt } = await openSession(deps, db, done)
      return { token, session: await viewSession(db, { ...done, expiresAt }, now) }
    })
    if (opened === undefined) throw new Refused(refuseSwitch('application-ticket-void'))
    return opened
  },
}
