import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkInformation,
  editedFields,
  EMPTY_INFORMATION,
  fieldsOf,
  isRequired,
  needsApproval,
  typedFields,
} from '../../../src/domain/capture/information.ts'
import { INFORMATION_FIELDS, type Information } from '../../../src/domain/capture/types.ts'
import { DOCUMENT_TYPE_IDS } from '../../../src/domain/document/document-types.ts'
import { idCase, NUMBER, otherCase, TODAY } from './context.ts'

const good = idCase().information
const card = (fields: Partial<Information>) => checkInformation('resident-id', { ...good, ...fields }, TODAY)
const found = (check: ReturnType<typeof card>) => check.problems.map(({ field, finding }) => `${field}:${finding}`)
const doubts = (check: ReturnType<typeof card>) => check.warnings.map(({ field, finding }) => `${field}:${finding}`)

describe('the information check', () => {
  it('[R-CAP-04] passes what stands on a good card', () => {
    const { problems, checked } = card({})
    expect(problems).toEqual([])
    expect(checked).toMatchObject({
      name: '关山月',
      documentNumber: NUMBER,
      birth: '1990-03-07',
      sex: 'male',
      validity: { kind: 'custom', start: '2016-01-01', end: '2036-01-01' },
    })
  })

  it('[R-CAP-04] brings full-width digits, blanks and dots of the card to one form', () => {
    const wide = NUMBER.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    const { checked } = card({ documentNumber: ` ${wide} `, name: ' 关 山月 ', validityEnd: '2036.01.01' })
    expect(checked).toMatchObject({ documentNumber: NUMBER, name: '关山月', validity: { end: '2036-01-01' } })
  })

  it('[R-CAP-04] takes rare characters of four bytes and refuses emoji', () => {
    expect(card({ name: '𠮷䶮' }).checked?.name).toBe('𠮷䶮')
    expect(found(card({ name: '关山🌙' }))).toContain('name:emoji')
  })

  it.each([
    ['documentNumber:checksum', { documentNumber: NUMBER.slice(0, 17) + (NUMBER.endsWith('0') ? '1' : '0') }],
    ['documentNumber:missing', { documentNumber: '' }],
    ['name:missing', { name: '' }],
    ['validityStart:start-impossible', { validityStart: '2016-02-30' }],
    ['validityEnd:end-before-start', { validityEnd: '2015-01-01' }],
    ['birth:birth-impossible', { birth: '1990-13-01' }],
    ['sex:choice', { sex: 'unknown' }],
    ['residence:too-long', { residence: '街'.repeat(121) }],
  ] as const)('[R-CAP-04] names %s', (problem, fields) => {
    expect(found(card(fields))).toContain(problem)
    expect(card(fields).checked).toBeUndefined()
  })

  it('[R-VAL-02] asks no end of a long-term document and keeps none', () => {
    const { checked, problems } = card({ validityKind: 'long-term', validityEnd: '2036-01-01' })
    expect(problems).toEqual([])
    expect(checked?.validity).toEqual({ kind: 'long-term', start: '2016-01-01' })
    expect(found(card({ validityEnd: '' }))).toContain('validityEnd:end-missing')
  })

  it('[R-VAL-03] finds an expired document, and reads it all the same', () => {
    const check = card({ validityStart: '2006-01-01', validityEnd: '2026-05-19' })
    expect(found(check)).toEqual(['validityEnd:expired'])
    expect(check.checked).toBeDefined()
    expect(found(card({ validityStart: '2006-05-20', validityEnd: TODAY }))).toEqual([])
  })

  it('warns, and goes on, where the division is abolished or the term odd', () => {
    const check = card({ validityStart: '2016-01-01', validityEnd: '2021-01-01' })
    expect(doubts(card({ validityEnd: '2030-01-01' }))).toContain('validityEnd:term-unusual-for-age')
    expect(check.problems.map(({ finding }) => finding)).toEqual(['expired'])
  })

  it('warns where sex or birth differ from those in the number, and keeps the number’s', () => {
    const check = card({ sex: 'female', birth: '1990-03-08' })
    expect(doubts(check)).toEqual(expect.arrayContaining(['sex:differs-from-number', 'birth:differs-from-number']))
    expect(check.checked).toMatchObject({ sex: 'male', birth: '1990-03-07' })
  })

  it('[R-CAP-09] asks birth and sex of documents whose number tells neither', () => {
    const form = otherCase().information
    expect(found(checkInformation('hk-macao-permit', { ...form, sex: '', birth: '' }, TODAY))).toEqual([
      'sex:missing',
      'birth:missing',
    ])
    expect(found(checkInformation('foreign-passport', { ...form, documentNumber: 'AB1234567' }, TODAY))).toEqual([
      'nationality:missing',
    ])
  })

  it('shows every field that some document requires', () => {
    for (const type of DOCUMENT_TYPE_IDS)
      for (const field of INFORMATION_FIELDS) if (isRequired(type, field)) expect(fieldsOf(type), type).toContain(field)
  })

  it('never throws, whatever stands in the form', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DOCUMENT_TYPE_IDS),
        fc.record(Object.fromEntries(INFORMATION_FIELDS.map((field) => [field, fc.string({ unit: 'binary' })]))),
        (type, fields) => {
          const check = checkInformation(type, { ...EMPTY_INFORMATION, ...fields }, TODAY)
          return check.checked !== undefined || check.problems.length > 0
        },
      ),
    )
  })
})

describe('edits of what a machine read', () => {
  const reading = {
    source: 'card-reader',
    fields: { name: '关山月', documentNumber: NUMBER, validityEnd: '20360101' },
  } as const

  it('[OP-23] finds no edit where only the writing differs', () => {
    expect(editedFields({ ...good, name: '关 山月' }, reading)).toEqual([])
  })

  it('[OP-23] keeps each edit beside the reading', () => {
    expect(editedFields({ ...good, name: '关山岳', validityEnd: '2036-01-02' }, reading)).toEqual([
      'name',
      'validityEnd',
    ])
  })

  it('[OP-23] asks approval for name and number, not for the rest', () => {
    expect(needsApproval(['name'])).toBe(true)
    expect(needsApproval(['documentNumber'])).toBe(true)
    expect(needsApproval(['validityEnd', 'residence'])).toBe(false)
  })

  it('[OP-23] calls nothing an edit that no machine read', () => {
    expect(editedFields(good, undefined)).toEqual([])
    expect(editedFields(good, { source: 'ocr', fields: { name: '' } })).toEqual([])
  })

  it('[OP-23] knows what was typed without a machine, beside what the form starts with', () => {
    expect(typedFields(EMPTY_INFORMATION, undefined)).toEqual([])
    expect(typedFields({ ...good, residence: '' }, undefined)).toEqual([
      'name',
      'documentNumber',
      'issuedBy',
      'validityStart',
      'validityEnd',
    ])
    expect(typedFields(good, { ...reading, fields: { ...reading.fields, documentNumber: '' } })).toContain(
      'documentNumber',
    )
    expect(typedFields(good, reading)).not.toContain('name')
  })
})
