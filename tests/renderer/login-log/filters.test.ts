import { describe, expect, it } from 'vitest'
import { loginLogFilters } from '../../../src/contract/login-log.ts'
import { countFilters, emptyForm, toFilters } from '../../../src/renderer/features/login-log/filters.ts'

const range = ['2026-04-12', '2026-05-12'] as const

describe('filter bar of the login log', () => {
  it('[R-JRN-02] asks for the range alone when nothing is filled in', () => {
    expect(toFilters(emptyForm(range))).toEqual({ from: '2026-04-12', to: '2026-05-12' })
    expect(countFilters(emptyForm(range))).toBe(0)
  })

  it('leaves blanks out and trims texts, and the contract takes what is left', () => {
    const form = { ...emptyForm(range), type: 'person', name: ' 张三 ', taxpayerName: '   ' }
    expect(toFilters(form)).toEqual({ from: '2026-04-12', to: '2026-05-12', type: 'person', name: '张三' })
    expect(loginLogFilters.safeParse(toFilters(form)).success).toBe(true)
    expect(countFilters(form)).toBe(2)
  })
})
