import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../src/domain/document/document-number.ts'
import { DOCUMENT_TYPE_IDS } from '../../../src/domain/document/document-types.ts'
import type { DocumentTypeId } from '../../../src/domain/document/document-types.ts'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'

const TODAY = '2024-06-01'
const withChecksum = (first17: string) => first17 + idNumberChecksum(first17)

function verdict(type: DocumentTypeId, text: string): readonly string[] {
  const parsed = parseDocument(type, text, TODAY)
  return parsed.ok ? ['ok', ...parsed.warnings] : parsed.problems
}

describe('document numbers', () => {
  it('[R-EN-DOC-01] reads the resident identity card', () => {
    expect(parseDocument('resident-id', '11010519491231002x', TODAY)).toMatchObject({
      ok: true,
      number: '11010519491231002X',
      birth: '1949-12-31',
      sex: 'female',
    })
    expect(verdict('resident-id', '110105194912310021')).toEqual(['checksum'])
    expect(verdict('resident-id', withChecksum('83000019920130002'))).toEqual(['wrong-type'])
  })

  it('[R-EN-DOC-02] reads the permit of Hong Kong and Macao residents, new and old', () => {
    expect(verdict('hk-macao-permit', 'h12345678')).toEqual(['ok'])
    expect(verdict('hk-macao-permit', 'M1234567801')).toEqual(['ok', 'old-form'])
    expect(verdict('hk-macao-permit', 'T12345678')).toEqual(['form'])
    expect(verdict('hk-macao-permit', 'H1234567')).toEqual(['form'])
  })

  it('[R-EN-DOC-03] reads the permit of Taiwan residents and names the booklet superseded', () => {
    expect(verdict('taiwan-permit', '１２３４５６７８')).toEqual(['ok'])
    expect(verdict('taiwan-permit', '0012345678(B)')).toEqual(['superseded-form'])
    expect(verdict('taiwan-permit', '0012345678')).toEqual(['superseded-form'])
    expect(verdict('taiwan-permit', '123456789')).toEqual(['form'])
  })

  it('[R-EN-DOC-04] reads the Chinese passport in its forms', () => {
    for (const number of [
      'E12345678',
      'G12345678',
      'EA1234567',
      'D1234567',
      'SE1234567',
      'PE1234567',
      '141234567',
      'e 1234 5678',
    ]) {
      expect(verdict('chinese-passport', number), number).toEqual(['ok'])
    }
    for (const number of ['EI1234567', 'E1234567', '12345678', 'EA12345678']) {
      expect(verdict('chinese-passport', number), number).toEqual(['form'])
    }
  })

  it('[R-EN-DOC-05] reads the permanent residence card of both generations', () => {
    expect(verdict('foreign-permanent-residence', 'USA110012345678')).toEqual(['ok'])
    const number = withChecksum('91184019800101123')
    expect(parseDocument('foreign-permanent-residence', number, TODAY)).toMatchObject({
      ok: true,
      birth: '1980-01-01',
      sex: 'male',
      warnings: [],
    })
    expect(verdict('foreign-permanent-residence', `${number.slice(0, 17)}${number.endsWith('0') ? '1' : '0'}`)).toEqual(
      ['checksum'],
    )
    expect(verdict('foreign-permanent-residence', '11010519491231002X')).toEqual(['wrong-type'])
    expect(verdict('foreign-permanent-residence', 'US1100123456789')).toEqual(['form'])
  })

  it('[R-EN-DOC-06] [R-EN-DOC-07] reads residence permits by their prefixes and checksum', () => {
    expect(verdict('hk-macao-residence', withChecksum('81000019940823002'))).toEqual(['ok'])
    expect(verdict('hk-macao-residence', withChecksum('82000019940823002'))).toEqual(['ok'])
    expect(verdict('hk-macao-residence', withChecksum('83000019920130002'))).toEqual(['wrong-type'])
    expect(verdict('taiwan-residence', withChecksum('83000019920130002'))).toEqual(['ok'])
    expect(verdict('taiwan-residence', withChecksum('83000019921330002'))).toEqual(['birth-impossible'])
  })

  it('[R-EN-DOC-08] reads foreign passports and doubts long ones', () => {
    expect(verdict('foreign-passport', 'C01X00T47')).toEqual(['ok'])
    expect(verdict('foreign-passport', 'AB1234567890')).toEqual(['ok', 'length-unusual'])
    expect(verdict('foreign-passport', 'PASSPORT')).toEqual(['form'])
    expect(verdict('foreign-passport', '护照123456')).toEqual(['form'])
  })

  it('[R-EN-DOC-09] [R-EN-DOC-10] [R-EN-DOC-11] reads work permits', () => {
    for (const type of ['work-permit-a', 'work-permit-b', 'work-permit-c'] as const) {
      expect(verdict(type, '17210000123456')).toEqual(['ok'])
      expect(verdict(type, '17-210')).toEqual(['form'])
    }
  })

  it('[R-EN-DOC-12] reads other documents with words in them, but no signs alone and no emoji', () => {
    expect(verdict('other', '辽军（2019）字第0012345号')).toEqual(['ok'])
    expect(verdict('other', '---')).toEqual(['form'])
    expect(verdict('other', 'AB123😀')).toEqual(['form'])
  })

  it('answers every text for every type, and calls an empty one empty', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENT_TYPE_IDS), fc.string({ unit: 'binary' }), (type, text) => {
        expect(verdict(type, ' \u200B')).toEqual(['empty'])
        const parsed = parseDocument(type, text, TODAY)
        if (parsed.ok) expect(parseDocument(type, parsed.number, TODAY)).toEqual(parsed)
      }),
    )
  })
})
