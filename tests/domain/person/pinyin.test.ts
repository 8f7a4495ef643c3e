import { describe, expect, it } from 'vitest'
import { areInitials, beginsSyllable, foldLetters, readPinyin } from '../../../src/domain/person/pinyin.ts'

describe('pinyin', () => {
  it('folds tones, accents, capitals and the three ways to write ü', () => {
    expect(foldLetters('Zhāng Sān')).toBe('zhangsan')
    expect(foldLetters('lǚ')).toBe('lv')
    expect(foldLetters('LYU')).toBe('lv')
    expect(foldLetters("Xī'ān")).toBe('xian')
    expect(foldLetters('José')).toBe('jose')
  })

  it('reads whole syllables, with the beginning of another, or not at all', () => {
    for (const letters of ['zhangsan', 'ouyangfeng', 'lvbu', 'xian', 'a', 'shuang', 'zhuge', 'wuerkaixi']) {
      expect(readPinyin(letters), letters).toBe('whole')
    }
    for (const letters of ['zhangs', 'lix', 'wangxiaom', 'liuzh'])
      expect(readPinyin(letters), letters).toBe('beginning')
    for (const letters of ['', 'zs', 'zh', 'smith', 'lxm', 'zhangv']) expect(readPinyin(letters), letters).toBe('none')
  })

  it('knows what can begin a syllable', () => {
    expect(beginsSyllable('zhu')).toBe(true)
    expect(beginsSyllable('zx')).toBe(false)
    expect(areInitials('zsf')).toBe(true)
    expect(areInitials('zif')).toBe(false)
  })
})
