import type { CivilDate } from '../kernel/instant.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { stripInvisible } from '../kernel/text.ts'
import { isManager } from '../permission/identity-types.ts'
import { findHead, headingOf } from './head.ts'
import { readRow, type Cells } from './read-row.ts'
import { importRefusals } from './refusals.ts'
import { findShift } from './shift.ts'
import type { ImportEntry, ImportHead, ImportKind, ImportProblem, ImportRow, SheetRows } from './types.ts'

/** More rows are cut into files: a preview that nobody can look through protects nobody. */
export const ROWS_MOST = 20_000

export type SheetReading =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'read'; readonly head: ImportHead; readonly rows: readonly ImportRow[] }

const refuse = (code: (typeof importRefusals.codes)[number], values?: Refusal['values']): SheetReading => ({
  kind: 'refused',
  refusal: importRefusals.make(code, values),
})

/**
 * Reads a sheet: finds its head, reads each row below it, and says what is wrong by the numbers the user sees. Empty
 * rows are passed over and keep their number. Rows that lie beside their head are refused one by one, or with the
 * whole sheet when most of them do.
 */
export function readSheet(kind: ImportKind, sheet: SheetRows, today: CivilDate): SheetReading {
  if (sheet.every((cells) => cells.every(isBlank))) return refuse('import-sheet-empty')
  const { head, missing } = findHead(kind, sheet)
  if (missing.length > 0)
    return refuse('import-headers-missing', { headings: missing.map(headingOf).join('、'), row: head.headerRow })
  const body = sheet
    .map((cells, place) => ({ cells: cells.map(cleanCell), row: place + 1 }))
    .filter(({ cells, row }) => row > head.headerRow && !cells.every(isBlank))
  if (body.length === 0) return refuse('import-sheet-empty')
  if (body.length > ROWS_MOST) return refuse('import-too-many-rows', { rows: body.length, most: ROWS_MOST })
  const shifts = body.map(({ cells }) => findShift(cells, head.columns))
  const shifted = shifts.filter((shift) => shift !== 0).length
  if (shifted * 2 > body.length && body.length > 1) {
    const first = shifts.findIndex((shift) => shift !== 0)
    return refuse('import-sheet-shifted', {
      row: body[first]?.row ?? 0,
      columns: Math.abs(shifts[first] ?? 0),
      rows: shifted,
    })
  }
  const rows = body.map(({ cells, row }, place) => {
    const named: Cells = Object.fromEntries(head.columns.map(({ field, index }) => [field, cells[index] ?? '']))
    const shift = shifts[place] ?? 0
    if (shift === 0) return readRow(kind, row, named, today)
    const problem: ImportProblem = { code: 'row-shifted', values: { columns: shift } }
    return { row, cells: named, problems: [problem] }
  })
  return { kind: 'read', head, rows: markInsideFile(rows) }
}

const isBlank = (cell: string): boolean => stripInvisible(cell).trim() === ''

/** Excel's ways of forcing text, `="2101…"` and `'2101…`, leave their marks in exported files. */
function cleanCell(cell: string): string {
  const text = stripInvisible(cell).trim()
  return /^="(.*)"$/su.exec(text)?.[1] ?? text.replace(/^'(?=[\dA-Za-z])/, '')
}

/** What must not be twice in one file. */
function keyOf(entry: ImportEntry): string {
  return entry.kind === 'enterprise'
    ? entry.creditCode
    : [entry.creditCode, entry.documentType, entry.documentNumber, entry.identityType].join(' ')
}

/** Remembers which row said something first; the later row is the wrong one, and is told which was before. */
class Firsts<Value> {
  readonly #seen = new Map<string, { readonly row: number; readonly value: Value }>()
  meet(key: string, row: number, value: Value) {
    const earlier = this.#seen.get(key)
    if (earlier === undefined) this.#seen.set(key, { row, value })
    return earlier
  }
}

/** Doubles, one document with two names, and two LR or FO of one enterprise, all within the file. */
function markInsideFile(rows: readonly ImportRow[]): ImportRow[] {
  const keys = new Firsts<undefined>()
  const names = new Firsts<string>()
  const managers = new Firsts<string>()
  return rows.map((row) => {
    const { entry } = row
    if (entry === undefined) return row
    const problems: ImportProblem[] = []
    const double = keys.meet(keyOf(entry), row.row, undefined)
    if (double !== undefined) problems.push({ code: 'double-in-file', values: { row: double.row } })
    if (entry.kind === 'staff') {
      const person = `${entry.documentType} ${entry.documentNumber}`
      const named = names.meet(person, row.row, entry.name)
      if (named !== undefined && named.value !== entry.name)
        problems.push({ code: 'name-differs-in-file', field: 'personName', values: { row: named.row } })
      const manager = isManager(entry.identityType)
        ? managers.meet(`${entry.creditCode} ${entry.identityType}`, row.row, person)
        : undefined
      if (manager !== undefined && manager.value !== person)
        problems.push({ code: 'manager-twice-in-file', field: 'identityType', values: { row: manager.row } })
    }
    return problems.length === 0 ? row : { row: row.row, cells: row.cells, problems }
  })
}
