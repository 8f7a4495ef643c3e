/** The twelve kinds of document a person may prove themselves by (R-EN-DOC). The words are in the locales. */
export const DOCUMENT_TYPE_IDS = [
  'resident-id',
  'hk-macao-permit',
  'taiwan-permit',
  'chinese-passport',
  'foreign-permanent-residence',
  'hk-macao-residence',
  'taiwan-residence',
  'foreign-passport',
  'work-permit-a',
  'work-permit-b',
  'work-permit-c',
  'other',
] as const

export type DocumentTypeId = (typeof DOCUMENT_TYPE_IDS)[number]

/**
 * Which road to an account a document opens (R-REG-12 … R-REG-14): registering oneself, only after capture at a
 * hall, or only the overseas registration by e-mail.
 */
export type DocumentClass = 'self-register' | 'hall-first' | 'overseas-only'

export interface DocumentType {
  readonly id: DocumentTypeId
  /** The row of the rules, `R-EN-DOC-01`. */
  readonly rule: string
  /** Key of its name in the locales. */
  readonly nameKey: string
  /** The official name as forms and spreadsheets write it; used to read imports, never to show. */
  readonly officialName: string
  readonly otherNames: readonly string[]
  readonly class: DocumentClass
  /** Whether the overseas registration by e-mail takes it (R-REG-14). */
  readonly overseas: boolean
  /** Whether capture takes the branch with both card sides and OCR (R-CAP-02); every other type is a form. */
  readonly cardCapture: boolean
}

type Row = readonly [officialName: string, documentClass: DocumentClass, overseas: boolean, ...otherNames: string[]]

const ROWS: Readonly<Record<DocumentTypeId, Row>> = {
  'resident-id': ['居民身份证', 'self-register', false, '身份证', '二代身份证'],
  'hk-macao-permit': ['港澳居民来往内地通行证', 'self-register', false, '回乡证', '港澳通行证'],
  'taiwan-permit': ['台湾居民来往大陆通行证', 'self-register', false, '台胞证'],
  'chinese-passport': ['中国护照', 'self-register', false, '中华人民共和国护照'],
  'foreign-permanent-residence': [
    '外国人永久居留身份证（外国人永久居留证）',
    'self-register',
    false,
    '外国人永久居留身份证',
    '外国人永久居留证',
  ],
  'hk-macao-residence': ['中华人民共和国港澳居民居住证', 'self-register', false, '港澳居民居住证'],
  'taiwan-residence': ['中华人民共和国台湾居民居住证', 'self-register', false, '台湾居民居住证'],
  'foreign-passport': ['外国护照', 'hall-first', true],
  'work-permit-a': ['中华人民共和国外国人工作许可证（A 类）', 'hall-first', true, '外国人工作许可证（A类）'],
  'work-permit-b': ['中华人民共和国外国人工作许可证（B 类）', 'hall-first', true, '外国人工作许可证（B类）'],
  'work-permit-c': ['中华人民共和国外国人工作许可证（C 类）', 'hall-first', true, '外国人工作许可证（C类）'],
  other: ['其他个人证件', 'overseas-only', true, '其他证件'],
}

/** The twelve types in the order of the rules. */
export const DOCUMENT_TYPES: readonly DocumentType[] = DOCUMENT_TYPE_IDS.map((id, index) => {
  const [officialName, documentClass, overseas, ...otherNames] = ROWS[id]
  return {
    id,
    rule: `R-EN-DOC-${String(index + 1).padStart(2, '0')}`,
    nameKey: `document.type.${id}`,
    officialName,
    otherNames,
    class: documentClass,
    overseas,
    cardCapture: id === 'resident-id',
  }
})

const BY_ID = new Map<string, DocumentType>(DOCUMENT_TYPES.map((type) => [type.id, type]))

/** Names are compared without spaces and with one kind of brackets, because forms mix both. */
function comparable(name: string): string {
  return name.replace(/\s+/gu, '').replaceAll('(', '（').replaceAll(')', '）').replaceAll('中华人民共和国', '')
}

const BY_NAME = new Map<string, DocumentType>(
  DOCUMENT_TYPES.flatMap((type) => [type.officialName, ...type.otherNames].map((name) => [comparable(name), type])),
)

/** Whether a text is the id of one of the twelve types. */
export function isDocumentTypeId(id: string): id is DocumentTypeId {
  return BY_ID.has(id)
}

/** The type of this id; every id has one. */
export function getDocumentType(id: DocumentTypeId): DocumentType {
  const type = BY_ID.get(id)
  if (type === undefined) throw new Error(`no document type ${id}`)
  return type
}

/** The type a spreadsheet or form means by this name, if it means one. */
export function findDocumentTypeByName(name: string): DocumentType | undefined {
  return BY_NAME.get(comparable(name))
}

/** The types a policy's profile takes at the counter (R-POL-32). */
export function documentTypesOf(scope: 'all' | 'id-card-only'): readonly DocumentType[] {
  return scope === 'all' ? DOCUMENT_TYPES : DOCUMENT_TYPES.filter((type) => type.id === 'resident-id')
}
