import { describe, expect, it } from 'vitest'
import { isExpired, parseValidity, validityWarnings } from '../../../src/domain/document/validity.ts'

const TODAY = '2024-06-01'

describe('document validity', () => {
  it('[R-VAL-01] asks a custom validity for both ends', () => {
    expect(parseValidity({ kind: 'custom', start: '2014.05.06', end: '2034年5月6日' })).toEqual({
      ok: true,
      validity: { kind: 'custom', start: '2014-05-06', end: '2034-05-06' },
      warnings: [],
    })
  })

  it('[R-VAL-02] does not take a custom validity without its end', () => {
    expect(parseValidity({ kind: 'custom', start: '2014-05-06' })).toEqual({ ok: false, problems: ['end-missing'] })
    expect(parseValidity({ kind: 'custom', start: '', end: ' ' })).toEqual({
      ok: false,
      problems: ['start-missing', 'end-missing'],
    })
  })

  it('[R-VAL-02] keeps no end with a long-term validity', () => {
    expect(parseValidity({ kind: 'long-term', start: '2014-05-06', end: '2034-05-06' })).toEqual({
      ok: true,
      validity: { kind: 'long-term', start: '2014-05-06' },
      warnings: [],
    })
  })

  it('refuses days that do not exist and an end before the start', () => {
    const problems = (start: string, end: string) => {
      const parsed = parseValidity({ kind: 'custom', start, end })
      return parsed.ok ? [] : parsed.problems
    }
    expect(problems('2023-02-29', '2034-13-01')).toEqual(['start-impossible', 'end-impossible'])
    expect(problems('2034-05-06', '2014-05-06')).toEqual(['end-before-start'])
    expect(problems('2014-05-06', '2014-05-06')).toEqual([])
  })

  it('[R-VAL-03] holds on its last day and is expired the day after', () => {
    expect(isExpired({ kind: 'custom', start: '2004-06-01', end: TODAY }, TODAY)).toBe(false)
    expect(isExpired({ kind: 'custom', start: '2004-06-01', end: '2024-05-31' }, TODAY)).toBe(true)
    expect(isExpired({ kind: 'long-term', start: '1980-01-01' }, TODAY)).toBe(false)
  })

  it('warns of expiry, near expiry and an issue in the future', () => {
    expect(validityWarnings({ kind: 'custom', start: '2004-05-31', end: '2024-05-31' }, TODAY)).toEqual(['expired'])
    expect(validityWarnings({ kind: 'custom', start: '2004-08-01', end: '2024-08-01' }, TODAY)).toEqual([
      'expires-soon',
    ])
    expect(validityWarnings({ kind: 'long-term', start: '2024-06-02' }, TODAY)).toEqual(['issued-in-future'])
  })

  it('warns when an identity card’s term is not that of the holder’s age', () => {
    const warn = (start: string, end: string | null, birth: string) =>
      validityWarnings(end === null ? { kind: 'long-term', start } : { kind: 'custom', start, end }, TODAY, birth)
    expect(warn('2020-03-01', '2030-03-01', '1999-01-01')).toEqual([])
    expect(warn('2020-03-01', '2040-03-01', '1999-01-01')).toEqual(['term-unusual-for-age'])
    expect(warn('2020-03-01', '2040-03-01', '1990-01-01')).toEqual([])
    expect(warn('2020-03-01', null, '1970-01-01')).toEqual([])
    expect(warn('2020-03-01', null, '1990-01-01')).toEqual(['term-unusual-for-age'])
    expect(warn('2021-03-01', '2026-03-01', '2010-01-01')).toEqual([])
    expect(warn('2020-02-29', '2030-03-01', '1999-01-01')).toEqual([])
    expect(warn('2020-03-01', '2040-03-01', '2021-01-01')).toEqual(['issued-before-birth'])
  })
})
