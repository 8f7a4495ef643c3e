import { FUNCTION_CODES, functionsOf, type FunctionCode } from './functions.ts'

/** The built-in identity types a person can have in an enterprise (R-EN-IDT). */
export const IDENTITY_TYPE_IDS = [
  'legal-representative',
  'finance-officer',
  'staff',
  'staff-filing',
  'staff-invoicing',
  'staff-full',
  'invoice-buyer',
] as const

export type IdentityTypeId = (typeof IDENTITY_TYPE_IDS)[number]

export interface IdentityType {
  readonly id: IdentityTypeId
  /**
   * `manager` is 法定代表人 or 财务负责人: recorded by the core system alone, never managed, frozen or deleted, and the
   * only ones who manage others (R-REL-02, R-REL-21). `staff` is everybody else.
   */
  readonly kind: 'manager' | 'staff'
  /** The official name as forms, logs and spreadsheets write it; used to read imports, never to show. */
  readonly officialName: string
  readonly otherNames: readonly string[]
  /** All functions of the type; a new relation starts with every one of them ticked (R-PER-01). */
  readonly functions: readonly FunctionCode[]
}

/**
 * What any member of staff may be given by a built-in type. 实名信息维护 is not among it: an enterprise gives that on
 * purpose, by a permission identity of its own (CF-13), and never by leaving a form as it was filled in.
 */
const STAFF_FUNCTIONS = functionsOf(
  'filing',
  'invoicing',
  'digital-account',
  'social-insurance',
  'registration',
  'enquiry',
)

type Row = readonly [kind: IdentityType['kind'], officialName: string, functions: readonly FunctionCode[], ...string[]]

const ROWS: Readonly<Record<IdentityTypeId, Row>> = {
  'legal-representative': ['manager', '法定代表人', FUNCTION_CODES, '法人', '业主', '法人代表'],
  'finance-officer': ['manager', '财务负责人', FUNCTION_CODES, '财务'],
  staff: ['staff', '办税员', functionsOf('filing', 'registration', 'enquiry'), '办税人员'],
  // R-PER-02: none of 开票业务.
  'staff-filing': [
    'staff',
    '办税员（申报）',
    functionsOf('filing', 'digital-account', 'social-insurance', 'registration', 'enquiry'),
  ],
  // R-PER-03: none of 税务数字账户.
  'staff-invoicing': ['staff', '办税员（发票）', functionsOf('invoicing', 'enquiry')],
  // R-PER-04: 开票业务 and 税务数字账户.
  'staff-full': ['staff', '办税员（全功能）', STAFF_FUNCTIONS, '全量办税'],
  'invoice-buyer': ['staff', '购票人', ['invoicing.quota', 'invoicing.collect'], '领票人', '购票员'],
}

/** The types in the order they are shown. */
export const IDENTITY_TYPES: readonly IdentityType[] = IDENTITY_TYPE_IDS.map((id) => {
  const [kind, officialName, functions, ...otherNames] = ROWS[id]
  return { id, kind, officialName, otherNames, functions }
})

const BY_ID = new Map<string, IdentityType>(IDENTITY_TYPES.map((type) => [type.id, type]))

/** Forms mix both kinds of brackets and put spaces anywhere. */
const comparable = (name: string) => name.replace(/\s+/gu, '').replaceAll('(', '（').replaceAll(')', '）')

const BY_NAME = new Map<string, IdentityType>(
  IDENTITY_TYPES.flatMap((type) => [type.officialName, ...type.otherNames].map((name) => [comparable(name), type])),
)

/** The type of this id, if it is a built-in one. */
export function findIdentityType(id: string): IdentityType | undefined {
  return BY_ID.get(id)
}

/** The type a spreadsheet or form means by this name, if it means one. */
export function findIdentityTypeByName(name: string): IdentityType | undefined {
  return BY_NAME.get(comparable(name))
}

/** Whether this is 法定代表人 or 财务负责人. */
export function isManager(id: string): boolean {
  return BY_ID.get(id)?.kind === 'manager'
}
