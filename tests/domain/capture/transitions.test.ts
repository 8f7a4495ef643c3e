import { describe, expect, it } from 'vitest'
import { decideCapture } from '../../../src/domain/capture/decide.ts'
import type { CaptureState, CaptureSubmit } from '../../../src/domain/capture/types.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import {
  atCounter,
  changesOf,
  check,
  codeOf,
  eventsOf,
  face,
  held,
  idCase,
  nobody,
  otherCase,
  recorded,
  sms,
  stepOf,
  waitOf,
  withInformation,
} from './context.ts'

/** Each row of R-TR-CAP as the decision takes it: what leads on, and what does not. */
const decide = (command: CaptureSubmit, proofs: readonly Proof[] = [], state: CaptureState = nobody) =>
  decideCapture(state, command, atCounter(proofs, {}, state.visitor?.id))
const without = (picture: 'front' | 'portrait' | 'back') =>
  idCase({ pictures: { ...idCase().pictures, [`${picture}AttachmentId`]: '' } })

describe('a new case on an identity card', () => {
  it('[R-TR-CAP-01] leads on from the front and its crop, and says R-MSG-16 without the crop', () => {
    expect(codeOf(decide(without('back')))).toBe('capture-back-missing')
    expect(decide(without('portrait'))).toMatchObject({
      refusal: { code: 'capture-portrait-missing', message: 'R-MSG-16' },
    })
    expect(codeOf(decide(without('front')))).toBe('capture-front-missing')
  })

  it('[R-TR-CAP-02] reads both sides into the check, and stops without the back', () => {
    const wrong = withInformation(idCase(), { name: '' })
    expect(codeOf(decide(wrong))).toBe('capture-information-wrong')
    expect(codeOf(decide({ ...wrong, pictures: without('back').pictures }))).toBe('capture-back-missing')
  })

  it('[R-TR-CAP-03] goes on from information that is right, and stops at what is wrong', () => {
    expect(codeOf(decide(idCase({ consent: undefined })))).toBe('capture-consent-missing')
    expect(codeOf(decide(withInformation(idCase({ consent: undefined }), { documentNumber: '1' })))).toBe(
      'capture-information-wrong',
    )
  })

  it('[R-TR-CAP-04] goes on from the consent, which is kept signed, to phone and code', () => {
    expect(stepOf(decide(idCase()))).toBe('C4 queued')
    expect(waitOf(decide(idCase()))).toBe('sms-code')
  })

  it('[R-TR-CAP-05] stops without the consent, whatever is proved, and queues nothing', () => {
    const decision = decide(idCase({ consent: undefined }), [sms(), face()])
    expect(decision).toMatchObject({ refusal: { code: 'capture-consent-missing', rule: 'R-CAP-05' } })
    expect(eventsOf(decision)).toEqual([])
  })

  it('[R-TR-CAP-06] goes on from the right code and binds the number, and stays without it', () => {
    expect(stepOf(decide(idCase(), [sms('13800000009')]))).toBe('C4 queued')
    expect(waitOf(decide(idCase(), [sms()]))).toBe('face')
    expect(eventsOf(decide(idCase(), [sms(), face()]))).toContainEqual(expect.objectContaining({ kind: 'phone-put' }))
  })

  it('[R-TR-CAP-07] asks for the face once its agreement is signed, and not before', () => {
    expect(stepOf(decide(idCase(), [sms()]))).toBe('C7 queued')
    expect(codeOf(decide(idCase({ faceAgreement: undefined }), [sms(), face()]))).toBe('capture-agreement-missing')
  })

  it('[R-TR-CAP-08] is captured when the face passes, and says R-MSG-18 then alone', () => {
    expect(decide(idCase(), [sms(), face()])).toMatchObject({ kind: 'accepted', message: 'R-MSG-18' })
    expect(stepOf(decide(idCase(), [sms(), face()]))).toBe('C8 accepted')
    expect(codeOf(decide(idCase(), [sms(), face(false)]))).toBe('capture-face-failed')
  })
})

describe('a new case on another document', () => {
  it('[R-TR-CAP-10] goes on when the third party knows the form, and says R-MSG-19 when it does not', () => {
    expect(stepOf(decide(otherCase(), [sms(), check()]))).toBe('C7 queued')
    expect(stepOf(decide(otherCase(), [sms()]))).toBe('C5 queued')
    expect(decide(otherCase(), [sms(), check(false)])).toMatchObject({ refusal: { message: 'R-MSG-19' } })
  })

  it('[R-TR-CAP-12] is captured when the face passes after the check, and says R-MSG-18', () => {
    expect(decide(otherCase(), [sms(), check(), face()])).toMatchObject({ kind: 'accepted', message: 'R-MSG-18' })
    expect(waitOf(decide(otherCase(), [sms(), face()]))).toBe('identity-check')
    expect(codeOf(decide(otherCase(), [sms(), check(), face(false)]))).toBe('capture-face-failed')
  })
})

describe('a case of somebody who has a record', () => {
  const supplement = idCase({ kind: 'supplement', personId: 'A' })
  const change = withInformation(idCase({ kind: 'change', consent: undefined, phone: '' }), { residence: '沈阳市' })
  const proofs = [face(true, 'A')]

  it('[R-TR-CAP-13] says R-MSG-20 of a complete record and leaves it, and takes one that lacks something', () => {
    const decision = decide(supplement, proofs, held(recorded()))
    expect(decision).toMatchObject({ refusal: { code: 'capture-complete-already', message: 'R-MSG-20' } })
    expect(eventsOf(decision)).toEqual([])
    expect(decide(supplement, proofs, held(recorded({ hasScenePhoto: false }))).kind).toBe('accepted')
  })

  it('[R-TR-CAP-16] changes the record when document and face match, and says R-MSG-25', () => {
    const decision = decide(change, proofs, held(recorded()))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-25' })
    expect(changesOf(decision)).toMatchObject({ residence: '沈阳市' })
    expect(eventsOf(decide(change, [], held(recorded()))).map(({ kind }) => kind)).toEqual(['case-put'])
  })

  it('[R-CHG-04] goes nowhere when document, name or face do not match', () => {
    for (const [state, given] of [
      [held(recorded({ name: '别人' })), proofs],
      [held(recorded()), [face(false, 'A')]],
    ] as const) {
      const decision = decide(change, given, state)
      expect(decision).toMatchObject({ refusal: { code: 'capture-record-mismatch', rule: 'R-CHG-04' } })
      expect(eventsOf(decision)).toEqual([])
    }
    expect(decide(change, proofs, nobody)).toMatchObject({ refusal: { message: 'R-MSG-40' } })
  })

  it('[R-SUP-01] supplements the visitor’s own record where it has gaps, and nobody else’s', () => {
    const gaps = recorded({ hasScenePhoto: false })
    expect(decide(supplement, proofs, held(gaps))).toMatchObject({ kind: 'accepted', message: 'R-MSG-22' })
    const other = { ...held(gaps), visitor: recorded({ id: 'B' }) }
    expect(codeOf(decide(supplement, proofs, other))).toBe('capture-visitor-not-owner')
    expect(codeOf(decide(supplement, proofs, held(recorded({ capturedAt: null }))))).toBe('capture-no-record')
  })

  it('[R-VAL-04] changes by a renewed card its term alone, beside the portrait on it', () => {
    const expired = held(recorded({ validity: { kind: 'custom', start: '2006-01-01', end: '2026-05-19' } }))
    expect(changesOf(decide(supplement, [], expired))).toEqual({
      validity: { kind: 'custom', start: '2016-01-01', end: '2036-01-01' },
      portraitAttachmentId: 'portrait-1',
    })
    const renamed = withInformation(supplement, { name: '别人' })
    expect(codeOf(decide(renamed, [], expired))).toBe('capture-record-mismatch')
  })
})

describe('how a capture begins and what it is good for', () => {
  it('[R-CAP-01] opens for somebody who has no account and never logged in', () => {
    expect(decide(idCase(), [], nobody).kind).toBe('held')
    const { visit: _, ...nobodyHere } = atCounter()
    expect(codeOf(decideCapture(nobody, idCase(), nobodyHere))).toBe('capture-no-visit')
  })

  it('[R-CAP-10] captures without a registration, and not again what a registration captured', () => {
    const decision = decide(idCase(), [sms(), face()])
    expect(changesOf(decision)).toMatchObject({ accountState: 'A1', level: 4 })
    expect(decide(idCase(), [sms(), face()], held(recorded()))).toMatchObject({ refusal: { message: 'R-MSG-20' } })
    const registered = recorded({ capturedAt: null })
    expect(changesOf(decide(idCase(), [sms(), face(true, 'A')], held(registered)))?.accountState).toBeUndefined()
  })

  it('[R-CAP-11] notes that the front desk captured', () => {
    expect(changesOf(decide(idCase(), [sms(), face()]))?.captureChannel).toBe('hall')
    const actor = { kind: 'system', source: 'core' } as const
    expect(codeOf(decideCapture(nobody, idCase(), atCounter([sms(), face()], { actor })))).toBe(
      'capture-role-not-allowed',
    )
  })
})
