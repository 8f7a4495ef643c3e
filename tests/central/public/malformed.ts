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

/** What an address can carry of it, and a server will read: texts, neither broken nor longer than a line may be. */
const BAD_IN_PATH = BAD.filter(
  (entry): entry is readonly [string, string] =>
    typeof entry[1] === 'string' && !['half a character', 'a long Chinese text'].includes(entry[0]),
)

const BAD_KEYS = ['unknown', 'constructor', '__proto__', '$where', 'a.b', '']

/** The call of the example, whole. */
export function exampleOf({ example }: Operation): Readonly<Record<Part, Fields>> {
  return { params: {}, query: {}, body: {}, ...(example as Partial<Record<Part, Fields>>) }
}

const without = (fields: Fields, field: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field))

type SpoiledFields = readonly [field: string, what: string, changed: Fields]

/** Every field by every bad value, each left out, and unknown ones added. */
export const spoilFields = (fields: Fields): SpoiledFields[] => [
  ...Object.keys(fields).flatMap((field): SpoiledFields[] => [
    [field, 'left out', without(fields, field)],
    ...BAD.map(([what, value]): SpoiledFields => [field, what, { ...fields, [field]: value }]),
  ]),
  ...BAD_KEYS.map((key): SpoiledFields => [
    key,
    'unknown field',
    Object.assign(Object.create(null) as object, fields, { [key]: 'x' }),
  ]),
]

/** A path has all its parts and no others. */
const spoilPath = (fields: Fields): SpoiledFields[] =>
  Object.keys(fields).flatMap((field) =>
    BAD_IN_PATH.map(([what, value]): SpoiledFields => [field, what, { ...fields, [field]: value }]),
  )

/** Spoils the example of an operation in one place at a time. */
export function spoil(operation: Operation): Spoiled[] {
  const given = exampleOf(operation)
  const parts: readonly Part[] = operation.method === 'GET' ? ['params', 'query'] : ['params', 'query', 'body']
  return parts.flatMap((part) =>
    (part === 'params' ? spoilPath : spoilFields)(given[part]).map(([field, what, changed]) => ({
      part,
      field,
      what,
      given: { ...given, [part]: changed },
    })),
  )
}
