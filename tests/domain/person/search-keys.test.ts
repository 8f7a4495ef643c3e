import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { personSearchKeys, searchTokens } from '../../../src/domain/person/search-keys.ts'
import { parseSearch } from '../../../src/domain/person/search-query.ts'

const ZHANG = {
  name: '张三丰',
  pinyin: ['zhāng', 'sān', 'fēng'],
  documentNumber: '21010219900307123X',
  phones: ['13812345678'],
}

function finds(source: typeof ZHANG, text: string): boolean {
  const { tokens } = personSearchKeys(source)
  const wanted = searchTokens(parseSearch(text))
  return wanted.length > 0 && wanted.every((token) => tokens.includes(token))
}

describe('search keys', () => {
  it('holds grams of one to four characters, initials, last fours and last four with surname', () => {
    expect(personSearchKeys(ZHANG)).toEqual({
      tokens: ['g张', 'g三', 'g丰', 'g张三', 'g三丰', 'g张三丰', 'izs', 'izsf', 'd123x', 's123x张', 't5678'],
      pinyin: 'zhangsanfeng',
    })
  })

  it('is found by any part of the name, initials and last four', () => {
    for (const text of [
      '张',
      '三',
      '丰',
      '张三',
      '三丰',
      '张三丰',
      'zsf',
      'zs',
      '123X',
      '张123x',
      '123x张三',
      '张三丰123X',
    ]) {
      expect(finds(ZHANG, text), text).toBe(true)
    }
    for (const text of ['李', '张丰', '丰三', 'zsx', '1234', '李123x', '三123x', '张三1234']) {
      expect(finds(ZHANG, text), text).toBe(false)
    }
  })

  it('keeps rare characters and leaves the dot of minority names out', () => {
    const source = { ...ZHANG, name: '买买提·吐尔逊𠮷', pinyin: ['mai', 'mai', 'ti', 'tu', 'er', 'xun', 'ji'] }
    for (const text of ['买买提·吐尔逊', '提·吐', '提吐', '𠮷', '逊𠮷', '买买提吐尔逊𠮷', 'mmt']) {
      expect(finds(source, text), text).toBe(true)
    }
  })

  it('is found by the beginning of any word of a Latin name', () => {
    const source = { ...ZHANG, name: "José O'Neill-Smith", pinyin: [], documentNumber: 'C01X00T47' }
    for (const text of ['smith', 'jose smi', 'Oneill Smith']) {
      expect(
        searchTokens({ kind: 'latin-name', words: text.toLowerCase().split(' ') }).every((token) =>
          personSearchKeys(source).tokens.includes(token),
        ),
        text,
      ).toBe(true)
    }
    expect(personSearchKeys(source).pinyin).toBe('joseoneillsmith')
    expect(personSearchKeys(source).tokens).toContain('s0t47j')
  })

  it('makes each token once, and only of characters the ascii tokenizer leaves whole', () => {
    const texts = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(texts, fc.array(texts), texts, fc.array(texts), (name, pinyin, documentNumber, phones) => {
        const { tokens } = personSearchKeys({ name, pinyin, documentNumber, phones })
        expect(new Set(tokens).size).toBe(tokens.length)
        for (const token of tokens) expect(token).toMatch(/^[a-z](?:[0-9a-z]|[^\u0000-\u007F])*$/u)
      }),
    )
  })

  it('asks for no token where a column index answers', () => {
    for (const text of ['13812345678', '91100000100003962T', 'zhangsan', '', '2101021990']) {
      expect(searchTokens(parseSearch(text)), text).toEqual([])
    }
  })
})
