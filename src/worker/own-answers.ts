import { verifyAudit } from './audit-check.ts'
import type { Devices } from '../devices/ports.ts'
import type { Desk } from './desk.ts'
import { deviceAnswers } from './devices.ts'
import { deviceFacts } from './device-facts.ts'
import { deliverBundle } from './field/deliver.ts'
import { exportBundle } from './field/export.ts'
import { takeReceipt } from './field/receipt.ts'
import type { Link } from './link.ts'
import type { KeptDatabase } from './salvage/folder.ts'
import type { OwnAnswers } from './serve.ts'
import type { Sessions } from './session.ts'
import { withdraw } from './withdraw.ts'

/** Calls that the data thread answers from its own state rather than from rows. */
export function ownAnswers(
  desk: Desk,
  sessions: Sessions,
  link: Link,
  devices: Devices,
  listKept: () => readonly KeptDatabase[],
): OwnAnswers {
  return {
    ...deviceAnswers(desk, devices),
    'session.state': () => sessions.state(),
    'session.enrol': ({ code, name }: { code: string; name: string }) => sessions.enrol(code, name),
    'session.sign-in': ({ login, password }: { login: string; password: string }) => sessions.signIn(login, password),
    'session.unlock': ({ password }: { password: string }) => sessions.unlock(password),
    'session.lock': () => sessions.lock(),
    'session.sign-out': () => sessions.signOut(),
    // The call itself is the sign of life; the server notes it.
    'session.touch': () => Promise.resolve({}),
    'outbox.retry': () => {
      link.wake()
      return Promise.resolve({})
    },
    'field.export': (input: { from?: number }) => exportBundle(desk, input),
    'field.deliver': (input: { content: Uint8Array }) => deliverBundle(desk, input),
    'field.take-receipt': (input: { content: Uint8Array }) => takeReceipt(desk, input),
    'audit.verify': () => verifyAudit(desk),
    'settings.device': () => deviceFacts(desk, listKept()),
    'outbox.withdraw': ({ commandId }: { commandId: string }) => withdraw(desk, commandId),
  }
}
