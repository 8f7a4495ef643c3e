import { describe, expect, it } from 'vitest'
import {
  formatCount,
  formatDay,
  formatInstant,
  formatInstantFully,
  formatNear,
  formatSeconds,
} from '../../../src/renderer/ui/format.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)

describe('[OP-03] time on screen is Beijing time', () => {
  it('whatever zone the machine is in', () => {
    expect(formatInstant(Date.UTC(2026, 2, 5, 16, 7))).toBe('2026-03-06 00:07')
    expect(formatInstantFully(at('2026-03-05T14:07:22'))).toBe('2026-03-05 14:07:22')
    expect(formatDay(Date.UTC(2026, 2, 5, 16))).toBe('2026-03-06')
  })

  it('says nothing where there is no instant', () => {
    expect(formatInstant(null)).toBe('—')
    expect(formatInstantFully(undefined)).toBe('—')
  })

  it('leaves out what everybody knows: the day today, the year this year', () => {
    const now = at('2026-03-05T18:00:00')
    expect(formatNear(at('2026-03-05T00:01:00'), now)).toBe('00:01')
    expect(formatNear(at('2026-03-04T23:59:00'), now)).toBe('03-04 23:59')
    expect(formatNear(at('2025-12-31T09:00:00'), now)).toBe('2025-12-31 09:00')
  })
})

describe('figures', () => {
  it('groups counts and writes countdowns', () => {
    expect(formatCount(1234567)).toBe('1,234,567')
    expect(formatSeconds(65)).toBe('1:05')
    expect(formatSeconds(0.2)).toBe('0:01')
    expect(formatSeconds(-3)).toBe('0:00')
  })
})
