import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideCapture } from '../../../src/domain/capture/decide.ts'
import type { CaptureState, CaptureSubmit } from '../../../src/domain/capture/types.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import {
  approval,
  atCounter,
  changesOf,
  check,
  eventsOf,
  face,
  held,
  idCase,
  nobody,
  otherCase,
  PHONE,
  recorded,
  sms,
} from './context.ts'

const proof = fc.constantFrom<Proof>(
  sms(),
  sms('13900000000'),
  face(true, 'A'),
  face(true),
  face(false),
  check(),
  check(false),
  approval(),
  approval(false),
)
const state = fc
  .record({
    known: fc.boolean(),
    captured: fc.boolean(),
    scene: fc.boolean(),
    expired: fc.boolean(),
    level: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ known, captured, scene, expired, level }): CaptureState => {
    if (!known) return nobody
    const end = expired ? '2026-01-01' : '2036-01-01'
    const validity = { kind: 'custom', start: '2006-01-01', end } as const
    return held(recorded({ capturedAt: captured ? 1 : null, hasScenePhoto: scene, level, validity }))
  })
const command = fc
  .record({
    kind: fc.constantFrom('new', 'supplement', 'change'),
    other: fc.boolean(),
    pictures: fc.boolean(),
    consent: fc.boolean(),
    agreement: fc.boolean(),
    misread: fc.boolean(),
  })
  .map(({ kind, other, pictures, consent, agreement, misread }): CaptureSubmit => {
    const base = other ? otherCase({ kind }) : idCase({ kind })
    return {
      ...base,
      ...(kind === 'supplement' ? { personId: 'A' } : {}),
      ...(pictures ? {} : { pictures: {} }),
      ...(consent ? {} : { consent: undefined }),
      ...(agreement ? {} : { faceAgreement: undefined }),
      ...(misread ? { reading: { source: 'ocr', fields: { name: '误读' } } as const } : {}),
    }
  })

const proved = (proofs: readonly Proof[], kind: Proof['kind']) => proofs.findLast((one) => one.kind === kind)

describe('whatever happens to a case', () => {
  it('[OP-24] no person, number or level is written before the centre’s proofs are there', () => {
    fc.assert(
      fc.property(state, command, fc.array(proof, { maxLength: 6 }), (from, what, proofs) => {
        const decision = decideCapture(from, what, atCounter(proofs, {}, from.visitor?.id))
        const kinds = new Set(eventsOf(decision).map(({ kind }) => kind))
        if (decision.kind === 'held') return kinds.size === 1 && kinds.has('case-put')
        if (decision.kind === 'refused') return true
        const changes = changesOf(decision)
        if (what.kind === 'new') {
          expect(proved(proofs, 'sms-code')).toBeDefined()
          expect(proved(proofs, 'face')).toMatchObject({ passed: true })
          expect(what.consent).toBeDefined()
          if (what.branch === 'other') expect(proved(proofs, 'identity-check')).toMatchObject({ passed: true })
        }
        if (changes?.hasScenePhoto === true) {
          expect(proved(proofs, 'face')).toMatchObject({ passed: true })
          expect(what.faceAgreement).toBeDefined()
        }
        if (kinds.has('phone-put')) expect(proofs).toContainEqual(sms(PHONE))
        return (changes?.level ?? 4) <= 4
      }),
    )
  })

  it('[R-RNL-01] never lowers a level', () => {
    fc.assert(
      fc.property(state, command, fc.array(proof, { maxLength: 6 }), (from, what, proofs) => {
        const decision = decideCapture(from, what, atCounter(proofs, {}, from.visitor?.id))
        const before = from.holder?.person.level ?? 0
        return (changesOf(decision)?.level ?? 4) >= before
      }),
    )
  })

  it('answers the same to the same question', () => {
    fc.assert(
      fc.property(state, command, fc.array(proof, { maxLength: 6 }), (from, what, proofs) => {
        const context = atCounter(proofs, {}, from.visitor?.id)
        expect(decideCapture(from, what, context)).toEqual(decideCapture(from, what, context))
      }),
    )
  })
})
