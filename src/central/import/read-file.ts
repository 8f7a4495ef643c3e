import { extname } from 'node:path'
import { decodeText, readSeparated, type TextEncoding } from './read-text.ts'
import { readWorkbook } from './read-workbook.ts'
import { isSensibleZip } from './zip-guard.ts'

/** A file that was read, or the kind of trouble with it. */
export type ReadFile =
  | {
      readonly kind: 'read'
      readonly rows: readonly (readonly string[])[]
      readonly sheet: string
      readonly otherSheets: readonly string[]
      readonly encoding: TextEncoding | 'workbook'
    }
  | { readonly kind: 'type' | 'old-excel' | 'damaged' | 'encoding' | 'empty' }

const beginsWith = (bytes: Buffer, ...magic: number[]) => magic.every((byte, place) => bytes[place] === byte)

/** Formats that are told apart by their first bytes; the name of a file proves nothing. */
const FOREIGN = [
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0xff, 0xd8, 0xff], // JPEG
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0x52, 0x61, 0x72, 0x21], // RAR
  [0x4d, 0x5a], // a program
]

/** Reads an uploaded spreadsheet by what it is, not by what it is called. */
export function readFile(name: string, bytes: Buffer): ReadFile {
  if (bytes.length === 0) return { kind: 'empty' }
  if (FOREIGN.some((magic) => beginsWith(bytes, ...magic))) return { kind: 'type' }
  if (beginsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return { kind: 'old-excel' }
  if (beginsWith(bytes, 0x50, 0x4b)) return readZip(bytes)
  if (['.xlsx', '.xlsm'].includes(extname(name).toLowerCase())) return { kind: 'damaged' }
  return readPlain(bytes)
}

function readZip(bytes: Buffer): ReadFile {
  if (!isSensibleZip(bytes)) return { kind: 'damaged' }
  try {
    const book = readWorkbook(bytes)
    if (book === undefined) return { kind: 'empty' }
    return { kind: 'read', rows: book.rows, sheet: book.sheet, otherSheets: book.others, encoding: 'workbook' }
  } catch {
    // The library throws its own kinds of errors for a zip that is no workbook; all mean the same to the user.
    return { kind: 'damaged' }
  }
}

function readPlain(bytes: Buffer): ReadFile {
  const decoded = decodeText(bytes)
  if (decoded === undefined) return { kind: 'encoding' }
  try {
    return { kind: 'read', rows: readSeparated(decoded.text), sheet: '', otherSheets: [], encoding: decoded.encoding }
  } catch {
    return { kind: 'damaged' }
  }
}
