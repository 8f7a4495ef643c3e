import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialValue } from '../../../src/domain/credential/initial-value.ts'
import { findPasswordProblem, tickPassword } from '../../../src/domain/credential/password-rule.ts'
import { liaoning, liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'

const rule = liaoning.passwordRule
const legacy = liaoningLegacy.passwordRule

describe('the rule of Liaoning and Shandong', () => {
  it.each([
    ['abcd123', 'length'],
    ['abcd1234', undefined],
    ['abcd1234abcd1234', undefined],
    ['abcd1234abcd12345', 'length'],
  ])('[R-PWD-01] %s: %s', (password, problem) => {
    expect(findPasswordProblem(password, rule)).toBe(problem)
    expect(findPasswordProblem(password, shandong.passwordRule)).toBe(problem)
  })

  it.each([
    ['12345678', 'classes'],
    ['abcdEFGH', 'classes'],
    ['@@@@@@@@', 'classes'],
    ['abcd1234', undefined],
    ['abcd@@@@', undefined],
    ['1234@@@@', undefined],
  ])('[R-PWD-02] %s: %s', (password, problem) => {
    expect(findPasswordProblem(password, rule)).toBe(problem)
  })

  it.each([...".@$%*#_+-'&^"])('[R-PWD-03] counts %s as a special', (special) => {
    expect(findPasswordProblem(`1234567${special}`, rule)).toBeUndefined()
  })

  it.each(['!', '/', '\\', ' ', '~', '密', '１', '𠮷', '\u200b'])(
    '[R-PWD-03] [OP-07] refuses %j wherever it stands',
    (character) => {
      expect(findPasswordProblem(`abcd1234${character}`, rule)).toBe('characters')
      expect(findPasswordProblem(`${character}abcd1234`, rule)).toBe('characters')
    },
  )

  it('[R-PWD-03] has twelve specials', () => {
    expect(new Set(rule.specials).size).toBe(12)
  })

  it('[R-PWD-01] ticks each requirement by itself while the password grows', () => {
    expect(tickPassword('', rule)).toEqual({ characters: false, length: false, classes: false })
    expect(tickPassword('a1', rule)).toEqual({ characters: true, length: false, classes: true })
    expect(tickPassword('aaaaaaaa', rule)).toEqual({ characters: true, length: true, classes: false })
  })

  it('[R-PWD-01] [R-PWD-02] [OP-07] accepts exactly what the rule describes', () => {
    const allowed = fc.constantFrom(...'abzAZ059', ...(rule.specials ?? ''))
    fc.assert(
      fc.property(fc.array(allowed, { maxLength: 20 }), (characters) => {
        const password = characters.join('')
        const classes = [/[a-zA-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((pattern) => pattern.test(password)).length
        const good = password.length >= 8 && password.length <= 16 && classes >= 2
        expect(findPasswordProblem(password, rule) === undefined).toBe(good)
      }),
    )
  })
})

describe('the older rule of Liaoning', () => {
  it.each([
    ['Abcd1234', undefined],
    ['abcd123!', undefined],
    ['abcd1234', 'classes'],
    ['Abcd123', 'length'],
    ['Abcd1234abcd123', undefined],
    ['Abcd1234abcd1234', 'length'],
    ['Abcd 1234', 'characters'],
  ])('[R-PWD-04] %s: %s', (password, problem) => {
    expect(findPasswordProblem(password, legacy)).toBe(problem)
  })
})

describe('the initial value', () => {
  it('[R-PWD-06] [OP-06] is the last six of the document number, letters in upper case', () => {
    expect(initialValue('21010219900307123x', liaoning)).toBe('07123X')
    expect(initialValue('H12345678', liaoning)).toBe('345678')
  })

  it('[R-PWD-14] [R-POL-04] is the fixed value under the older profile', () => {
    expect(initialValue('21010219900307123x', liaoningLegacy)).toBe('111111')
  })

  it.each([liaoning, shandong, liaoningLegacy])('[R-PWD-24] is never a password the rule accepts ($id)', (policy) => {
    for (const number of ['21010219900307123X', 'E12345678', '81000019900101001X'])
      expect(findPasswordProblem(initialValue(number, policy), policy.passwordRule)).toBe('length')
  })
})
