import { describe, expect, it } from 'vitest'
import type { DemoRows } from '../../../src/central/demo/rows.ts'
import { beijingDate } from '../../../src/domain/kernel/calendar.ts'
import { FAILURE_REASONS, LOGIN_METHODS, LOGIN_TYPES } from '../../../src/domain/login/types.ts'
import { collect, groupBy, NOW, OPTIONS } from './world.ts'

const { tables } = collect()

describe('its log-ins', () => {
  const day = 86_400_000

  it('[R-JRN-05] hold what a log-in must, and copy the names of rows that exist', () => {
    const people = new Map(tables.person.map((person) => [person.id, person.name]))
    const firms = new Map(tables.enterprise.map((enterprise) => [enterprise.id, enterprise]))
    for (const row of tables.login_log) {
      expect(LOGIN_TYPES).toContain(row.login_type)
      expect(LOGIN_METHODS).toContain(row.method)
      expect(row.result === 'failure').toBe(row.reason !== null)
      if (row.reason !== null) expect(FAILURE_REASONS).toContain(row.reason)
      expect(row.person_id === null).toBe(row.reason === 'account-unknown')
      if (row.person_id !== null) expect(row.name).toBe(people.get(row.person_id))
      if (row.enterprise_id === null) expect(row.login_type).toBe('person')
      else {
        const enterprise = firms.get(row.enterprise_id)
        expect(row).toMatchObject({
          taxpayer_name: enterprise?.name,
          credit_code: enterprise?.credit_code,
          hall_id: enterprise?.hall_id,
        })
      }
    }
  })

  it('reach back six months and not beyond now, five a head', () => {
    const times = tables.login_log.map((row) => row.at)
    expect(Math.max(...times)).toBeLessThan(NOW)
    expect(Math.max(...times)).toBeGreaterThan(NOW - day)
    expect(Math.min(...times)).toBeLessThan(NOW - 180 * day)
    expect(times.length / OPTIONS.people).toBeGreaterThan(4.5)
    expect(times.length / OPTIONS.people).toBeLessThan(5.6)
  })

  it('keep office hours and weekends', () => {
    const hour = (row: DemoRows['login_log']) => Math.floor(((row.at + 8 * 3_600_000) % day) / 3_600_000)
    const night = tables.login_log.filter((row) => hour(row) < 6).length
    expect(night).toBeLessThan(tables.login_log.length * 0.03)
    // 1970-01-01 was a Thursday: days 2 and 3 after it are Saturday and Sunday.
    const weekend = tables.login_log.filter((row) =>
      [2, 3].includes(Math.floor((row.at + 8 * 3_600_000) / day) % 7),
    ).length
    expect(weekend / tables.login_log.length).toBeLessThan(0.22)
    expect(weekend).toBeGreaterThan(0)
  })

  it('succeed in an identity the person has', () => {
    const held = new Set(
      tables.relation
        .filter((row) => row.state === 'R4')
        .map((row) => `${row.person_id} ${row.enterprise_id} ${row.identity_type}`),
    )
    const entered = tables.login_log.filter((row) => row.login_type === 'enterprise' && row.result === 'success')
    expect(entered.length).toBeGreaterThan(5000)
    for (const row of entered) expect(held).toContain(`${row.person_id} ${row.enterprise_id} ${row.identity_type}`)
  })

  it('hold what a reviewer looks for: night bursts, guessing, one address with many accounts, far away rounds', () => {
    const lately = tables.login_log.filter((row) => row.at > NOW - 28 * day)
    const nightly = groupBy(
      lately.filter((row) => row.result === 'success' && (row.at + 8 * 3_600_000) % day < 5 * 3_600_000),
      (row) => `${row.person_id} ${beijingDate(row.at)}`,
    )
    const firmsIn = (rows: readonly DemoRows['login_log'][]) => new Set(rows.map((row) => row.enterprise_id)).size
    expect(Math.max(...[...nightly.values()].map(firmsIn))).toBeGreaterThanOrEqual(8)

    const locked = groupBy(
      lately.filter((row) => row.reason === 'password-wrong' || row.reason === 'locked'),
      (row) => `${row.person_id} ${beijingDate(row.at)}`,
    )
    const guessed = [...locked.values()].filter((rows) => rows.length >= 8)
    expect(guessed.length).toBeGreaterThanOrEqual(3)
    for (const rows of guessed) {
      const last = rows.at(-1)
      expect(
        lately.some(
          (row) =>
            row.person_id === last?.person_id &&
            row.result === 'success' &&
            row.at > last.at &&
            row.address === last.address,
        ),
      ).toBe(true)
    }

    const addresses = [...groupBy(lately, (row) => `${row.address} ${beijingDate(row.at)}`).values()]
    const accounts = addresses.map((rows) => new Set(rows.map((row) => row.person_id)).size)
    expect(accounts.filter((count) => count >= 12).length).toBeGreaterThanOrEqual(3)

    const byPersonAndDay = [...groupBy(lately, (row) => `${row.person_id} ${beijingDate(row.at)}`).values()]
    const travelled = byPersonAndDay.filter(
      (rows) => firmsIn(rows) >= 8 && new Set(rows.map((row) => row.place)).size >= 2,
    )
    expect(travelled.length).toBeGreaterThan(0)
  })
})
