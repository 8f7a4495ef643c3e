import { collapseSpaces, stripInvisible, toHalfWidth } from '../kernel/text.ts'
import type { ImportColumn, ImportField, ImportHead, ImportKind, SheetRows } from './types.ts'

/** The headings people write for each field; brackets and what stands in them are ignored. */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  creditCode: [
    '统一社会信用代码',
    '社会信用代码',
    '信用代码',
    '纳税人识别号',
    '税号',
    '纳税人识别号/统一社会信用代码',
    '统一社会信用代码/纳税人识别号',
  ],
  enterpriseName: ['纳税人名称', '企业名称', '单位名称', '公司名称', '名称', '纳税人'],
  state: ['纳税人状态', '登记状态', '经营状态', '状态'],
  taxAuthority: ['主管税务机关', '主管税务局', '主管税务所', '税务机关'],
  address: ['注册地址', '生产经营地址', '经营地址', '地址', '住所'],
  personName: ['姓名', '办税人员姓名', '办税员姓名', '人员姓名', '办税人员'],
  documentType: ['证件类型', '证件种类', '身份证件类型', '身份证件种类'],
  documentNumber: ['证件号码', '证件号', '身份证号', '身份证号码', '居民身份证号码', '公民身份号码', '身份证件号码'],
  phone: ['手机号码', '手机号', '移动电话', '联系电话', '手机', '电话'],
  identityType: ['身份类型', '人员类型', '办税人员类型', '身份', '职务'],
  validUntil: ['授权有效期', '有效期止', '授权截止', '授权到期', '有效期至'],
}

const REQUIRED: Readonly<Record<ImportKind, readonly ImportField[]>> = {
  enterprise: ['creditCode', 'enterpriseName'],
  staff: ['creditCode', 'personName', 'documentNumber', 'identityType'],
}

const TAKEN: Readonly<Record<ImportKind, readonly ImportField[]>> = {
  enterprise: ['creditCode', 'enterpriseName', 'state', 'taxAuthority', 'address'],
  staff: [
    'creditCode',
    'enterpriseName',
    'personName',
    'documentType',
    'documentNumber',
    'phone',
    'identityType',
    'validUntil',
  ],
}

/** A title or two may stand above the head. */
const HEAD_WITHIN = 10

/** `纳税人名称（必填）*` and `纳税人 名称` are one heading. */
function comparable(heading: string): string {
  return stripInvisible(toHalfWidth(heading))
    .replace(/[(（【[].*?[)）】\]]/gu, '')
    .replace(/[\s*＊:：]+/gu, '')
}

/** `0` is A, `26` is AA: the letter a spreadsheet shows above a column. */
export function columnLetter(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetter(Math.floor(index / 26) - 1) + last
}

function fieldOf(kind: ImportKind, heading: string): ImportField | undefined {
  const wanted = comparable(heading)
  return wanted === '' ? undefined : TAKEN[kind].find((field) => HEADINGS[field].includes(wanted))
}

function readHead(kind: ImportKind, cells: readonly string[], headerRow: number): ImportHead {
  const columns: ImportColumn[] = []
  const unused: { letter: string; header: string }[] = []
  const doubled: ImportField[] = []
  for (const [index, cell] of cells.entries()) {
    const header = collapseSpaces(stripInvisible(cell))
    const field = fieldOf(kind, cell)
    if (field !== undefined && !columns.some((column) => column.field === field)) {
      columns.push({ field, index, letter: columnLetter(index), header })
      continue
    }
    if (field !== undefined) doubled.push(field)
    if (header !== '') unused.push({ letter: columnLetter(index), header })
  }
  return { headerRow, columns, unused, doubled }
}

/**
 * Finds the head among the first rows by the headings it knows, whatever their order. Misses with the fields nobody
 * claimed in the row that knew the most.
 */
export function findHead(
  kind: ImportKind,
  rows: SheetRows,
): { readonly head: ImportHead; readonly missing: readonly ImportField[] } {
  const heads = rows.slice(0, HEAD_WITHIN).map((cells, place) => readHead(kind, cells, place + 1))
  const best = heads.toSorted((a, b) => b.columns.length - a.columns.length)[0] ?? readHead(kind, [], 1)
  const missing = REQUIRED[kind].filter((field) => !best.columns.some((column) => column.field === field))
  return { head: best, missing }
}

/** The first heading of a field, for saying which column is missing. */
export const headingOf = (field: ImportField): string => HEADINGS[field][0] ?? field

/** Fields that must hold something in every row. */
export const isRequired = (kind: ImportKind, field: ImportField): boolean => REQUIRED[kind].includes(field)
