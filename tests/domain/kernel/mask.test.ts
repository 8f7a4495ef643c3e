import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maskCreditCode,
  maskDocumentNumber,
  maskEnterpriseName,
  maskName,
  maskPhone,
} from '../../../src/domain/kernel/mask.ts'
import { codePoints } from '../../../src/domain/kernel/text.ts'

const MASKS = [
  { mask: maskName, first: 1, last: 0 },
  { mask: maskDocumentNumber, first: 4, last: 4 },
  { mask: maskPhone, first: 3, last: 4 },
  { mask: maskCreditCode, first: 4, last: 4 },
  { mask: maskEnterpriseName, first: 2, last: 2 },
]

describe('masks', () => {
  it('[OP-13] keeps a name’s first character', () => {
    expect(maskName('张三丰')).toBe('张**')
    expect(maskName('𠮷田')).toBe('𠮷*')
    expect(maskName('买买提·吐尔逊')).toBe('买******')
  })

  it('[OP-13] keeps the first and last four of an ID number', () => {
    expect(maskDocumentNumber('210102199003071234')).toBe('2101**********1234')
  })

  it('[OP-13] keeps the first three and last four of a phone', () => {
    expect(maskPhone('13812345678')).toBe('138****5678')
  })

  it('[OP-13] keeps the first and last four of a credit code', () => {
    expect(maskCreditCode('91210102MA0ABCDE12')).toBe('9121**********DE12')
  })

  it('[R-MSK-01] keeps two characters at each end of an enterprise name', () => {
    expect(maskEnterpriseName('沈阳北方机电有限公司')).toBe('沈阳******公司')
  })

  it('shows less of what is too short for the pattern, never more', () => {
    expect(maskName('张')).toBe('*')
    expect(maskDocumentNumber('E12345678')).toBe('E1*****78')
    expect(maskDocumentNumber('12345678')).toBe('12****78')
    expect(maskPhone('1234567')).toBe('12****7')
    expect(maskEnterpriseName('老王')).toBe('老*')
    expect(maskName('')).toBe('')
  })

  it('[OP-13] never lets the hidden part through, whatever the text', () => {
    // Two alphabets without a star, so that a kept character can't be mistaken for a hidden one.
    const text = fc.string({ unit: fc.constantFrom('1', '2', '7', 'X', '张', '𠮷', '公', '司'), maxLength: 30 })
    fc.assert(
      fc.property(text, fc.constantFrom(...MASKS), (input, { mask, first, last }) => {
        const before = codePoints(input)
        const after = codePoints(mask(input))
        expect(after).toHaveLength(before.length)
        const hidden = after.filter((character) => character === '*').length
        expect(hidden).toBeGreaterThanOrEqual(Math.ceil(before.length / 3))
        after.forEach((character, index) => {
          const insidePattern = index < first || index >= before.length - last
          expect(character === '*' || (insidePattern && character === before[index])).toBe(true)
        })
      }),
    )
  })
})
