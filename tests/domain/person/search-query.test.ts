import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { creditCodeChecksum, isCreditCode } from '../../../src/domain/enterprise/credit-code.ts'
import { parseSearch } from '../../../src/domain/person/search-query.ts'

const ID = '21010219900307123' + idNumberChecksum('21010219900307123')

describe('search queries', () => {
  it('knows an ID number, also one that is wrong', () => {
    expect(parseSearch(` ${ID.slice(0, 6)} ${ID.slice(6)}`)).toEqual({ kind: 'id-number', number: ID, valid: true })
    const wrong = ID.slice(0, 17) + (ID.endsWith('0') ? '1' : '0')
    expect(parseSearch(wrong)).toEqual({ kind: 'id-number', number: wrong, valid: false })
  })

  it('says that a mistyped ID number is wrong, although one in thirty is a credit code by its check character', () => {
    const both = '210102198204118731'
    expect(isCreditCode(both)).toBe(true)
    expect(parseSearch(both)).toEqual({ kind: 'id-number', number: both, valid: false })
    // Without a birthday inside it can only be a code.
    const first = '110101198299118'
    const code = [...'0123456789'].map((digit) => first + digit + '1').map((one) => one + creditCodeChecksum(one))
    for (const one of code.filter((text) => /^\d+$/.test(text)))
      expect(parseSearch(one)).toEqual({ kind: 'credit-code', code: one, valid: true })
  })

  it('knows a phone, also with its country code', () => {
    expect(parseSearch('+86 138-1234-5678')).toEqual({ kind: 'phone', number: '13812345678' })
  })

  it('knows credit codes and taxpayer numbers', () => {
    expect(parseSearch('91100000100003962t')).toEqual({ kind: 'credit-code', code: '91100000100003962T', valid: true })
    expect(parseSearch('9110000010000396A0')).toEqual({ kind: 'credit-code', code: '9110000010000396A0', valid: false })
    expect(parseSearch('210102100003962')).toEqual({ kind: 'credit-code', code: '210102100003962', valid: true })
    expect(parseSearch(`${ID}00`)).toEqual({ kind: 'credit-code', code: `${ID}00`, valid: true })
  })

  it('knows other documents and the beginning of a number', () => {
    expect(parseSearch('h12345678')).toEqual({ kind: 'document-number', number: 'H12345678' })
    expect(parseSearch('2101021990')).toEqual({ kind: 'number-beginning', digits: '2101021990' })
  })

  it('knows the last four, alone and with a name on either side', () => {
    expect(parseSearch('123x')).toEqual({ kind: 'last-four', lastFour: '123X' })
    for (const text of ['张1234', '1234张', '1234 张', '张 1234']) {
      expect(parseSearch(text), text).toEqual({ kind: 'last-four-name', lastFour: '1234', name: '张' })
    }
    expect(parseSearch('𠮷三123x')).toEqual({ kind: 'last-four-name', lastFour: '123X', name: '𠮷三' })
  })

  it('takes one to four characters, and any name with a dot, for a person’s', () => {
    for (const name of ['张', '三丰', '欧阳修', '欧阳震华', '𠮷䶮翀', '买买提·吐尔逊']) {
      expect(parseSearch(name), name).toEqual({ kind: 'name', name })
    }
  })

  it('takes longer ones and those with a word for it for an enterprise’s', () => {
    for (const name of ['沈阳北方机电', '北方公司', '大连金州机电设备有限公司', '老王超市']) {
      expect(parseSearch(name), name).toEqual({ kind: 'enterprise-name', name })
    }
  })

  it('tells pinyin from initials, and says both where both are possible', () => {
    expect(parseSearch('Zhang San')).toEqual({ kind: 'pinyin', pinyin: 'zhangsan', initials: null })
    expect(parseSearch('zhangs')).toEqual({ kind: 'pinyin', pinyin: 'zhangs', initials: 'zhangs' })
    expect(parseSearch('zsf')).toEqual({ kind: 'initials', initials: 'zsf' })
    expect(parseSearch('zh')).toEqual({ kind: 'initials', initials: 'zh' })
    expect(parseSearch('li')).toEqual({ kind: 'pinyin', pinyin: 'li', initials: null })
    expect(parseSearch('he')).toEqual({ kind: 'pinyin', pinyin: 'he', initials: 'he' })
    expect(parseSearch('z')).toEqual({ kind: 'pinyin', pinyin: 'z', initials: null })
    expect(parseSearch('chua')).toEqual({ kind: 'pinyin', pinyin: 'chua', initials: null })
  })

  it('knows Latin names', () => {
    expect(parseSearch('John Smith')).toEqual({ kind: 'latin-name', words: ['john', 'smith'] })
  })

  it('answers nothing and the unreadable as such', () => {
    expect(parseSearch(' \u200B ')).toEqual({ kind: 'nothing' })
    expect(parseSearch('😀😀')).toEqual({ kind: 'unreadable' })
  })

  it('is total', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseSearch(text).kind).toMatch(/^[a-z-]+$/)
      }),
    )
  })
})
