import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMobileNumber, parsePhoneNumber } from '../../../src/domain/person/phone-number.ts'

function verdict(text: string): string {
  const parsed = parsePhoneNumber(text)
  return parsed.ok ? parsed.number : parsed.problems.join()
}

describe('phone numbers', () => {
  it('reads a mobile number however it is typed', () => {
    for (const text of [
      '13812345678',
      '+86 138-1234-5678',
      '0086 13812345678',
      '8613812345678',
      '１３８ １２３４ ５６７８',
      '(+86)138.1234.5678',
      '\u202A13812345678\u202C',
    ]) {
      expect(verdict(text), text).toBe('13812345678')
    }
  })

  it('[R-SMS-06] tells a fixed line from a slip', () => {
    for (const text of ['024-22345678', '0411 8234567', '+86 024 22345678', '22345678', '400-123-4567', '95588']) {
      expect(verdict(text), text).toBe('fixed-line')
    }
  })

  it('names the other problems', () => {
    expect(verdict(' ')).toBe('empty')
    expect(verdict('1381234567')).toBe('length')
    expect(verdict('138123456789')).toBe('length')
    expect(verdict('12812345678')).toBe('not-mobile')
    expect(verdict('23812345678')).toBe('not-mobile')
    expect(verdict('1381234567a')).toBe('character')
    expect(verdict('+852 9123 4567')).toBe('overseas')
    expect(verdict('00852 9123 4567')).toBe('overseas')
  })

  it('answers every text and keeps what it has read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parsed = parsePhoneNumber(text)
        if (parsed.ok) expect(isMobileNumber(parsed.number)).toBe(true)
        else expect(parsed.problems).toHaveLength(1)
      }),
    )
  })

  it('reads its own result again', () => {
    const mobile = fc.stringMatching(/^1[3-9][0-9]{9}$/)
    fc.assert(
      fc.property(mobile, (number) => {
        expect(verdict(number)).toBe(number)
      }),
    )
  })
})
