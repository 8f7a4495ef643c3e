import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCodec } from '../../src/host/page/codec.ts'

const codec = makeCodec()
const carry = (value: unknown): unknown => codec.decode(codec.encode(value))

/** What structured clone carries, and so IPC does. */
const cloneable = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, -0, Number.NaN),
    fc.date(),
    fc.uint8Array(),
    fc.float64Array({ maxLength: 4 }),
    fc.int16Array({ maxLength: 4 }),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', 'v', '__proto__')), tie('value'), { maxKeys: 5 }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(tie('value'), { maxLength: 3 }).map((parts) => new Set(parts)),
  ),
})).value

describe('the codec of calls', () => {
  it('carries what structured clone carries, unchanged', () => {
    fc.assert(
      fc.property(cloneable, (value) => {
        expect(carry(value)).toStrictEqual(structuredClone(value))
      }),
    )
  })

  it('keeps a part of a larger buffer to itself', () => {
    const whole = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
    expect(carry(whole.subarray(2, 4))).toEqual(new Uint8Array([3, 4]))
    expect(carry(Buffer.from('税'))).toEqual(new Uint8Array(Buffer.from('税')))
    expect(carry(whole.buffer)).toEqual(whole.buffer)
    expect(carry(new DataView(whole.buffer, 1, 2))).toEqual(new DataView(new Uint8Array([2, 3]).buffer))
  })

  it('keeps errors by kind and message, and patterns', () => {
    expect(carry(new RangeError('too far'))).toEqual(new RangeError('too far'))
    expect(carry(new (class Own extends Error {})('own'))).toEqual(new Error('own'))
    expect(carry(/税+/giu)).toEqual(/税+/giu)
  })

  it('drops methods of classes with their classes, as structured clone does', () => {
    class Person {
      name = '𠮷'
      greet(): string {
        return this.name
      }
    }
    expect(carry(new Person())).toStrictEqual({ name: '𠮷' })
  })

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a promise', Promise.resolve(1)],
    ['a proxy', new Proxy({}, {})],
    ['a weak map', new WeakMap()],
    ['a function inside', { deep: [() => 1] }],
    ['a proxy inside', [new Proxy([], {})]],
  ])('refuses %s', (_what, value) => {
    expect(() => codec.encode(value)).toThrow('An object could not be cloned.')
  })

  it('refuses cycles by name, and takes one object twice', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    expect(() => codec.encode(circle)).toThrow('cyclic values are not supported')
    const shared = { once: true }
    expect(carry([shared, shared])).toEqual([shared, shared])
  })

  it('passes functions and promises by their hooks, over the bridge', () => {
    const bridge = makeCodec({
      functionId: () => 7,
      toFunction: (id) => `function ${id}`,
      promiseId: () => 8,
      toPromise: (id) => `promise ${id}`,
    })
    const text = bridge.encode({ act: () => 1, later: Promise.resolve(1) })
    expect(bridge.decode(text)).toEqual({ act: 'function 7', later: 'promise 8' })
  })
})
