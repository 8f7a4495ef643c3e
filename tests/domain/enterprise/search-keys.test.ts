import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterpriseNameTokens, enterpriseSearchTokens } from '../../../src/domain/enterprise/search-keys.ts'

describe('enterprise search keys', () => {
  it('cuts a name into pairs and triples, without brackets and spaces', () => {
    expect(enterpriseNameTokens('沈阳（A1）厂')).toEqual(['e沈阳', 'e阳a', 'ea1', 'e1厂', 'e沈阳a', 'e阳a1', 'ea1厂'])
  })

  it('asks for nothing below two characters', () => {
    expect(enterpriseSearchTokens('沈')).toEqual([])
    expect(enterpriseSearchTokens('（ ）')).toEqual([])
  })

  it('finds a name by any part of it', () => {
    const name = '大连𠮷祥金州机电设备（集团）有限公司ＡＢＣ'
    const tokens = new Set(enterpriseNameTokens(name))
    const characters = Array.from('大连𠮷祥金州机电设备集团有限公司abc')
    fc.assert(
      fc.property(fc.nat(characters.length - 2), fc.integer({ min: 2, max: 20 }), (start, length) => {
        const part = characters.slice(start, start + length).join('')
        const wanted = enterpriseSearchTokens(part)
        expect(wanted.length).toBeGreaterThan(0)
        for (const token of wanted) expect(tokens).toContain(token)
      }),
    )
  })

  it('does not find what a name does not hold', () => {
    const tokens = new Set(enterpriseNameTokens('大连金州机电设备有限公司'))
    expect(enterpriseSearchTokens('大连机电').every((token) => tokens.has(token))).toBe(false)
  })

  it('makes tokens the ascii tokenizer leaves whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        for (const token of enterpriseNameTokens(name)) expect(token).toMatch(/^e(?:[0-9a-z]|[^\u0000-\u007F])+$/u)
      }),
    )
  })
})
