import { read, SSF, utils, type CellObject, type WorkSheet } from '@e965/xlsx'

/** One more than is taken, so that a longer sheet is seen to be longer. */
const ROWS_READ = 20_100
const COLUMNS_READ = 60

export interface Workbook {
  readonly sheet: string
  readonly rows: string[][]
  /** Sheets that were left out: only the first with content is read. */
  readonly others: readonly string[]
}

/**
 * The first sheet with content, cell by cell as text. Formulas give their last value, merged cells their content once.
 * @throws when the file is no workbook, is damaged, or asks for a password.
 */
export function readWorkbook(bytes: Buffer): Workbook | undefined {
  const book = read(bytes, {
    type: 'buffer',
    cellDates: false,
    cellFormula: false,
    cellHTML: false,
    cellNF: true,
    sheetRows: ROWS_READ,
  })
  const filled = book.SheetNames.filter((name) => book.Sheets[name]?.['!ref'] !== undefined)
  const [first, ...others] = filled
  const sheet = first === undefined ? undefined : book.Sheets[first]
  if (first === undefined || sheet === undefined) return undefined
  const since1904 = book.Workbook?.WBProps?.date1904 === true
  return { sheet: first, rows: readCells(sheet, since1904), others }
}

function readCells(sheet: WorkSheet, since1904: boolean): string[][] {
  const { e: end } = utils.decode_range(sheet['!ref'] ?? 'A1')
  const columns = Math.min(end.c, COLUMNS_READ - 1)
  // From A1 on, whatever corner the content begins in: row and column numbers must be those on the screen.
  return Array.from({ length: end.r + 1 }, (_row, r) =>
    Array.from({ length: columns + 1 }, (_column, c) =>
      readCell(sheet[utils.encode_cell({ r, c })] as CellObject | undefined, since1904),
    ),
  )
}

/**
 * A number as its digits: what a cell shows (`2.10E+17`, `1,234`) is formatting. Beyond fifteen digits a spreadsheet
 * has already lost the rest, and the text says so by its exponent.
 */
function readCell(cell: CellObject | undefined, since1904: boolean): string {
  if (cell === undefined || cell.t === 'z' || cell.t === 'e' || cell.v === undefined) return ''
  if (cell.t !== 'n' || typeof cell.v !== 'number') return String(cell.v)
  if (isDate(cell)) return readDate(cell.v, since1904)
  return Number.isSafeInteger(cell.v) || Math.abs(cell.v) < 1e15 ? String(cell.v) : cell.v.toExponential()
}

const isDate = (cell: CellObject): boolean => /[ymd]/i.test(String(cell.z ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))

/** A day as it is stored, whatever the cell's format makes of it; a time of day is dropped. */
function readDate(serial: number, since1904: boolean): string {
  const date = SSF.parse_date_code(serial, { date1904: since1904 }) as { y: number; m: number; d: number } | null
  if (date === null) return String(serial)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(date.y).padStart(4, '0')}-${two(date.m)}-${two(date.d)}`
}
