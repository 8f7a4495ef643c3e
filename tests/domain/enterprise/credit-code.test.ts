import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import {
  creditCodeChecksum,
  isCreditCode,
  organisationCodeChecksum,
  parseEnterpriseCode,
} from '../../../src/domain/enterprise/credit-code.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

const validCodes = fc
  .record({
    authority: fc.constantFrom('91', '92', '93', '12', '51', 'N1'),
    division: fc.constantFrom('210102', '210213', '370202', '110105'),
    organisation: fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 8, maxLength: 8 }),
  })
  .map(({ authority, division, organisation }) => {
    const first17 = authority + division + organisation + organisationCodeChecksum(organisation)
    return first17 + creditCodeChecksum(first17)
  })

function verdict(text: string): readonly string[] {
  const parsed = parseEnterpriseCode(text)
  return parsed.ok ? [parsed.kind, ...parsed.warnings] : parsed.problems
}

describe('enterprise codes', () => {
  it('computes the check characters of codes in public use', () => {
    // Industrial and Commercial Bank of China, Huawei Technologies, PetroChina.
    for (const code of ['91100000100003962T', '914403001922038216', '91110000710925462X']) {
      expect(creditCodeChecksum(code.slice(0, 17)), code).toBe(code[17])
      expect(organisationCodeChecksum(code.slice(8, 16)), code).toBe(code[16])
    }
  })

  it('weighs place i by 3 to the power of i, as GB 32100 says', () => {
    let weight = 1
    for (let place = 0; place < 17; place += 1) {
      const first17 = `${'0'.repeat(place)}1${'0'.repeat(16 - place)}`
      expect(creditCodeChecksum(first17)).toBe(ALPHABET[(31 - weight) % 31])
      weight = (weight * 3) % 31
    }
  })

  it('[R-LGE-02] reads a unified social credit code, however it is typed', () => {
    expect(parseEnterpriseCode(' ９１１０００００ 100003962ｔ ')).toEqual({
      ok: true,
      kind: 'credit-code',
      code: '91100000100003962T',
      warnings: [],
    })
    fc.assert(
      fc.property(validCodes, (code) => {
        expect(verdict(code)).toEqual(['credit-code'])
      }),
    )
  })

  it('[R-LGE-02] reads taxpayer numbers of 15, 18 and 20 characters as well', () => {
    const individual = '21010219900307123' + idNumberChecksum('21010219900307123')
    expect(verdict('210102100003962')).toEqual(['taxpayer-number'])
    expect(verdict('210102100003969')).toEqual(['taxpayer-number', 'organisation-code-checksum'])
    expect(verdict(individual)).toEqual(['taxpayer-number'])
    expect(verdict(`${individual}00`)).toEqual(['taxpayer-number'])
    expect(verdict(`${individual.slice(0, 17)}${individual.endsWith('0') ? '1' : '0'}00`)).toEqual(['checksum'])
    expect(verdict(`${individual}X0`)).toEqual(['checksum'])
  })

  it('takes an ID number that happens to be a credit code too for what its organisation code says', () => {
    const both: string[] = []
    for (let sequence = 0; sequence < 1000; sequence += 1) {
      const first17 = `21010219900307${String(sequence).padStart(3, '0')}`
      const number = first17 + idNumberChecksum(first17)
      if (isCreditCode(number)) both.push(number)
    }
    expect(both.length).toBeGreaterThan(0)
    for (const number of both) {
      const expected = organisationCodeChecksum(number.slice(8, 16)) === number[16] ? 'credit-code' : 'taxpayer-number'
      expect(verdict(number)[0]).toBe(expected)
    }
  })

  it('names each problem', () => {
    expect(verdict('')).toEqual(['empty'])
    expect(verdict('9110000010000396')).toEqual(['length'])
    expect(verdict('91100000100O03962T')).toEqual(['character'])
    expect(verdict('91100000-00003962T')).toEqual(['character'])
    expect(verdict('911000001000039620')).toEqual(['checksum'])
    expect(verdict('911X00001000039620')).toEqual(['division', 'checksum'])
    expect(verdict('21X102100003962')).toEqual(['division'])
  })

  it('only warns of an organisation code that does not check and of an unknown authority', () => {
    const code = (first17: string) => first17 + creditCodeChecksum(first17)
    expect(verdict(code('91100000100003961'))).toEqual(['credit-code', 'organisation-code-checksum'])
    expect(verdict(code('Q9100000100003962'))).toEqual(['credit-code', 'authority-unknown'])
  })

  it('refuses every single wrong character as a credit code', () => {
    fc.assert(
      fc.property(validCodes, fc.nat(17), fc.constantFrom(...ALPHABET), (code, index, character) => {
        fc.pre(code[index] !== character)
        const wrong = code.slice(0, index) + character + code.slice(index + 1)
        expect(isCreditCode(wrong)).toBe(false)
        expect(verdict(wrong)).not.toContain('credit-code')
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses every exchange of two neighbours as a credit code', () => {
    fc.assert(
      fc.property(validCodes, fc.nat(16), (code, index) => {
        const [left = '', right = ''] = code.slice(index, index + 2)
        fc.pre(left !== right)
        expect(verdict(code.slice(0, index) + right + left + code.slice(index + 2))).not.toContain('credit-code')
      }),
      { numRuns: 1000 },
    )
  })
})
