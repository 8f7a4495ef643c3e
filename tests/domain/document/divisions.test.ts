import { describe, expect, it } from 'vitest'
import { CHINA, divisionPath, isDivision, unpackDivisions } from '../../../src/domain/document/divisions.ts'

describe('divisions', () => {
  it('unpacks provinces, cities and counties from one line', () => {
    const names = unpackDivisions(['21辽宁省;01沈阳市,02和平区,03沈河区;02大连市,02中山区', '81香港特别行政区'])
    expect([...names]).toEqual([
      ['210000', '辽宁省'],
      ['210100', '沈阳市'],
      ['210102', '和平区'],
      ['210103', '沈河区'],
      ['210200', '大连市'],
      ['210202', '中山区'],
      ['810000', '香港特别行政区'],
    ])
  })

  it('holds the whole country', () => {
    expect(CHINA.size).toBeGreaterThan(3300)
    expect([...CHINA.keys()].filter((code) => code.endsWith('0000'))).toHaveLength(35)
    for (const [code, name] of CHINA) {
      expect(code).toMatch(/^\d{6}$/)
      expect(name).toMatch(/^\p{Unified_Ideograph}+$/u)
    }
  })

  it('tells province, city and county, without the levels that only fill the code', () => {
    expect(divisionPath(CHINA, '210102')).toEqual(['辽宁省', '沈阳市', '和平区'])
    expect(divisionPath(CHINA, '110105')).toEqual(['北京市', '朝阳区'])
    expect(divisionPath(CHINA, '419001')).toEqual(['河南省', '济源市'])
    expect(divisionPath(CHINA, '441900')).toEqual(['广东省', '东莞市'])
    expect(divisionPath(CHINA, '210000')).toEqual(['辽宁省'])
  })

  it('tells what it can of a county that no longer exists', () => {
    expect(isDivision(CHINA, '210122')).toBe(false)
    expect(divisionPath(CHINA, '210122')).toEqual(['辽宁省', '沈阳市'])
    expect(divisionPath(CHINA, '999999')).toEqual([])
  })
})
