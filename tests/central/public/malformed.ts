import type { Operation } from '../../../src/contract/public/operation.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Fields = Readonly<Record<string, Json>>
export type Part = 'params' | 'query' | 'body'

/** One call spoiled in one place. */
export interface Spoiled {
  readonly part: Part
  readonly field: string
  readonly what: string
  readonly given: Readonly<Record<Part, Fields>>
}

/** Values that no field of any contract takes, or that a careless one would choke on. */
const BAD: readonly (readonly [what: string, value: Json])[] = [
  ['null', null],
  ['a number', 7],
  ['a fraction', 0.5],
  ['a huge number', 1e308],
  ['a negative number', -1],
  ['true', true],
  ['an array', []],
  ['an array of arrays', [[[[]]]]],
  ['an object', {}],
  ['a nested object', { a: { b: { c: {} } } }],
  ['a long text', 'x'.repeat(10_001)],
  ['a long Chinese text', '𠮷'.repeat(6_000)],
  ['a text of zeros', '\u0000\u0000'],
  ['half a character', '\ud842'],
  ['markup', '<script>alert(1)</script>'],
  ['a quoted command', "'; drop table person; --"],
  ['a path', '../../../../etc/passwd'],
  ['a prototype', '__proto__'],
]

const BAD_KEYS = ['unknown', 'constructor', '__proto__', '$where', 'a.b', '']

/** The call of the example, whole. */
export function exampleOf({ example }: Operation): Readonly<Record<Part, Fields>> {
  return { params: {}, query: {}, body: {}, ...(example as Partial<Record<Part, Fields>>) }
}

const without = (fields: Fields, field: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field))

/** Spoils the example of an operation: every field by every bad value, each left out, and unknown ones added. */
export function spoil(operation: Operation): Spoiled[] {
  const given = exampleOf(operation)
  const parts: readonly Part[] = operation.method === 'GET' ? ['query'] : ['query', 'body']
  return parts.flatMap((part) => {
    const fields = given[part]
    const spoiled = (field: string, what: string, changed: Fields): Spoiled => ({
      part,
      field,
      what,
      given: { ...given, [part]: changed },
    })
    return [
      ...Object.keys(fields).flatMap((field) => [
        spoiled(field, 'left out', without(fields, field)),
        ...BAD.map(([what, value]) => spoiled(field, what, { ...fields, [field]: value })),
      ]),
      ...BAD_KEYS.map((key) =>
        spoiled(key, 'unknown field', Object.assign(Object.create(null), fields, { [key]: 'x' })),
      ),
    ]
  })
}
