import { describe, expect, it } from 'vitest'
import { IdentityNumbers } from '../../../src/central/demo/identity-numbers.ts'
import { makePlan, streamOf } from '../../../src/central/demo/plan.ts'
import { isIdNumber } from '../../../src/domain/document/id-number.ts'
import { OPTIONS } from './world.ts'

describe('identity numbers of the demo', () => {
  it('differ even between people of one county and one age', () => {
    const plan = makePlan(OPTIONS)
    const numbers = new IdentityNumbers(plan)
    const random = streamOf(plan, 1, 1)
    const given = new Set<string>()
    for (let index = 0; index < 150_000; index += 1) {
      const number = numbers.numberOf('resident-id', index, numbers.bodyOf(index, 30), random, '210102', 'CHN')
      if (!isIdNumber(number)) throw new Error(`${number} is no ID number`)
      given.add(number)
    }
    expect(given.size).toBe(150_000)
  })

  it('make adults of the age drawn and at most seven years more', () => {
    const numbers = new IdentityNumbers(makePlan(OPTIONS))
    const years = Array.from({ length: 500 }, (_, index) => Number(numbers.bodyOf(index, 20).birth.slice(0, 4)))
    expect(Math.max(...years)).toBe(2005)
    expect(Math.min(...years)).toBe(1998)
  })
})
