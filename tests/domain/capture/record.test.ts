import { describe, expect, it } from 'vitest'
import { decideCapture } from '../../../src/domain/capture/decide.ts'
import { recordGaps } from '../../../src/domain/capture/gaps.ts'
import type { CaptureState, CaptureSubmit, RecordedPerson } from '../../../src/domain/capture/types.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import {
  approval,
  atCounter,
  changesOf,
  codeOf,
  eventsOf,
  face,
  held,
  idCase,
  nobody,
  recorded,
  SCENE,
  sms,
  TODAY,
  waitOf,
  withInformation,
} from './context.ts'

const EXPIRED: Partial<RecordedPerson> = { validity: { kind: 'custom', start: '2006-01-01', end: '2026-05-19' } }
const decide = (command: CaptureSubmit, state: CaptureState, proofs: readonly Proof[] = []) =>
  decideCapture(state, command, atCounter(proofs, {}, 'A'))

describe('gaps of a record', () => {
  it('[R-SUP-05] names each one', () => {
    expect(recordGaps(recorded(), TODAY)).toEqual([])
    expect(recordGaps(recorded({ hasScenePhoto: false, ...EXPIRED }), TODAY)).toEqual([
      'scene-photo',
      'document-expired',
    ])
    expect(recordGaps(recorded({ validity: undefined }), TODAY)).toEqual(['validity-unknown'])
  })

  it('[R-VAL-03] counts a document as good on its last day', () => {
    expect(recordGaps(recorded({ validity: { kind: 'custom', start: '2006-05-20', end: TODAY } }), TODAY)).toEqual([])
  })
})

describe('supplement', () => {
  const photo = idCase({
    kind: 'supplement',
    personId: 'A',
    consent: undefined,
    phone: '',
    pictures: { sceneAttachmentId: SCENE },
  })
  const documents = idCase({
    kind: 'supplement',
    personId: 'A',
    consent: undefined,
    faceAgreement: undefined,
    phone: '',
    pictures: { frontAttachmentId: 'f', portraitAttachmentId: 'p', backAttachmentId: 'b' },
  })

  it('[R-SUP-02] has nothing to do for a complete record', () => {
    expect(decide(photo, held(recorded()))).toMatchObject({
      refusal: { code: 'capture-complete-already', message: 'R-MSG-20' },
    })
  })

  it('[R-TR-CAP-18] has nothing to supplement where there is no record', () => {
    expect(decide(photo, held(recorded({ capturedAt: null })))).toMatchObject({
      refusal: { code: 'capture-no-record', message: 'R-MSG-40' },
    })
    expect(codeOf(decide(photo, nobody))).toBe('capture-no-record')
  })

  it('[R-TR-CAP-14] takes the missing scene photo by face alone, without code or card', () => {
    const state = held(recorded({ hasScenePhoto: false, level: 3 }))
    expect(waitOf(decide(photo, state))).toBe('face')
    const decision = decide(photo, state, [face(true, 'A')])
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-22' })
    expect(changesOf(decision)).toEqual({ hasScenePhoto: true, level: 4 })
  })

  it('[R-SUP-03] keeps the record as it is when the face fails', () => {
    const state = held(recorded({ hasScenePhoto: false }))
    expect(codeOf(decide(photo, state, [face(false, 'A')]))).toBe('capture-face-failed')
    expect(codeOf(decide({ ...photo, faceAgreement: undefined }, state))).toBe('capture-agreement-missing')
  })

  it('[R-TR-CAP-15] takes new photos of an expired card, checked, and no face', () => {
    const decision = decide(documents, held(recorded(EXPIRED)))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-22' })
    expect(changesOf(decision)).toEqual({
      validity: { kind: 'custom', start: '2016-01-01', end: '2036-01-01' },
      portraitAttachmentId: 'p',
    })
  })

  it('[R-SUP-04] asks both sides, and a card that isn’t expired again', () => {
    const state = held(recorded(EXPIRED))
    expect(
      codeOf(decide({ ...documents, pictures: { frontAttachmentId: 'f', portraitAttachmentId: 'p' } }, state)),
    ).toBe('capture-back-missing')
    const old = withInformation(documents, { validityStart: '2006-01-01', validityEnd: '2026-05-19' })
    expect(decide(old, state)).toMatchObject({ refusal: { code: 'capture-document-expired', message: 'R-MSG-24' } })
  })

  it('[CF-32] lets no other person’s card clear an expiry', () => {
    const state = held(recorded({ ...EXPIRED, name: '别人' }))
    expect(codeOf(decide(documents, state))).toBe('capture-record-mismatch')
  })

  it('[OP-23] asks approval when the new card was read differently', () => {
    const edited = { ...documents, reading: { source: 'ocr', fields: { name: '关山岳' } } as const }
    expect(waitOf(decide(edited, held(recorded(EXPIRED))))).toBe('approval')
    expect(decide(edited, held(recorded(EXPIRED)), [approval()]).kind).toBe('accepted')
  })
})

describe('change', () => {
  const change = withInformation(idCase({ kind: 'change', consent: undefined, phone: '' }), {
    residence: '沈阳市皇姑区黄河大街 9 号',
  })

  it('[R-CHG-02] sends someone without record to capture first', () => {
    expect(decide(change, nobody)).toMatchObject({ refusal: { code: 'capture-no-record', message: 'R-MSG-40' } })
    expect(codeOf(decide(change, held(recorded({ capturedAt: null }))))).toBe('capture-no-record')
  })

  it('[R-CHG-03] changes the residence once the face passed', () => {
    expect(waitOf(decide(change, held(recorded())))).toBe('face')
    const decision = decide(change, held(recorded()), [face(true, 'A')])
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-25' })
    expect(changesOf(decision)).toMatchObject({ residence: '沈阳市皇姑区黄河大街 9 号' })
    expect(changesOf(decision)).not.toHaveProperty('level')
  })

  it('[R-PHN-18] needs the new number’s code and nothing of the old one', () => {
    const old = {
      id: 'P',
      personId: 'A',
      number: '13900000000',
      state: 'bound',
      isDefault: true,
      verifiedAt: 1,
      emptiedAt: null,
    } as const
    const state = held(recorded())
    const withOld = { ...state, phones: { ...state.phones, phones: [old] } }
    const command = { ...change, phone: '13800000001' }
    expect(waitOf(decide(command, withOld, [face(true, 'A')]))).toBe('sms-code')
    const decision = decide(command, withOld, [face(true, 'A'), sms()])
    const puts = eventsOf(decision).flatMap((event) => (event.kind === 'phone-put' ? [event.phone] : []))
    expect(puts.map(({ number, isDefault }) => [number, isDefault])).toEqual([
      ['13900000000', false],
      ['13800000001', true],
    ])
  })

  it('[R-TR-CAP-17] stops where face or name don’t match', () => {
    expect(codeOf(decide(change, held(recorded()), [face(false, 'A')]))).toBe('capture-record-mismatch')
    expect(codeOf(decide(change, held(recorded({ name: '别人' }))))).toBe('capture-record-mismatch')
  })

  it('[R-CHG-01] asks both sides, the check, the agreement and the scene', () => {
    const lacking = (changes: Partial<CaptureSubmit>) => codeOf(decide({ ...change, ...changes }, held(recorded())))
    expect(lacking({ pictures: {} })).toBe('capture-front-missing')
    expect(lacking({ faceAgreement: undefined })).toBe('capture-agreement-missing')
    expect(lacking({ pictures: { ...change.pictures, sceneAttachmentId: '' } })).toBe('capture-scene-missing')
  })

  it('[R-CHG-03] refuses a change of nothing', () => {
    const nothing = withInformation(change, { residence: '' })
    expect(codeOf(decide(nothing, held(recorded())))).toBe('capture-nothing-to-change')
  })

  it('[R-RNL-04] raises no level by a change', () => {
    expect(changesOf(decide(change, held(recorded({ level: 3 })), [face(true, 'A')]))).not.toHaveProperty('level')
  })
})
