/*
 * Values over text, with the reach of structured clone: what IPC and the context bridge may carry.
 * These functions also run inside pages, where they arrive as their own source text: they use nothing but each other.
 */

/** How functions and promises travel over the context bridge: as numbers. Without hooks they are refused. */
export interface CodecHooks {
  readonly functionId: (value: (...inputs: unknown[]) => unknown) => number
  readonly toFunction: (id: number) => unknown
  readonly promiseId: (value: Promise<unknown>) => number
  readonly toPromise: (id: number) => unknown
}

export interface Codec {
  /** Text for a value; throws Electron's "An object could not be cloned." for what structured clone refuses. */
  encode(value: unknown): string
  /** The value of a text that `encode` made. */
  decode(text: string): unknown
}

type Json = null | boolean | number | string | Json[] | JsonObject
type JsonObject = { [key: string]: Json }
type Tagged = { $: string; v: Json; t?: string }

/** One encoding: its hooks, and whether it met a function or a promise. */
interface Pass {
  readonly hooks: CodecHooks | undefined
  bridged: boolean
}

/** Makes a codec. Cycles are refused: structured clone allows them, and no call of an app should need them. */
export function makeCodec(hooks?: CodecHooks): Codec {
  return {
    encode(value) {
      const pass: Pass = { hooks, bridged: false }
      const json = encodePart(value, [], pass)
      // Structured clone has the last word: it refuses what looks plain and is not, such as a reactive Proxy.
      if (!pass.bridged) assertCloneable(value)
      return JSON.stringify(json)
    },
    decode: (text) => decodePart(JSON.parse(text) as Json, hooks),
  }
}

function refuseClone(): never {
  throw new Error('An object could not be cloned.')
}

function assertCloneable(value: unknown): void {
  try {
    structuredClone(value)
  } catch {
    refuseClone()
  }
}

function encodePart(value: unknown, above: readonly object[], pass: Pass): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return encodeNumber(value)
    case 'undefined':
      return { $: 'undefined', v: null }
    case 'bigint':
      return { $: 'bigint', v: String(value) }
    case 'function':
      if (!pass.hooks) return refuseClone()
      pass.bridged = true
      return { $: 'function', v: pass.hooks.functionId(value as (...inputs: unknown[]) => unknown) }
    case 'symbol':
      return refuseClone()
    case 'object':
      return value === null ? null : encodeObject(value, above, pass)
  }
}

function encodeNumber(value: number): Json {
  if (Object.is(value, -0)) return { $: 'number', v: '-0' }
  return Number.isFinite(value) ? value : { $: 'number', v: String(value) }
}

function encodeObject(value: object, above: readonly object[], pass: Pass): Json {
  if (above.includes(value)) throw new Error('electron-host: cyclic values are not supported')
  const path = [...above, value]
  const inner = (part: unknown): Json => encodePart(part, path, pass)
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (Array.isArray(value)) return Array.from(value, inner)
  if (ArrayBuffer.isView(value))
    return { $: 'view', t: kind, v: bytesToText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
  switch (kind) {
    case 'Object':
      return encodeFields(value, inner)
    case 'Date':
      return { $: 'date', v: encodeNumber((value as Date).getTime()) }
    case 'Error':
      return { $: 'error', v: [(value as Error).name, (value as Error).message] }
    case 'Map':
      return { $: 'map', v: Array.from(value as Map<unknown, unknown>, (pair) => pair.map(inner)) }
    case 'Set':
      return { $: 'set', v: Array.from(value as Set<unknown>, inner) }
    case 'RegExp':
      return { $: 'regexp', v: [(value as RegExp).source, (value as RegExp).flags] }
    case 'ArrayBuffer':
      return { $: 'buffer', v: bytesToText(new Uint8Array(value as ArrayBuffer)) }
    case 'Promise':
      if (!pass.hooks) return refuseClone()
      pass.bridged = true
      return { $: 'promise', v: pass.hooks.promiseId(value as Promise<unknown>) }
    default:
      return refuseClone()
  }
}

function encodeFields(value: object, inner: (part: unknown) => Json): Json {
  const fields: JsonObject = {}
  for (const key of Object.keys(value)) putField(fields, key, inner((value as Record<string, unknown>)[key]))
  return '$' in fields ? { $: 'object', v: fields } : fields
}

function decodePart(part: Json, hooks: CodecHooks | undefined): unknown {
  if (part === null || typeof part !== 'object') return part
  const inner = (one: Json): unknown => decodePart(one, hooks)
  if (Array.isArray(part)) return part.map(inner)
  return '$' in part ? decodeTagged(part as Tagged, inner, hooks) : decodeFields(part, inner)
}

function decodeTagged({ $: tag, v, t }: Tagged, inner: (one: Json) => unknown, hooks: CodecHooks | undefined): unknown {
  switch (tag) {
    case 'object':
      return decodeFields(v as JsonObject, inner)
    case 'number':
      return Number(v)
    case 'undefined':
      return undefined
    case 'bigint':
      return BigInt(v as string)
    case 'date':
      return new Date(inner(v) as number)
    case 'error':
      return decodeError(v as [string, string])
    case 'map':
      return new Map((v as [Json, Json][]).map(([key, value]) => [inner(key), inner(value)]))
    case 'set':
      return new Set((v as Json[]).map(inner))
    case 'regexp':
      return new RegExp((v as string[])[0] ?? '', (v as string[])[1])
    case 'buffer':
      return textToBytes(v as string).buffer
    case 'view':
      return decodeView(t ?? '', v as string)
    case 'function':
      return hooks ? hooks.toFunction(v as number) : refuseClone()
    case 'promise':
      return hooks ? hooks.toPromise(v as number) : refuseClone()
    default:
      return refuseClone()
  }
}

function decodeFields(fields: JsonObject, inner: (one: Json) => unknown): unknown {
  const value: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) putField(value, key, inner(fields[key] ?? null))
  return value
}

function decodeError([name, message]: [string, string]): Error {
  const kinds: Record<string, ErrorConstructor> = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError }
  return new (kinds[name] ?? Error)(message)
}

function decodeView(kind: string, text: string): unknown {
  const kinds = globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>
  const View = /^(DataView|(Big)?(Int|Uint|Float)\w+Array)$/.test(kind) ? kinds[kind] : undefined
  return View ? new View(textToBytes(text).buffer) : refuseClone()
}

/** Sets a field under any name: assigning to `__proto__` would change the prototype instead. */
function putField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

function bytesToText(bytes: Uint8Array): string {
  if (typeof Buffer === 'function')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  return (bytes as Uint8Array & { toBase64(): string }).toBase64()
}

function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  if (typeof Buffer === 'function') return new Uint8Array(Buffer.from(text, 'base64'))
  return (Uint8Array as unknown as { fromBase64(text: string): Uint8Array<ArrayBuffer> }).fromBase64(text)
}

/** The codec as it is sent into pages. */
export const codecParts = [
  makeCodec,
  refuseClone,
  assertCloneable,
  encodePart,
  encodeNumber,
  encodeObject,
  encodeFields,
  decodePart,
  decodeTagged,
  decodeFields,
  decodeError,
  decodeView,
  putField,
  bytesToText,
  textToBytes,
]
