import { describe, expect, it } from 'vitest'
import { defaultLogRange, findRangeProblem, instantsOf } from '../../../src/domain/login/log-range.ts'

const beijing = (text: string) => Date.parse(`${text}+08:00`)

describe('range of the login log', () => {
  it('[R-JRN-02] lists the last month when nobody chose dates', () => {
    expect(defaultLogRange(beijing('2026-05-12T09:30:00'), 1)).toEqual({ from: '2026-04-12', to: '2026-05-12' })
  })

  it('[OP-03] clamps the month to its last day, and counts days in Beijing', () => {
    expect(defaultLogRange(beijing('2026-03-31T23:59:59'), 1)).toEqual({ from: '2026-02-28', to: '2026-03-31' })
    expect(defaultLogRange(beijing('2026-04-01T00:00:00'), 1).to).toBe('2026-04-01')
  })

  it('[R-JRN-02] covers both of its days whole', () => {
    expect(instantsOf({ from: '2026-05-01', to: '2026-05-01' })).toEqual({
      start: beijing('2026-05-01T00:00:00'),
      end: beijing('2026-05-02T00:00:00'),
    })
  })

  it('[OP-21] takes up to six months at once, from the earlier to the later day', () => {
    expect(findRangeProblem({ from: '2026-05-02', to: '2026-05-01' })).toBe('reversed')
    expect(findRangeProblem({ from: '2025-11-12', to: '2026-05-12' })).toBeUndefined()
    expect(findRangeProblem({ from: '2025-11-11', to: '2026-05-12' })).toBe('too-long')
  })
})
