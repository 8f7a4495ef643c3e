import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idNumberChecksum, isIdNumber, parseIdNumber } from '../../../src/domain/document/id-number.ts'
import { addDays } from '../../../src/domain/kernel/calendar.ts'

const TODAY = '2024-06-01'

/** Valid numbers of people born between 1900 and the day they are checked. */
const validNumbers = fc
  .record({
    division: fc.constantFrom('210102', '210213', '110105', '370202', '654325', '440305'),
    days: fc.integer({ min: 0, max: 45_000 }),
    sequence: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ division, days, sequence }) => {
    const first17 = division + addDays('1900-01-01', days).replaceAll('-', '') + String(sequence).padStart(3, '0')
    return first17 + idNumberChecksum(first17)
  })

function replaceAt(text: string, index: number, character: string): string {
  return text.slice(0, index) + character + text.slice(index + 1)
}

describe('resident ID numbers', () => {
  it('computes the check character of the standard’s own example', () => {
    expect(idNumberChecksum('11010519491231002')).toBe('X')
    expect(idNumberChecksum('44052418800101001')).toBe('4')
  })

  it('weighs a place by the power of 2 that GB 11643 gives it', () => {
    for (let place = 0; place < 17; place += 1) {
      const first17 = `${'0'.repeat(place)}1${'0'.repeat(16 - place)}`
      const remainder = 2 ** (17 - place) % 11
      expect(idNumberChecksum(first17)).toBe('10X98765432'.charAt(remainder))
    }
  })

  it('reads birth, sex and division', () => {
    expect(parseIdNumber('11010519491231002X', TODAY)).toEqual({
      ok: true,
      number: '11010519491231002X',
      birth: '1949-12-31',
      sex: 'female',
      division: '110105',
      warnings: [],
    })
    const first17 = '21010219900307123'
    expect(parseIdNumber(first17 + idNumberChecksum(first17), TODAY)).toMatchObject({
      sex: 'male',
      birth: '1990-03-07',
    })
  })

  it('brings full-width, spaced and small-lettered numbers to the one written form', () => {
    expect(parseIdNumber(' １１０１０５ 19491231 002ｘ\u200B', TODAY)).toMatchObject({
      ok: true,
      number: '11010519491231002X',
    })
  })

  it('accepts every valid number, and only warns of a division it does not know', () => {
    fc.assert(
      fc.property(validNumbers, (number) => {
        expect(parseIdNumber(number, TODAY).ok).toBe(true)
      }),
    )
    const first17 = '21012219700101001'
    expect(parseIdNumber(first17 + idNumberChecksum(first17), TODAY)).toMatchObject({
      ok: true,
      warnings: ['division-unknown'],
    })
  })

  it('names each problem', () => {
    const problems = (text: string) => {
      const parsed = parseIdNumber(text, TODAY)
      return parsed.ok ? [] : parsed.problems
    }
    const withChecksum = (first17: string) => first17 + idNumberChecksum(first17)
    expect(problems('　')).toEqual(['empty'])
    expect(problems('110105491231002')).toEqual(['fifteen-digits'])
    expect(problems('1101051949123100')).toEqual(['length'])
    expect(problems('1101051949123100212')).toEqual(['length'])
    expect(problems('1101051949123100张X')).toEqual(['character'])
    expect(problems('1101051949123100X2')).toEqual(['character'])
    expect(problems('110105194912310021')).toEqual(['checksum'])
    expect(problems(withChecksum('11010519490231002'))).toEqual(['birth-impossible'])
    expect(problems(withChecksum('11010517490131002'))).toEqual(['birth-impossible'])
    expect(problems(withChecksum('11010520240602002'))).toEqual(['birth-in-future'])
    expect(problems('110105194913310020')).toEqual(['birth-impossible', 'checksum'])
  })

  it('takes a child born today and refuses one born tomorrow', () => {
    const born = (day: string) => {
      const first17 = `210102${day}001`
      return parseIdNumber(first17 + idNumberChecksum(first17), TODAY).ok
    }
    expect(born('20240601')).toBe(true)
    expect(born('20240602')).toBe(false)
  })

  it('refuses every single wrong character', () => {
    fc.assert(
      fc.property(validNumbers, fc.nat(17), fc.constantFrom(...'0123456789X'), (number, index, character) => {
        fc.pre(number[index] !== character)
        const wrong = replaceAt(number, index, character)
        expect(parseIdNumber(wrong, TODAY).ok).toBe(false)
        expect(isIdNumber(wrong)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses every exchange of two neighbours', () => {
    fc.assert(
      fc.property(validNumbers, fc.nat(16), (number, index) => {
        const [left = '', right = ''] = number.slice(index, index + 2)
        fc.pre(left !== right)
        expect(parseIdNumber(number.slice(0, index) + right + left + number.slice(index + 2), TODAY).ok).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('answers every text and changes nothing it has already normalised', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), validNumbers), (text) => {
        const parsed = parseIdNumber(text, TODAY)
        if (parsed.ok) expect(parseIdNumber(parsed.number, TODAY)).toEqual(parsed)
        else expect(parsed.problems.length).toBeGreaterThan(0)
      }),
    )
  })
})
