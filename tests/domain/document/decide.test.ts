import { describe, expect, it } from 'vitest'
import { decideDocument } from '../../../src/domain/document/decide.ts'
import type { DocumentOwner, DocumentState } from '../../../src/domain/document/types.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { atHome, check, face } from '../account/scene.ts'

const owner = (changes: Partial<DocumentOwner> = {}): DocumentOwner => ({
  id: 'A',
  active: true,
  documentType: 'hk-macao-permit',
  documentNumber: 'H12345678',
  validity: { kind: 'custom', start: '2020-01-01', end: '2030-01-01' },
  validityStated: false,
  ...changes,
})
const state = (person = owner(), holderId?: string): DocumentState => ({ person, holderId })
const codeOf = (decision: ReturnType<typeof decideDocument>) =>
  decision.kind === 'refused' ? decision.refusal.code : decision.kind

describe('a further document', () => {
  const passport = {
    name: 'document.add',
    personId: 'A',
    documentType: 'chinese-passport',
    documentNumber: ' e 1234 5678 ',
  } as const
  const idCard = { ...passport, documentType: 'resident-id', documentNumber: '11010519491231002X' }
  const proofs = [face(true, 'A'), check('E12345678'), check('11010519491231002X')]

  it('[R-DOC-02] joins the others by the face, and not when it fails', () => {
    expect(decideDocument(state(), passport, atHome(proofs, {}, 'A'))).toEqual({
      kind: 'accepted',
      events: [
        {
          kind: 'document-put',
          personId: 'A',
          documentType: 'chinese-passport',
          documentNumber: 'E12345678',
          isMain: false,
        },
      ],
    })
    expect(codeOf(decideDocument(state(), passport, atHome([face(false, 'A')], {}, 'A')))).toBe('document-face-failed')
    expect(decideDocument(state(), passport, atHome([], {}, 'A'))).toMatchObject({ waitsFor: 'face', events: [] })
  })

  it('[R-DOC-02] is the person’s by the third party’s word', () => {
    expect(decideDocument(state(), passport, atHome([face(true, 'A')], {}, 'A'))).toMatchObject({
      waitsFor: 'identity-check',
    })
    const other = atHome([face(true, 'A'), check('E12345678', false)], {}, 'A')
    expect(decideDocument(state(), passport, other)).toMatchObject({
      refusal: { code: 'document-identity-failed', message: 'R-MSG-19' },
    })
  })

  it('[R-DOC-03] becomes the main one when it is an identity card', () => {
    expect(decideDocument(state(), idCard, atHome(proofs, {}, 'A'))).toMatchObject({
      kind: 'accepted',
      events: [
        { kind: 'document-put', documentNumber: 'H12345678', isMain: false },
        { kind: 'main-document', documentType: 'resident-id' },
        { kind: 'document-put', documentType: 'resident-id', isMain: true },
      ],
    })
  })

  it('[R-REG-18] is refused when another account has it: a hall merges accounts', () => {
    expect(codeOf(decideDocument(state(owner(), 'B'), passport, atHome(proofs, {}, 'A')))).toBe(
      'document-held-by-another',
    )
    expect(codeOf(decideDocument(state(owner(), 'A'), passport, atHome(proofs, {}, 'A')))).toBe('document-held-already')
  })

  it('[R-DOC-04] is of a type that the profile takes, with a number of its form', () => {
    const legacy = atHome(proofs, { policy: liaoningLegacy }, 'A')
    expect(codeOf(decideDocument(state(), passport, legacy))).toBe('document-type-not-taken')
    expect(
      codeOf(decideDocument(state(), { ...passport, documentType: 'library-card' }, atHome(proofs, {}, 'A'))),
    ).toBe('document-type-not-taken')
    expect(codeOf(decideDocument(state(), { ...passport, documentNumber: 'E1' }, atHome(proofs, {}, 'A')))).toBe(
      'document-number-malformed',
    )
  })

  it('[R-PM-27] is added by nobody else, and to no account that is gone', () => {
    expect(codeOf(decideDocument(state(), passport, atHome(proofs, {}, 'B')))).toBe('document-own-act-only')
    expect(codeOf(decideDocument(state(owner({ active: false })), passport, atHome(proofs, {}, 'A')))).toBe(
      'document-person-unknown',
    )
  })
})

describe('the term of a document', () => {
  const set = (kind: 'custom' | 'long-term', start: string, end = '') =>
    ({ name: 'document.set-validity', personId: 'A', kind, start, end }) as const

  it('[R-VAL-01] [R-VAL-02] asks both ends of 自定义, and keeps no end of 长期有效', () => {
    expect(decideDocument(state(), set('custom', '2024-01-01'), atHome([], {}, 'A'))).toMatchObject({
      refusal: { code: 'document-validity-wrong', field: 'end', values: { problem: 'end-missing' } },
    })
    expect(decideDocument(state(), set('custom', '', '2030-01-01'), atHome([], {}, 'A'))).toMatchObject({
      refusal: { code: 'document-validity-wrong', field: 'start' },
    })
    expect(decideDocument(state(), set('long-term', '2024-01-01', '2030-01-01'), atHome([], {}, 'A'))).toEqual({
      kind: 'accepted',
      events: [
        { kind: 'validity-put', personId: 'A', validity: { kind: 'long-term', start: '2024-01-01' }, stated: false },
      ],
    })
  })

  it('[R-VAL-03] [R-POL-33] over an expired one stays to be seen', () => {
    const expired = owner({ validity: { kind: 'custom', start: '2010-01-01', end: '2020-01-01' } })
    const stated = (person: DocumentOwner, policy = liaoning) => {
      const decision = decideDocument(
        state(person),
        set('custom', '2020-01-01', '2040-01-01'),
        atHome([], { policy }, 'A'),
      )
      return decision.kind === 'accepted' && decision.events[0]?.kind === 'validity-put' && decision.events[0].stated
    }
    expect(stated(expired)).toBe(true)
    expect(stated(owner({ validityStated: true }))).toBe(true)
    expect(stated(owner())).toBe(false)
    expect(stated(expired, { ...liaoning, expiredNeedsPhotos: false })).toBe(false)
  })
})
