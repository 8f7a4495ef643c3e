import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hanCharacters, normaliseName, parseName } from '../../../src/domain/person/name.ts'

function verdict(text: string): readonly string[] {
  const parsed = parseName(text)
  return parsed.ok ? ['ok', ...parsed.warnings] : parsed.problems
}

describe('names', () => {
  it('takes rare characters of three and four bytes', () => {
    for (const name of ['𠮷野', '䶮翀', '王㛃', '李𬎆', '赵𰻝', '〇一']) expect(verdict(name), name).toEqual(['ok'])
  })

  it('writes every dot between the parts of a name as ·', () => {
    for (const name of [
      '买买提•吐尔逊',
      '买买提・吐尔逊',
      '买买提‧吐尔逊',
      '买买提.吐尔逊',
      '买买提．吐尔逊',
      '买买提 · 吐尔逊',
    ]) {
      expect(normaliseName(name), name).toBe('买买提·吐尔逊')
    }
  })

  it('takes Latin names, keeping their spaces and plain dots', () => {
    expect(parseName('  Ｊean-Luc  O’Neill Jr. ')).toMatchObject({
      ok: true,
      name: "Jean-Luc O'Neill Jr.",
      script: 'latin',
    })
    expect(parseName('DOE, JOHN A.')).toMatchObject({ ok: true, name: 'DOE, JOHN A.' })
    expect(parseName('Jose\u0301')).toMatchObject({ ok: true, name: 'José' })
  })

  it('takes spaces out of Chinese names and what nobody can see out of all', () => {
    expect(normaliseName('张　三\u200B')).toBe('张三')
    expect(normaliseName('\uFEFF 张 三 丰 ')).toBe('张三丰')
  })

  it('names emoji, control characters and characters lost on the way', () => {
    expect(verdict('张😀')).toEqual(['emoji'])
    expect(verdict('张🇨🇳')).toEqual(['emoji'])
    expect(verdict('张\u0007三')).toEqual(['control-character'])
    expect(verdict('张\uFFFD')).toEqual(['broken-encoding'])
    expect(verdict('张\uD842')).toEqual(['broken-encoding'])
    expect(verdict('张\uE85C')).toEqual(['private-use-character'])
  })

  it('refuses what no name is written with', () => {
    expect(verdict('张三1')).toEqual(['character'])
    expect(verdict('张?')).toEqual(['character'])
    expect(verdict('张(三)')).toEqual(['character'])
    expect(verdict('·张三')).toEqual(['sign-misplaced'])
    expect(verdict('张··三')).toEqual(['sign-misplaced'])
    expect(verdict('- -')).toEqual(['sign-misplaced'])
    expect(verdict("·'·")).toContain('sign-misplaced')
    expect(verdict(' \u3000')).toEqual(['empty'])
  })

  it('counts code points: fifty pass, fifty-one do not', () => {
    expect(verdict('𠮷'.repeat(50))).toEqual(['ok'])
    expect(verdict('𠮷'.repeat(51))).toEqual(['too-long'])
  })

  it('only warns of a single character and of mixed scripts', () => {
    expect(verdict('张')).toEqual(['ok', 'single-character'])
    expect(verdict('John 张')).toEqual(['ok', 'mixed-script'])
  })

  it('gives the Chinese characters of a name without its dots', () => {
    expect(hanCharacters('𠮷·张A')).toEqual(['𠮷', '张'])
  })

  it('changes nothing when a name is normalised again', () => {
    const tricky = fc.string({
      unit: fc.constantFrom(...Array.from('张𠮷三·•．.・ 　-’aé\u0301\u200B,')),
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.oneof(tricky, fc.string({ unit: 'binary' })), (text) => {
        const once = normaliseName(text)
        expect(normaliseName(once)).toBe(once)
        const parsed = parseName(text)
        if (parsed.ok) expect(parseName(parsed.name)).toEqual(parsed)
      }),
      { numRuns: 1000 },
    )
  })
})
