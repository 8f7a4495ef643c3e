import { utils, write } from '@e965/xlsx'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readFile } from '../../../src/central/import/read-file.ts'

const ROWS = [
  ['统一社会信用代码', '姓名'],
  ['91210102MA0ABCDE12', '张𠮷䶮'],
  ['', ''],
  ['"引号", 与逗号', '李四'],
]
const csv = ROWS.map((row) =>
  row.map((cell) => (/["，,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
).join('\r\n')

function workbook(rows: readonly (readonly unknown[])[], more: readonly string[] = []): Buffer {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows as unknown[][]), '人员')
  for (const name of more) utils.book_append_sheet(book, utils.aoa_to_sheet([['别的']]), name)
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer
}

const read = (name: string, bytes: Buffer) => {
  const file = readFile(name, bytes)
  if (file.kind !== 'read') throw new Error(file.kind)
  return file
}

describe('text files', () => {
  it.each([
    ['UTF-8', Buffer.from(csv), 'utf-8'],
    ['UTF-8 with its mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(csv)]), 'utf-8'],
    ['GB18030', iconv.encode(csv, 'gb18030'), 'gb18030'],
    [
      'UTF-16 with tabs',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        iconv.encode(
          ROWS.map((row) => row.join('\t'))
            .join('\r\n')
            .replaceAll('"', ''),
          'utf16-le',
        ),
      ]),
      'utf-16',
    ],
  ])('reads %s, rare characters and blank lines included', (_what, bytes, encoding) => {
    const file = read('人员.csv', bytes)
    expect(file.encoding).toBe(encoding)
    expect(file.rows[0]).toEqual(ROWS[0])
    expect(file.rows[1]).toEqual(ROWS[1])
    expect(file.rows).toHaveLength(4)
    expect(file.rows[3]?.at(-1)).toBe('李四')
  })

  it('reads GBK as old machines write it', () => {
    const plain = '姓名,身份证号\n张三,210102199003071234'
    expect(read('x.csv', iconv.encode(plain, 'gbk')).rows).toEqual([
      ['姓名', '身份证号'],
      ['张三', '210102199003071234'],
    ])
  })

  it('guesses semicolons', () => {
    expect(read('x.csv', Buffer.from('甲;乙\n1;2')).rows).toEqual([
      ['甲', '乙'],
      ['1', '2'],
    ])
  })

  it('keeps rows of unequal length as they are', () => {
    expect(read('x.csv', Buffer.from('a,b\n1\n1,2,3')).rows.map((row) => row.length)).toEqual([2, 1, 3])
  })
})

describe('workbooks', () => {
  it('reads the first sheet with content and names the others', () => {
    const file = read('人员.xlsx', workbook([['姓名'], ['张𠮷']], ['说明']))
    expect(file).toMatchObject({
      rows: [['姓名'], ['张𠮷']],
      sheet: '人员',
      otherSheets: ['说明'],
      encoding: 'workbook',
    })
  })

  it('tells numbers that lost their digits from those that kept them', () => {
    const file = read('x.xlsx', workbook([[210102199003071234, 13812345678, 1234.5]]))
    expect(file.rows[0]?.[0]).toMatch(/e\+17$/)
    expect(file.rows[0]?.slice(1)).toEqual(['13812345678', '1234.5'])
  })

  it('reads days as days, whatever their format', () => {
    const sheet = utils.aoa_to_sheet([['授权有效期'], [46154]])
    const cell = sheet['A2'] as { z?: string }
    cell.z = 'm/d/yy'
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, '人员')
    const bytes = write(book, { type: 'buffer', bookType: 'xlsx', cellStyles: true }) as Buffer
    expect(read('x.xlsx', bytes).rows[1]).toEqual(['2026-05-12'])
  })

  it('numbers rows and columns from A1, wherever the content begins', () => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.sheet_add_aoa({}, [['姓名']], { origin: 'C3' }), '人员')
    const file = read('x.xlsx', write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer)
    expect(file.rows).toEqual([
      ['', '', ''],
      ['', '', ''],
      ['', '', '姓名'],
    ])
  })
})

describe('refuses by what a file is, not by its name', () => {
  const damaged = workbook([['姓名']]).subarray(0, 600)
  it.each([
    ['人员.xlsx', Buffer.from('%PDF-1.7 …'), 'type'],
    ['人员.csv', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'type'],
    ['人员.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]), 'type'],
    ['人员.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'old-excel'],
    ['人员.xlsx', damaged, 'damaged'],
    ['人员.xlsx', Buffer.from('姓名,号码'), 'damaged'],
    ['人员.csv', Buffer.from([0x41, 0, 0, 7, 0x42]), 'encoding'],
    ['人员.csv', Buffer.alloc(0), 'empty'],
    ['人员.zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(64)]), 'damaged'],
  ])('%s', (name, bytes, kind) => {
    expect(readFile(name, bytes).kind).toBe(kind)
  })

  it('a workbook that would unpack into the whole memory', () => {
    const bomb = Buffer.from(workbook([['姓名']]))
    const entry = bomb.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bomb.writeUInt32LE(0xf000_0000, entry + 24)
    expect(readFile('x.xlsx', bomb).kind).toBe('damaged')
  })
})
