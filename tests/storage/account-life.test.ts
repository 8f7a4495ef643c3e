import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCentralDatabase } from '../../src/central/open.ts'
import { liaoning, liaoningLegacy, shandong } from '../../src/domain/policy/profiles.ts'
import { forEachDatabase } from '../support/databases.ts'
import { chooseSeed, leaveEvidence, often } from '../support/soak.ts'
import type { Flaw } from './account-life/play.ts'
import { walk } from './account-life/walk.ts'

const seed = chooseSeed('account life')

/** What a long enough walk has come past; a walk that never meets what it guards proves nothing. */
const REACHED = [
  'account.register accepted',
  'account.register-overseas accepted',
  'account.deregister accepted',
  'level.raise accepted',
  'phone.recover accepted',
  'credential.change accepted',
  'log-in passed',
  'log-in locked',
  'log-in login-locked',
  'relation.bind accepted',
  ...['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9'],
]

/** While a deletion is judged, a 财务负责人 is read as a member of staff. */
function blindToManagers(): Flaw {
  let deletes = false
  return {
    context: (context, { name }) => {
      deletes = name === 'relation.delete' || name === 'relation.unbind'
      return context
    },
    read: (_text, row) =>
      deletes && row['identity_type'] === 'finance-officer' ? { ...row, identity_type: 'invoice-buyer' } : row,
  }
}

/**
 * A rule is broken in each of these by wrapping what its judge is told or reads, or what is written; the walk names the
 * rule that its first step beyond breaks.
 */
const FLAWS: readonly (readonly [what: string, rule: string, flaw: Flaw])[] = [
  [
    'takes anybody’s agreement for the person’s, with a face',
    'R-REL-01',
    {
      context: (context, { name, payload }) => {
        const personId = String(payload['personId'])
        if (name !== 'relation.accept') return context
        const face = { kind: 'face', personId, passed: true, at: context.now } as const
        return { ...context, actor: { kind: 'person', personId }, proofs: [face] }
      },
    },
  ],
  [
    'lets a number be bound that somebody else holds',
    'R-PHN-01',
    {
      read: (text, row) => (text.includes('number = ?') && text.includes('person_id <> ?') ? undefined : row),
      without: ['phone_one_holder'],
    },
  ],
  [
    'sees no default number when another becomes it',
    'R-PHN-07',
    {
      read: (text, row) =>
        text.startsWith('select * from phone where person_id') && row['is_default'] === 1
          ? { ...row, is_default: 0 }
          : row,
      without: ['phone_one_default'],
    },
  ],
  [
    'raises a level beyond the fourth',
    'R-RNL-02',
    { policy: (policy) => ({ ...policy, level: { ...policy.level, maximum: 9 } }) },
  ],
  ['takes a manager for staff when somebody is deleted', 'R-REL-21', blindToManagers()],
  [
    'doesn’t see that an account was given up',
    'R-DRG-',
    {
      read: (text, row) =>
        row['account_state'] === 'A4' && !text.startsWith('select * from person')
          ? { ...row, account_state: 'A2' }
          : row,
    },
  ],
  ['never locks', 'R-LCK-0', { policy: (policy) => ({ ...policy, lockFailures: 50 }) }],
  ['forgets failures of a day', 'R-LCK-02', { loses: (text) => text.startsWith('insert into auth_failure') }],
  ['writes no audit', 'TRUST-51', { loses: (text) => text.startsWith('insert into audit') }],
  ['tells no hall', 'SYNC-DOWN', { loses: (text) => text.startsWith('insert into feed ') }],
  ['keeps no log of tries', 'R-JRN-01', { loses: (text) => text.includes('into login_log') }],
]

forEachDatabase('an account’s life', (open) => {
  it.each([liaoning, shandong, liaoningLegacy])(
    '[R-TR-ACC-09] keeps numbers, levels, locks, confirmations and history whole in $id, whatever people do',
    { timeout: 600_000 },
    async (policy) => {
      const database = await open()
      const usual = database.dialect === 'postgres' ? 120 : policy === liaoning ? 2000 : 400
      const steps = often(usual, usual * 25)
      const { broken, at, reached } = await walk({ database, policy, seed, steps })
      expect(broken, `step ${String(at)}, seed ${String(seed)}`).toEqual([])
      const figures = { database: database.dialect, profile: policy.id, seed, steps: at, kinds: reached.size }
      leaveEvidence('account life', figures)
      // Where chance begins somewhere new, only a long walk comes past everything.
      if (policy !== liaoning || database.dialect !== 'sqlite' || (seed !== 1 && steps < 10_000)) return
      for (const what of REACHED) expect(reached.get(what) ?? 0, what).toBeGreaterThan(0)
    },
  )
})

describe('the walk finds out a judge who', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hall-life-'))
  })
  afterAll(() => rm(directory, { recursive: true, force: true }))

  // Titles without ids: what is proved here is the walk, not the rule.
  it.each(FLAWS)('%s', { timeout: 120_000 }, async (what, rule, flaw) => {
    const database = await openCentralDatabase(
      join(directory, `${String(FLAWS.findIndex(([one]) => one === what))}.db`),
    )
    try {
      const { broken, at } = await walk({ database, policy: liaoning, seed, steps: 4000, flaw })
      expect(broken.join('\n'), `after ${String(at)} steps`).toContain(rule)
    } finally {
      await database.close()
    }
  })
})
