import type { Desk } from './desk.ts'
import type { Link } from './link.ts'
import type { OwnAnswers } from './serve.ts'
import type { Sessions } from './session.ts'
import { withdraw } from './withdraw.ts'

/** Calls that the data thread answers from its own state rather than from rows. */
export function ownAnswers(desk: Desk, sessions: Sessions, link: Link): OwnAnswers {
  return {
    'session.state': () => sessions.state(),
    'session.enrol': ({ code, name }: { code: string; name: string }) => sessions.enrol(code, name),
    'session.sign-in': ({ login, password }: { login: string; password: string }) => sessions.signIn(login, password),
    'session.unlock': ({ password }: { password: string }) => sessions.unlock(password),
    'session.lock': () => sessions.lock(),
    'session.sign-out': () => sessions.signOut(),
    // Two clerks share a counter: the one who locked it may be at lunch, and the drafts stay theirs.
    'session.take-over': () => sessions.signOut(),
    'session.known-logins': () => sessions.knownLogins(),
    'outbox.retry': () => {
      link.wake()
      return Promise.resolve({})
    },
    'outbox.withdraw': ({ commandId }: { commandId: string }) => withdraw(desk, commandId),
  }
}
