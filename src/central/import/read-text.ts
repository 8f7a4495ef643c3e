import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'

/** How the text of a file was written. */
export type TextEncoding = 'utf-8' | 'utf-16' | 'gb18030'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * Decodes a text file of a Chinese office machine: UTF-8 with or without its mark, the UTF-16 of 「Unicode 文本」, else
 * GB18030, which holds GBK and GB 2312. Misses when it is none of them: bytes of a picture or of another program.
 */
export function decodeText(bytes: Buffer): { readonly text: string; readonly encoding: TextEncoding } | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return accept(bytes.subarray(2).toString('utf16le'), 'utf-16')
  if (first === 0xfe && second === 0xff) return accept(iconv.decode(bytes.subarray(2), 'utf16-be'), 'utf-16')
  try {
    return accept(strictUtf8.decode(bytes), 'utf-8')
  } catch {
    return accept(iconv.decode(bytes, 'gb18030'), 'gb18030')
  }
}

/** Text of a spreadsheet holds no control characters but tab and line ends, and no character that stands for none. */
function accept(text: string, encoding: TextEncoding) {
  return /[\u0000-\u0008\u000E-\u001F\uFFFD]/.test(text) ? undefined : { text, encoding }
}

const SEPARATORS = [',', '\t', ';', '，'] as const

/** The separator most of the first lines agree on. */
function guessSeparator(text: string): string {
  const lines = text.split(/\r?\n/, 12).filter((line) => line.trim() !== '')
  const score = (separator: string) => lines.reduce((sum, line) => sum + line.split(separator).length - 1, 0)
  return SEPARATORS.toSorted((a, b) => score(b) - score(a))[0] ?? ','
}

/** Records of a separated file; a record is a row as the spreadsheet shows it, blank ones included. */
export function readSeparated(text: string): string[][] {
  return parse(text, {
    delimiter: guessSeparator(text),
    relax_column_count: true,
    // A stray quote inside a cell is a character, as spreadsheets take it.
    relax_quotes: true,
    skip_empty_lines: false,
    bom: true,
  })
}
