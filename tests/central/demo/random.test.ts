import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hash32, Random, Shuffle, Weighted } from '../../../src/central/demo/random.ts'

const seeds = fc.integer({ min: 0, max: 0xffffffff })

describe('chance of the demo', () => {
  it('gives the same numbers for the same seed, kind and index, and others for others', () => {
    const row = (seed: number, kind: number, index: number) => {
      const random = new Random(seed, kind, index)
      return Array.from({ length: 8 }, () => random.below(1_000_000))
    }
    expect(row(1, 2, 3)).toEqual(row(1, 2, 3))
    for (const other of [row(2, 2, 3), row(1, 3, 3), row(1, 2, 4)]) expect(other).not.toEqual(row(1, 2, 3))
  })

  it('stays inside its limits and reaches all of them', () => {
    const random = new Random(7, 1, 1)
    const seen = new Set(Array.from({ length: 500 }, () => random.between(3, 7)))
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7])
    expect(random.digits(12)).toMatch(/^\d{12}$/)
    const mean = Array.from({ length: 20_000 }, () => random.unit()).reduce((sum, unit) => sum + unit, 0) / 20_000
    expect(mean).toBeGreaterThan(0.49)
    expect(mean).toBeLessThan(0.51)
  })

  it('draws as the weights say, and never what weighs nothing', () => {
    const weighted = new Weighted([
      ['often', 9],
      ['never', 0],
      ['seldom', 1],
    ])
    const random = new Random(7, 1, 2)
    const drawn = Array.from({ length: 10_000 }, () => weighted.draw(random))
    expect(drawn).not.toContain('never')
    const seldom = drawn.filter((item) => item === 'seldom').length
    expect(seldom).toBeGreaterThan(850)
    expect(seldom).toBeLessThan(1150)
  })

  it('shuffles every size one to one', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 3000 }), (seed, size) => {
        const shuffle = new Shuffle(seed, 5, size)
        const given = new Set(Array.from({ length: size }, (_, index) => shuffle.at(index)))
        expect(given.size).toBe(size)
        expect(Math.max(...given)).toBe(size - 1)
        expect(() => shuffle.at(size)).toThrow('different numbers')
      }),
    )
  })

  it('shuffles spaces of nearly 32 bits without a repeat', () => {
    const shuffle = new Shuffle(1, 5, 3_000_000_000)
    const given = new Set(Array.from({ length: 100_000 }, (_, index) => shuffle.at(index)))
    expect(given.size).toBe(100_000)
    expect([...given].every((value) => value >= 0 && value < 3_000_000_000)).toBe(true)
  })

  it('hashes indexes of one kind one to one', () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, index) => hash32(1, 2, index)))
    expect(hashes.size).toBe(100_000)
  })
})
