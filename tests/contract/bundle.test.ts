import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { feedQuery } from '../../src/contract/central.ts'
import {
  bundleBody,
  bundleHeader,
  BUNDLE_MAGIC,
  headerTextOf,
  readFieldFile,
  receiptHeader,
  RECEIPT_MAGIC,
  writeFieldFile,
  type BundleHeader,
} from '../../src/contract/bundle.ts'

const hash = 'a'.repeat(64)
const header = (changes: Partial<BundleHeader> = {}): BundleHeader => ({
  format: 1,
  central: hash,
  device: 'd1',
  deviceName: '1号窗口 𠮷',
  firstSeq: 1,
  lastSeq: 2,
  head: hash,
  commands: 2,
  attachments: 0,
  madeAt: 1,
  ephemeral: 'AAAA',
  bodyBytes: 5,
  ...changes,
})
const signature = new Uint8Array(64).fill(7)
const body = new Uint8Array([1, 2, 3, 4, 5])
const file = writeFieldFile(BUNDLE_MAGIC, headerTextOf(header()), signature, body)
const read = (bytes: Uint8Array) => readFieldFile(BUNDLE_MAGIC, bundleHeader, bytes)

describe('a file of field work', () => {
  it('[FIELD-BUNDLE] is read as it was written, names of desks in any script included', () => {
    const found = read(file)
    expect(found).toMatchObject({ header: header() })
    if (typeof found === 'string') return
    expect([...found.body]).toEqual([...body])
    expect([...found.signature]).toEqual([...signature])
    expect(found.headerText).toMatch(/^[\x20-\x7e]+$/)
  })

  it('[FIELD-BUNDLE] says where a desk stands in the feed of any hall, however long its name', () => {
    const epoch = `0193f6a0-1c2b-7d3e-8f40-5a6b7c8d9e0f.${'h'.repeat(64)}`
    expect(feedQuery.safeParse({ epoch, after: 3 }).success).toBe(true)
    const place = { epoch, seq: 3 }
    expect(bundleBody.shape.cursor.parse(place)).toEqual(place)
    // As older desks wrote it.
    expect(bundleBody.shape.cursor.parse({ ...place, checked: true })).toEqual(place)
  })

  it('[FIELD-BUNDLE] is cut wherever it is cut, and no other thing', () => {
    for (let length = 0; length < file.length; length++)
      expect(read(file.subarray(0, length)), String(length)).toBe(length < BUNDLE_MAGIC.length ? 'foreign' : 'cut')
    expect(read(new Uint8Array([...file, 0]))).toBe('cut')
    expect(readFieldFile(RECEIPT_MAGIC, receiptHeader, file)).toBe('foreign')
    const newer = headerTextOf(header()).replace('"format":1', '"format":2')
    expect(read(writeFieldFile(BUNDLE_MAGIC, newer, signature, body))).toBe('newer')
  })

  it('[FIELD-BUNDLE] is none of ours for whatever bytes somebody made up', () => {
    const magic = Array.from(BUNDLE_MAGIC, (letter) => letter.charCodeAt(0))
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ maxLength: 400 }).map((rest) => new Uint8Array([...magic, ...rest])),
      fc
        .jsonValue()
        .map((json) => writeFieldFile(BUNDLE_MAGIC, headerTextOf(json as unknown as BundleHeader), signature, body)),
    )
    fc.assert(
      fc.property(bytes, (made) => {
        expect(['foreign', 'cut', 'newer']).toContain(read(made))
      }),
      { numRuns: 1000 },
    )
  })
})
