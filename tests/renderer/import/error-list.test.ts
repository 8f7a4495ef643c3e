import { describe, expect, it } from 'vitest'
import type { ImportPreview } from '../../../src/contract/import.ts'
import { IMPORT_PROBLEMS } from '../../../src/domain/import/types.ts'
import { makeErrorList, stemOf } from '../../../src/renderer/features/import/error-list.ts'
import chinese from '../../../src/renderer/locales/zh-CN/import.json'
import english from '../../../src/renderer/locales/en/import.json'

const words: Readonly<Record<string, string>> = {
  'import.list.row': '行',
  'import.list.column': '列',
  'import.list.heading': '表头',
  'import.list.problem': '问题',
}
const t = (key: string) => words[key] ?? key

function preview(problems: ImportPreview['problems'], header = '证件号码'): ImportPreview {
  return { columns: [{ field: 'documentNumber', letter: 'C', header }], problems } as unknown as ImportPreview
}

describe('list of problems', () => {
  it('names row, column and heading as the spreadsheet does, readable to the spreadsheet', () => {
    const list = makeErrorList(
      t,
      preview([{ row: 7, letter: 'C', field: 'documentNumber', code: 'document-checksum' }]),
    )
    const bytes = new TextEncoder().encode(list)
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(new TextDecoder().decode(bytes)).toBe(
      '"行","列","表头","问题"\r\n"7","C","证件号码","import.problem.document-checksum"\r\n',
    )
  })

  it('holds nothing that a spreadsheet would run', () => {
    const problem = { row: 1, letter: 'C', field: 'documentNumber', code: 'missing' } as const
    const text = makeErrorList(t, preview([problem], '=HYPERLINK("x")'))
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
  })

  it('has words for every problem in both languages', () => {
    for (const code of IMPORT_PROBLEMS) {
      expect(chinese.problem[code]).toBeTruthy()
      expect(english.problem[code]).toBeTruthy()
    }
  })

  it.each([
    ['清册.xlsx', '清册'],
    ['2026.07 清册.csv', '2026.07 清册'],
    ['a/b:c.csv', 'a b c'],
  ])('is called after its spreadsheet: %s', (file, stem) => {
    expect(stemOf(file)).toBe(stem)
  })
})
