import { describe, expect, it } from 'vitest'
import { decideCapture } from '../../../src/domain/capture/decide.ts'
import type { CaptureState, RecordedPerson } from '../../../src/domain/capture/types.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'
import {
  approval,
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
} from './context.ts'

const all = [sms(), check(), face(true, 'A')]
/** Whose second document is a permit; the visit was opened on a document nobody has. */
const further: CaptureState = { ...held(recorded({ name: '陈大文' }), false), visitor: undefined }
const decide = (state: CaptureState, proofs: readonly Proof[] = all, command = otherCase()) =>
  decideCapture(state, command, atCounter(proofs, {}, state.visitor?.id))

describe('a document that is another account’s second one', () => {
  it('[OP-17] waits for a supervisor who says whose it is', () => {
    expect(waitOf(decide(further))).toBe('approval')
    expect(stepOf(decide(further))).toBe('C0 queued')
    expect(eventsOf(decide(further)).map(({ kind }) => kind)).toEqual(['case-put'])
  })

  it('[OP-17] waits whatever the profile says of corrected names', () => {
    const liaoning = getPolicy('liaoning')
    const policy = { ...liaoning, needsApproval: { ...liaoning.needsApproval, captureNameCorrection: false } }
    expect(waitOf(decideCapture(further, otherCase(), atCounter(all, { policy })))).toBe('approval')
  })

  it('[OP-17] goes to the account that has it, once approved, and opens no other', () => {
    const decision = decide(further, [...all, approval()])
    expect(decision.kind).toBe('accepted')
    expect(eventsOf(decision).map(({ kind }) => kind)).not.toContain('person-opened')
    expect(eventsOf(decision)[0]).toMatchObject({ kind: 'person-changed', personId: 'A' })
    expect(changesOf(decision)?.documentNumber).toBeUndefined()
    expect(eventsOf(decision)).toContainEqual(
      expect.objectContaining({ kind: 'document-put', personId: 'A', documentNumber: 'H12345678', isMain: false }),
    )
  })

  it('[OP-17] is compared with the face of the account that has it', () => {
    expect(waitOf(decide(further, [sms(), check(), face(true, 'B'), approval()]))).toBe('face')
  })

  it('[OP-17] is for merging when the supervisor says no', () => {
    expect(decide(further, [...all, approval(false)])).toMatchObject({
      kind: 'refused',
      refusal: { code: 'capture-document-merge', rule: 'OP-17', field: 'documentNumber' },
    })
  })

  it('[R-REG-18] needs nobody where the holder stands here', () => {
    const holder = recorded({ name: '陈大文' })
    expect(decide({ ...held(holder, false), visitor: holder }).kind).toBe('accepted')
  })
})

describe('a visitor whose document is another account’s', () => {
  const clash = (changes: Partial<RecordedPerson>): CaptureState => ({
    ...nobody,
    holder: { person: recorded({ capturedAt: null }), isMain: true },
    visitor: recorded({ id: 'B', documentType: 'taiwan-permit', documentNumber: '12345678', ...changes }),
  })
  const proofs = [sms(), face(true, 'B'), approval()]

  it('[OP-17] is for merging where both accounts have one name, and no approval makes a second one of it', () => {
    expect(decide(clash({ name: '关山月' }), proofs, idCase())).toMatchObject({
      refusal: { code: 'capture-document-merge', rule: 'OP-17', retry: true },
    })
  })

  it('[R-PM-25] is another person where the names differ', () => {
    expect(codeOf(decide(clash({ name: '别人' }), proofs, idCase()))).toBe('capture-visitor-not-owner')
  })
})
