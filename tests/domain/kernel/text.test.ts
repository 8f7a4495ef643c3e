import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  codePointCount,
  codePoints,
  collapseSpaces,
  grams,
  normaliseIdentifier,
  stripInvisible,
  toHalfWidth,
  upperCaseAscii,
} from '../../../src/domain/kernel/text.ts'

const anyText = fc.string({ unit: 'binary' })

describe('text', () => {
  it('turns full-width digits, letters, signs and the ideographic space half-width', () => {
    expect(toHalfWidth('２１０１Ｘｘ（！）　张')).toBe('2101Xx(!) 张')
  })

  it('counts a rare character of four bytes as one', () => {
    expect(codePoints('𠮷田䶮')).toEqual(['𠮷', '田', '䶮'])
    expect(codePointCount('𠮷')).toBe(1)
  })

  it('removes what nobody can see and makes odd spaces plain', () => {
    expect(stripInvisible('\uFEFF张\u200B三\u200D\uFE0F')).toBe('张三')
    expect(stripInvisible('JOHN\u00A0SMITH')).toBe('JOHN SMITH')
    expect(stripInvisible('葛\u{E0100}城')).toBe('葛城')
  })

  it('collapses runs of white space of every kind', () => {
    expect(collapseSpaces(' \t a \n\u3000 b ')).toBe('a b')
  })

  it('raises ASCII letters only', () => {
    expect(upperCaseAscii('xß张é')).toBe('Xß张é')
  })

  it('writes an identifier without spaces, in half-width capitals', () => {
    expect(normaliseIdentifier(' ２１０１０２ 1990 0307\u00A0123ｘ\u200B')).toBe('21010219900307123X')
  })

  it('cuts neighbouring characters', () => {
    expect(grams(['张', '三', '丰'], 2)).toEqual(['张三', '三丰'])
    expect(grams(['张'], 2)).toEqual([])
  })

  it('changes nothing when a normal form is normalised again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const normalise of [toHalfWidth, stripInvisible, collapseSpaces, normaliseIdentifier]) {
          const once = normalise(text)
          expect(normalise(once)).toBe(once)
        }
      }),
    )
  })
})
