import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonthsClamped,
  ageOn,
  beijingDate,
  beijingMidnight,
  daysBetween,
  daysInMonth,
  isCivilDate,
  oneMonthBefore,
  parseCivilDate,
  weekday,
} from '../../../src/domain/kernel/calendar.ts'

/** Instants of about the years 1000 to 3000, checked against the runtime's own calendar. */
const instants = fc.integer({ min: -30_000_000_000_000, max: 32_000_000_000_000 })
const BEIJING = 8 * 3_600_000

function referenceDate(instant: number): string {
  return new Date(instant + BEIJING).toISOString().slice(0, 10)
}

describe('civil dates', () => {
  it('reads a day in every form people write it', () => {
    for (const text of [
      '2024-03-05',
      '20240305',
      '2024/3/5',
      '2024/03/05',
      '2024.03.05',
      '2024年3月5日',
      ' ２０２４－０３－０５ ',
      '2024 年 3 月 5 日',
    ]) {
      expect(parseCivilDate(text), text).toBe('2024-03-05')
    }
  })

  it('misses days that do not exist and texts that are no day', () => {
    for (const text of [
      '2023-02-29',
      '1900-02-29',
      '2024-13-01',
      '2024-00-10',
      '2024-04-31',
      '0000-01-01',
      '',
      '5/3/2024',
      '2024-3',
      '长期',
    ]) {
      expect(parseCivilDate(text), text).toBeUndefined()
    }
    expect(parseCivilDate('2000-02-29')).toBe('2000-02-29')
  })

  it('tells the one stored form from the others', () => {
    expect(isCivilDate('2024-03-05')).toBe(true)
    expect(isCivilDate('2024-3-5')).toBe(false)
    expect(isCivilDate('20240305')).toBe(false)
    expect(isCivilDate('2024-02-30')).toBe(false)
  })

  it('[OP-03] takes the Beijing day of an instant, not the day of UTC', () => {
    expect(beijingDate(Date.UTC(2024, 0, 1, 15, 59, 59, 999))).toBe('2024-01-01')
    expect(beijingDate(Date.UTC(2024, 0, 1, 16))).toBe('2024-01-02')
    fc.assert(
      fc.property(instants, (instant) => {
        expect(beijingDate(instant)).toBe(referenceDate(instant))
      }),
    )
  })

  it('[OP-03] begins a day at Beijing midnight', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const start = beijingMidnight(beijingDate(instant))
        expect(start).toBeLessThanOrEqual(instant)
        expect(instant - start).toBeLessThan(86_400_000)
        expect(beijingDate(start - 1)).toBe(addDays(beijingDate(instant), -1))
      }),
    )
  })

  it('[OP-03] begins "one month" at 00:00 of the same day last month, clamped', () => {
    const at = (text: string) => Date.parse(`${text}+08:00`)
    expect(oneMonthBefore(at('2024-03-15T17:30:00'))).toBe(at('2024-02-15T00:00:00'))
    expect(oneMonthBefore(at('2024-03-31T00:00:00'))).toBe(at('2024-02-29T00:00:00'))
    expect(oneMonthBefore(at('2023-03-31T23:59:59'))).toBe(at('2023-02-28T00:00:00'))
    expect(oneMonthBefore(at('2024-01-05T08:00:00'))).toBe(at('2023-12-05T00:00:00'))
    expect(oneMonthBefore(at('2024-03-01T07:59:59'))).toBe(at('2024-02-01T00:00:00'))
  })

  it('adds days and months both ways', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(addDays('2024-01-01', -1)).toBe('2023-12-31')
    expect(addMonthsClamped('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonthsClamped('2024-01-31', -2)).toBe('2023-11-30')
    expect(addMonthsClamped('2023-12-15', 13)).toBe('2025-01-15')
    fc.assert(
      fc.property(instants, fc.integer({ min: -200_000, max: 200_000 }), (instant, days) => {
        const date = beijingDate(instant)
        expect(addDays(addDays(date, days), -days)).toBe(date)
        expect(daysBetween(date, addDays(date, days))).toBe(days)
      }),
    )
  })

  it('knows weekdays and lengths of months', () => {
    expect(weekday('2024-03-04')).toBe(1)
    expect(weekday('2024-03-10')).toBe(7)
    expect(weekday('1969-12-31')).toBe(3)
    expect([daysInMonth(2024, 2), daysInMonth(1900, 2), daysInMonth(2023, 4), daysInMonth(2023, 12)]).toEqual([
      29, 28, 30, 31,
    ])
  })

  it('counts full years of life, older on the birthday itself', () => {
    expect(ageOn('1990-03-07', '2024-03-06')).toBe(33)
    expect(ageOn('1990-03-07', '2024-03-07')).toBe(34)
    expect(ageOn('2004-02-29', '2024-02-28')).toBe(19)
  })
})
