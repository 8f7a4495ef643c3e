import { describe, expect, it } from 'vitest'
import {
  DOCUMENT_TYPES,
  DOCUMENT_TYPE_IDS,
  documentTypesOf,
  findDocumentTypeByName,
  getDocumentType,
  isDocumentTypeId,
} from '../../../src/domain/document/document-types.ts'

describe('document types', () => {
  it('[R-EN-DOC-01] lists the twelve types in the order of the rules', () => {
    expect(DOCUMENT_TYPES.map((type) => type.rule)).toEqual(
      Array.from({ length: 12 }, (_, index) => `R-EN-DOC-${String(index + 1).padStart(2, '0')}`),
    )
    expect(DOCUMENT_TYPES.map((type) => type.id)).toEqual([...DOCUMENT_TYPE_IDS])
  })

  it('[R-POL-32] has seven that register themselves, four that come to the hall first, five from overseas', () => {
    expect(DOCUMENT_TYPES.filter((type) => type.class === 'self-register')).toHaveLength(7)
    expect(DOCUMENT_TYPES.filter((type) => type.class === 'hall-first')).toHaveLength(4)
    expect(DOCUMENT_TYPES.filter((type) => type.overseas)).toHaveLength(5)
    expect(documentTypesOf('id-card-only').map((type) => type.id)).toEqual(['resident-id'])
    expect(documentTypesOf('all')).toHaveLength(12)
  })

  it('[R-CAP-02] takes the card branch for the identity card alone', () => {
    expect(DOCUMENT_TYPES.filter((type) => type.cardCapture).map((type) => type.id)).toEqual(['resident-id'])
  })

  it('finds a type by its official and usual names, whatever the brackets', () => {
    for (const type of DOCUMENT_TYPES) expect(findDocumentTypeByName(type.officialName)).toBe(type)
    expect(findDocumentTypeByName('身份证')?.id).toBe('resident-id')
    expect(findDocumentTypeByName('外国人工作许可证(B类)')?.id).toBe('work-permit-b')
    expect(findDocumentTypeByName('驾驶证')).toBeUndefined()
  })

  it('knows its ids', () => {
    expect(isDocumentTypeId('taiwan-permit')).toBe(true)
    expect(isDocumentTypeId('driving-licence')).toBe(false)
    expect(getDocumentType('other').rule).toBe('R-EN-DOC-12')
  })
})
