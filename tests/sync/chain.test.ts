import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../src/sync/chain.ts'
import { uuidV7 } from '../../src/sync/uuid.ts'

describe('canonical JSON', () => {
  it('doesn’t depend on the order of members and drops undefined ones', () => {
    expect(canonical({ b: 1, a: [{ d: null, c: '𠮷' }], gone: undefined })).toBe('{"a":[{"c":"𠮷","d":null}],"b":1}')
  })

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('UUIDv7', () => {
  it('carries version, variant and time, and sorts by it', () => {
    const random = new Uint8Array(10).fill(0xff)
    const early = uuidV7(1_700_000_000_000, random)
    expect(early).toBe('018bcfe5-6800-7fff-bfff-ffffffffffff')
    expect(uuidV7(1_700_000_000_001, new Uint8Array(10)) > early).toBe(true)
  })
})
