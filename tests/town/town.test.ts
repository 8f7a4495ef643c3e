import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cheapPasswords } from '../support/cheap-passwords.ts'
import { seedDemo } from '../../src/central/seed/seed-demo.ts'
import { DAY, HOUR } from '../../src/domain/kernel/instant.ts'
import { liaoningLegacy, shandong } from '../../src/domain/policy/profiles.ts'
import { sql } from '../../src/storage/database.ts'
import type { Journal } from '../../src/town/journal.ts'
import { askInvariants, planTown, playTown } from '../../src/town/play.ts'
import { startCentral, type TestCentral } from '../support/central.ts'

const TOWN = { seed: 7, days: 2, people: 40 }
/** Midnight in Beijing: the town's first day begins here. */
const MIDNIGHT = Date.UTC(2026, 10, 20, 16)

it('plans the same town from the same seed, and another one from another', () => {
  expect(planTown(TOWN)).toEqual(planTown(TOWN))
  expect(planTown({ ...TOWN, seed: 8 })).not.toEqual(planTown(TOWN))
})

describe.each([shandong, liaoningLegacy])('a day of twenty people in $id', (policy) => {
  it('[R-PLT-12] goes in by the pages of its profile, and meets no fault', { timeout: 300_000 }, async () => {
    let now = MIDNIGHT
    const setOn = (until: number) => (now = Math.max(now, until))
    const central = await startCentral({ empty: true, policy, proxy: '127.0.0.1', now: () => now++, setOn })
    try {
      await seedDemo(central.deps.database, { people: 100, seed: 7, now: MIDNIGHT, hashPassword: cheapPasswords.hash })
      const journal = await playTown({ seed: 7, days: 1, people: 20, baseUrl: central.url })
      expect(journal.faults).toEqual([])
      expect(journal.summary()[0]).toContain(`profile ${policy.id}`)
      const done = journal.kindsDone()
      expect(done).toContain('log-in')
      expect(done.length, done.join()).toBeGreaterThanOrEqual(10)
      const entered = await central.deps.database.read((db) =>
        db.all<{ method: string }>(
          sql("select method from login_log where login_type = 'enterprise' and result = 'success' and at >= ?", [
            MIDNIGHT,
          ]),
        ),
      )
      expect(entered.length, journal.summary().join('\n')).toBeGreaterThan(0)
      expect(await askInvariants(central.url)).toEqual([])
    } finally {
      await central.close()
    }
  })
})

describe('two days of forty people', () => {
  let central: TestCentral
  let journal: Journal
  let now = MIDNIGHT

  beforeAll(async () => {
    // A moment passes at each look at the clock, so that no two rows are of the same.
    const setOn = (until: number) => (now = Math.max(now, until))
    central = await startCentral({ empty: true, proxy: '127.0.0.1', now: () => now++, setOn })
    await seedDemo(central.deps.database, { people: 300, seed: 7, now: MIDNIGHT, hashPassword: cheapPasswords.hash })
    journal = await playTown({ ...TOWN, baseUrl: central.url })
  }, 300_000)
  afterAll(() => central.close())

  it('meets refusals by their rules and no fault', () => {
    expect(journal.faults).toEqual([])
    expect([...journal.refusals.keys()]).toContain('OP-20 login-failed')
    expect([...journal.refusals.keys()].filter((key) => !/^[A-Z]+-/u.test(key))).toEqual([])
  })

  it('does at least fifteen kinds of things', () => {
    expect(journal.kindsDone().length).toBeGreaterThanOrEqual(15)
  })

  it('leaves every invariant whole, and a corrupted row is told', async () => {
    expect(await askInvariants(central.url)).toEqual([])
    await central.deps.database.write((db) => db.run(sql('update person set level = 9 where level = 4')))
    const broken = await askInvariants(central.url)
    expect(broken.map(({ rule }) => rule)).toContain('R-RNL-02')
  })

  it('shows in the log by night and by day', async () => {
    const rows = await central.deps.database.read((db) =>
      db.all<{ at: number }>(sql('select at from login_log where at >= ?', [MIDNIGHT])),
    )
    const hours = rows.map(({ at }) => ((at - MIDNIGHT) % DAY) / HOUR)
    expect(hours.some((hour) => hour < 6)).toBe(true)
    expect(hours.some((hour) => hour > 11)).toBe(true)
  })
})
