import type { DocumentTypeId } from '../document/document-types.ts'
import type { CivilDate } from '../kernel/instant.ts'

/** What a spreadsheet holds: one enterprise a row, or one person of an enterprise a row. */
export const IMPORT_KINDS = ['enterprise', 'staff'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** The fields a column can hold, over both kinds. */
export const IMPORT_FIELDS = [
  'creditCode',
  'enterpriseName',
  'state',
  'taxAuthority',
  'address',
  'personName',
  'documentType',
  'documentNumber',
  'phone',
  'identityType',
  'validUntil',
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

/** A sheet as text, row by row as the user sees them: the first row is row 1. */
export type SheetRows = readonly (readonly string[])[]

/** A column that was recognised; `index` counts from 0, `letter` is what the user sees. */
export interface ImportColumn {
  readonly field: ImportField
  readonly index: number
  readonly letter: string
  readonly header: string
}

/** How the sheet's head was understood. */
export interface ImportHead {
  /** As the user sees it, from 1. */
  readonly headerRow: number
  readonly columns: readonly ImportColumn[]
  /** Columns with a heading that mean nothing here; they are left out, and that is said. */
  readonly unused: readonly { readonly letter: string; readonly header: string }[]
  /** Fields that two columns claim; the first one is taken. */
  readonly doubled: readonly ImportField[]
}

/** What can be wrong with one cell or one row; the words are in the locales under `import.problem`. */
export const IMPORT_PROBLEMS = [
  'missing',
  'digits-lost',
  'code-malformed',
  'code-checksum',
  'name-malformed',
  'too-long',
  'state-unknown',
  'document-type-unknown',
  'document-malformed',
  'document-checksum',
  'document-birth',
  'phone-malformed',
  'phone-fixed-line',
  'identity-type-unknown',
  'date-malformed',
  'date-past',
  'row-shifted',
  'double-in-file',
  'name-differs-in-file',
  'manager-twice-in-file',
  'enterprise-unknown',
  'enterprise-foreign',
  'enterprise-name-differs',
  'person-name-differs',
  'person-deregistered',
  'manager-taken',
] as const
export type ImportProblemCode = (typeof IMPORT_PROBLEMS)[number]

export interface ImportProblem {
  readonly code: ImportProblemCode
  /** Absent when the row as a whole is meant. */
  readonly field?: ImportField
  /** Values for the words: another row's number, the number of columns shifted by. */
  readonly values?: Readonly<Record<string, string | number>>
}

export interface EnterpriseEntry {
  readonly kind: 'enterprise'
  readonly creditCode: string
  /** Set when the code is an older taxpayer number and no credit code (R-LGE-02). */
  readonly isTaxpayerNumber: boolean
  readonly name: string
  readonly state: 'normal' | 'closed' | 'suspended'
  readonly taxAuthority: string
  readonly address: string
}

export interface StaffEntry {
  readonly kind: 'staff'
  readonly creditCode: string
  readonly enterpriseName: string
  readonly name: string
  readonly documentType: DocumentTypeId
  readonly documentNumber: string
  readonly birth: CivilDate | null
  readonly sex: 'male' | 'female' | null
  readonly phone: string
  readonly identityType: string
  readonly validUntil: CivilDate | null
}
export type ImportEntry = EnterpriseEntry | StaffEntry

/** A row that holds anything below the head: what it means, or what is wrong with it. */
export interface ImportRow {
  /** As the user sees it. */
  readonly row: number
  /** The cells of the recognised columns, as typed. */
  readonly cells: Readonly<Partial<Record<ImportField, string>>>
  /** Absent when there are problems. */
  readonly entry?: ImportEntry
  readonly problems: readonly ImportProblem[]
}
