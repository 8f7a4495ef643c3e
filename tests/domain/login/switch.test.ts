import { describe, expect, it } from 'vitest'
import { businessOf, firstPageOf } from '../../../src/domain/login/business.ts'
import { findSearchBar, type ProjectSearch } from '../../../src/domain/login/switch.ts'

const codeOf = (search: Partial<ProjectSearch>) =>
  findSearchBar({ kind: 'report', province: '210000', city: '210200', ...search })?.code

describe('switching', () => {
  it('[R-XRG-10] [OP-19] asks for province and city, and for four characters of a number at least', () => {
    expect(codeOf({})).toBeUndefined()
    expect(codeOf({ province: undefined })).toBe('project-region-missing')
    expect(codeOf({ city: undefined })).toBe('project-region-missing')
    expect(codeOf({ number: '123' })).toBe('project-number-short')
    expect(codeOf({ number: '𠮷12' })).toBe('project-number-short')
    expect(codeOf({ number: '1234' })).toBeUndefined()
  })

  it('[R-XRG-11] knows no number of a tax source', () => {
    expect(codeOf({ kind: 'tax-source', number: '1234' })).toBe('project-number-none')
    expect(codeOf({ kind: 'tax-source', number: '' })).toBeUndefined()
  })

  it('[R-PLT-02] [R-PLT-05] gives each entrance one business and one first page', () => {
    expect((['enterprise', 'special', 'person', 'agency'] as const).map(businessOf)).toEqual([
      'enterprise',
      'enterprise',
      'person',
      'agency',
    ])
    expect(firstPageOf('special', true)).toBe('enterprise-info')
    expect(firstPageOf('agency', false)).toBe('client-list')
    expect(firstPageOf('agency', true)).toBe('enterprise-info')
  })
})
