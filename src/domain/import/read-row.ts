import { isDocumentTypeId } from '../document/document-types.ts'
import type { CivilDate } from '../kernel/instant.ts'
import { isRequired } from './head.ts'
import * as read from './read-cell.ts'
import type { Cell } from './read-cell.ts'
import type { EnterpriseEntry, ImportField, ImportKind, ImportProblem, ImportRow, StaffEntry } from './types.ts'

export type Cells = ImportRow['cells']

const LONGEST_NAME = 120
const LONGEST_ADDRESS = 200

/** Collects the problems of a row while its values are taken; `value` of a wrong cell is never used. */
class Reading {
  readonly problems: ImportProblem[] = []
  readonly #kind: ImportKind
  readonly #cells: Cells
  constructor(kind: ImportKind, cells: Cells) {
    this.#kind = kind
    this.#cells = cells
  }

  take<Value>(field: ImportField, empty: Value, readCell: (text: string) => Cell<Value>): Value {
    const text = this.#cells[field] ?? ''
    if (text === '' && isRequired(this.#kind, field)) {
      this.problems.push({ code: 'missing', field })
      return empty
    }
    const cell = readCell(text)
    if ('value' in cell) return cell.value
    this.problems.push(cell.problem)
    return empty
  }
}

function readEnterprise(reading: Reading): EnterpriseEntry {
  const nothing = { code: '', isTaxpayerNumber: false }
  const { code, isTaxpayerNumber } = reading.take('creditCode', nothing, read.readCode)
  const text = (field: ImportField, longest: number) =>
    reading.take(field, '', (cell) => read.readText(field, cell, longest))
  return {
    kind: 'enterprise',
    creditCode: code,
    isTaxpayerNumber,
    name: text('enterpriseName', LONGEST_NAME),
    state: reading.take('state', 'normal', read.readState),
    taxAuthority: text('taxAuthority', LONGEST_NAME),
    address: text('address', LONGEST_ADDRESS),
  }
}

function readStaff(reading: Reading, cells: Cells, today: CivilDate): StaffEntry {
  const nobody = { number: '', birth: null, sex: null }
  const documentType = reading.take('documentType', 'other', read.readDocumentType)
  // With an unknown type the number can't be judged; one problem is enough to mend first.
  const typeKnown = isDocumentTypeId(documentType) && !reading.problems.some((one) => one.field === 'documentType')
  const document = reading.take('documentNumber', nobody, (text) =>
    typeKnown ? read.readDocument(documentType, text, today) : { value: nobody },
  )
  return {
    kind: 'staff',
    creditCode: reading.take('creditCode', { code: '', isTaxpayerNumber: false }, read.readCode).code,
    enterpriseName:
      cells.enterpriseName === undefined
        ? ''
        : reading.take('enterpriseName', '', (text) => read.readText('enterpriseName', text, LONGEST_NAME)),
    name: reading.take('personName', '', read.readPersonName),
    documentType,
    documentNumber: document.number,
    birth: document.birth,
    sex: document.sex,
    phone: reading.take('phone', '', read.readPhone),
    identityType: reading.take('identityType', '', read.readIdentityType),
    validUntil: reading.take('validUntil', null, (text) => read.readValidUntil(text, today)),
  }
}

/** Reads the cells of one row by the same validators as the forms; every problem at once. */
export function readRow(kind: ImportKind, row: number, cells: Cells, today: CivilDate): ImportRow {
  const reading = new Reading(kind, cells)
  const entry = kind === 'enterprise' ? readEnterprise(reading) : readStaff(reading, cells, today)
  return reading.problems.length > 0 ? { row, cells, problems: reading.problems } : { row, cells, entry, problems: [] }
}
