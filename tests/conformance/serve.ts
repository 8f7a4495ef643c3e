import { getPolicy } from '../../src/domain/policy/profiles.ts'
import type { Policy } from '../../src/domain/policy/policy.ts'
import type { Database } from '../../src/storage/database.ts'
import { APP_KEY, CORE_KEY, startCentral, type TestCentral } from '../support/central.ts'

/** What the central under test is shown by APPs and the core tax system. */
export const KEYS = { app: APP_KEY, core: CORE_KEY }

/** A central for the pack: in this profile, behind a proxy on this machine, with a clock that can be set on. */
export function servePack(profile: Policy['id'], database?: Database): Promise<TestCentral> {
  let ahead = 0
  return startCentral({
    proxy: '127.0.0.1',
    policy: getPolicy(profile),
    now: () => Date.now() + ahead,
    setOn: (until) => (ahead = Math.max(ahead, until - Date.now())),
    ...(database === undefined ? {} : { database }),
  })
}
