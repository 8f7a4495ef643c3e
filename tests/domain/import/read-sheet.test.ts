import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { creditCodeChecksum } from '../../../src/domain/enterprise/credit-code.ts'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { columnLetter } from '../../../src/domain/import/head.ts'
import { readSheet, ROWS_MOST } from '../../../src/domain/import/read-sheet.ts'
import type { ImportKind, SheetRows } from '../../../src/domain/import/types.ts'

const today = '2026-05-12'
const code = (serial: number) => {
  const body = `91210102MA${String(serial).padStart(7, '0')}`
  return body + creditCodeChecksum(body)
}
const idNumber = (serial: number) => {
  const body = `21010219900307${String(serial).padStart(3, '0')}`
  return body + idNumberChecksum(body)
}

const STAFF_HEAD = ['统一社会信用代码', '姓名', '身份证号码', '手机号码', '身份类型']
const staff = (serial: number, changes: Partial<Record<number, string>> = {}) =>
  [code(1), '张三', idNumber(serial), '13812345678', '办税员（申报）'].map((cell, place) => changes[place] ?? cell)

const read = (kind: ImportKind, sheet: SheetRows) => readSheet(kind, sheet, today)
const rowsOf = (kind: ImportKind, sheet: SheetRows) => {
  const reading = read(kind, sheet)
  if (reading.kind === 'refused') throw new Error(reading.refusal.code)
  return reading.rows
}
const problemsOf = (row: readonly string[], head = STAFF_HEAD) =>
  rowsOf('staff', [head, staff(900), row])[1]?.problems.map(({ code: what, field }) => [what, field])
const refusalOf = (sheet: SheetRows, kind: ImportKind = 'staff') => {
  const reading = read(kind, sheet)
  return reading.kind === 'refused' ? reading.refusal : undefined
}

describe('head of a sheet', () => {
  it('finds columns by their headings, in any order, below titles, with brackets and spaces', () => {
    const reading = read('enterprise', [
      ['沈阳市企业清册'],
      [],
      ['序号', '纳税人 名称（必填）', '备注', '社会信用代码*'],
      ['1', '沈阳甲贸易有限公司', '', code(1)],
    ])
    expect(reading).toMatchObject({
      head: {
        headerRow: 3,
        columns: [
          { field: 'enterpriseName', letter: 'B' },
          { field: 'creditCode', letter: 'D' },
        ],
        unused: [
          { letter: 'A', header: '序号' },
          { letter: 'C', header: '备注' },
        ],
      },
      rows: [{ row: 4, entry: { creditCode: code(1), name: '沈阳甲贸易有限公司', state: 'normal' } }],
    })
  })

  it('names the headings that are missing', () => {
    expect(refusalOf([['姓名', '手机号码'], staff(1)])).toMatchObject({
      code: 'import-headers-missing',
      values: { headings: '统一社会信用代码、证件号码、身份类型', row: 1 },
    })
  })

  it('takes the first of two columns for one field and says so', () => {
    const reading = read('staff', [
      [...STAFF_HEAD, '联系电话'],
      [...staff(1), '13900000000'],
    ])
    expect(reading).toMatchObject({ head: { doubled: ['phone'] }, rows: [{ entry: { phone: '13812345678' } }] })
  })

  it('names columns as the spreadsheet does', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
  })

  it.each([[[[]]], [[['', ' '], ['\u3000']]], [[STAFF_HEAD]]])('refuses an empty sheet', (sheet) => {
    expect(refusalOf(sheet)?.code).toBe('import-sheet-empty')
  })

  it('refuses more rows than anyone looks through', () => {
    const many = Array.from({ length: ROWS_MOST + 1 }, () => staff(1))
    expect(refusalOf([STAFF_HEAD, ...many])?.code).toBe('import-too-many-rows')
  })
})

describe('rows of a sheet', () => {
  it('reads a row by the validators of the forms: full-width, spaces, a small x, marks of exports', () => {
    const [row] = rowsOf('staff', [
      STAFF_HEAD,
      [`="${code(1)}"`, ' 张 三 ', `'${idNumber(1)}`, '１３８１２３４５６７８ ', '办税员(申报)'],
    ])
    expect(row).toMatchObject({
      row: 2,
      problems: [],
      entry: {
        creditCode: code(1),
        name: '张三',
        documentType: 'resident-id',
        documentNumber: idNumber(1),
        birth: '1990-03-07',
        phone: '13812345678',
        identityType: 'staff-filing',
        validUntil: null,
      },
    })
  })

  it('keeps rare characters, dots of minority names and foreign documents', () => {
    const head = [...STAFF_HEAD, '证件类型']
    const rows = rowsOf('staff', [
      head,
      [...staff(1, { 1: '𠮷䶮' }), ''],
      [...staff(2, { 1: '买买提•吐尔逊' }), '居民身份证'],
      [...staff(3, { 1: 'Anna Müller', 2: 'C01X00T47' }), '外国护照'],
    ])
    expect(rows.map((row) => row.problems)).toEqual([[], [], []])
    expect(rows[1]?.entry).toMatchObject({ name: '买买提·吐尔逊' })
    expect(rows[2]?.entry).toMatchObject({ documentType: 'foreign-passport' })
  })

  it('counts rows as the user sees them, empty ones included', () => {
    const rows = rowsOf('staff', [STAFF_HEAD, staff(1), [], ['', ''], staff(2)])
    expect(rows.map((row) => row.row)).toEqual([2, 5])
  })

  const last = idNumber(1).slice(-1)
  it.each([
    [
      'wrong check character',
      { 2: idNumber(1).slice(0, 17) + (last === '0' ? '1' : '0') },
      'document-checksum',
      'documentNumber',
    ],
    [
      'impossible birth',
      { 2: `21010219901307001${idNumberChecksum('21010219901307001')}` },
      'document-birth',
      'documentNumber',
    ],
    ['lost digits', { 2: '2.10102E+17' }, 'digits-lost', 'documentNumber'],
    ['lost digits in a code', { 0: '9.12101E+17' }, 'digits-lost', 'creditCode'],
    ['too short a code', { 0: '9121' }, 'code-malformed', 'creditCode'],
    [
      'wrong check of a code',
      { 0: code(1).slice(0, 17) + (code(1).endsWith('A') ? 'B' : 'A') },
      'code-checksum',
      'creditCode',
    ],
    ['an emoji in a name', { 1: '张三😀' }, 'name-malformed', 'personName'],
    ['no name', { 1: ' ' }, 'missing', 'personName'],
    ['a landline', { 3: '024-23456789' }, 'phone-fixed-line', 'phone'],
    ['no phone number', { 3: '12345' }, 'phone-malformed', 'phone'],
    ['an unknown identity', { 4: '门卫' }, 'identity-type-unknown', 'identityType'],
  ])('tells %s by cell', (_what, changes, problem, field) => {
    expect(problemsOf(staff(1, changes))).toEqual([[problem, field]])
  })

  it('tells every problem of a row at once', () => {
    expect(problemsOf(staff(1, { 1: '', 2: '1', 3: '1' }))).toEqual([
      ['document-malformed', 'documentNumber'],
      ['missing', 'personName'],
      ['phone-malformed', 'phone'],
    ])
  })

  it('judges the end of an authorisation by the day', () => {
    const head = [...STAFF_HEAD, '授权有效期']
    const rows = rowsOf('staff', [
      head,
      [...staff(1), '2026年5月12日'],
      [...staff(2), '2026-05-11'],
      [...staff(3), '长期'],
      [...staff(4), '2026-02-30'],
    ])
    expect(rows.map((row) => row.problems.map((one) => one.code))).toEqual([[], ['date-past'], [], ['date-malformed']])
    expect(rows[0]?.entry).toMatchObject({ validUntil: '2026-05-12' })
  })
})

describe('inside one file', () => {
  it('tells doubles by the row that came first', () => {
    const rows = rowsOf('staff', [STAFF_HEAD, staff(1), staff(2), staff(1)])
    expect(rows[2]?.problems).toEqual([{ code: 'double-in-file', values: { row: 2 } }])
    expect(rows[0]?.problems).toEqual([])
  })

  it('[OP-17] tells one document with two names', () => {
    const rows = rowsOf('staff', [STAFF_HEAD, staff(1), staff(1, { 0: code(2), 1: '李四' })])
    expect(rows[1]?.problems).toMatchObject([{ code: 'name-differs-in-file', values: { row: 2 } }])
  })

  it('tells a second LR of one enterprise, and takes one person for LR and FO', () => {
    const rows = rowsOf('staff', [
      STAFF_HEAD,
      staff(1, { 4: '法定代表人' }),
      staff(1, { 4: '财务负责人' }),
      staff(2, { 1: '李四', 4: '法人' }),
    ])
    expect(rows.map((row) => row.problems.map((one) => one.code))).toEqual([[], [], ['manager-twice-in-file']])
  })
})

describe('shifted columns', () => {
  it('says that a row lies beside its head, and by how much', () => {
    const rows = rowsOf('staff', [STAFF_HEAD, staff(1), staff(2), ['', ...staff(3)], staff(4)])
    expect(rows[2]?.problems).toEqual([{ code: 'row-shifted', values: { columns: 1 } }])
    expect(rows.filter((row) => row.problems.length > 0)).toHaveLength(1)
  })

  it('refuses a sheet whose rows mostly lie beside their head, saying from where', () => {
    const sheet = [STAFF_HEAD, staff(1), ...[2, 3, 4].map((serial) => ['旧列', ...staff(serial)])]
    expect(refusalOf(sheet)).toMatchObject({ code: 'import-sheet-shifted', values: { row: 3, columns: 1, rows: 3 } })
  })

  it('takes no single wrong cell for a shift', () => {
    for (const place of [0, 2, 3, 4])
      expect(problemsOf(staff(1, { [place]: 'x' }))?.map(([what]) => what)).not.toContain('row-shifted')
  })
})

describe('any sheet', () => {
  it('is read without a throw, and every row is either an entry or has problems', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 24 }),
      fc.constantFrom(...STAFF_HEAD, ...staff(1), ''),
    )
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 8 }), (rows) => {
        const reading = read('staff', [STAFF_HEAD, ...rows])
        if (reading.kind === 'refused') return
        for (const row of reading.rows) expect(row.entry === undefined).toBe(row.problems.length > 0)
      }),
    )
  })
})
