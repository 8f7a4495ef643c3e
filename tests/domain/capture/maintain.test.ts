import { describe, expect, it } from 'vitest'
import { decideMaintain, type MaintainState } from '../../../src/domain/capture/maintain.ts'
import type { CaptureMaintain } from '../../../src/domain/capture/types.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { atCounter, changesOf, codeOf, eventsOf, face, nobody, NOW, PHONE, recorded, sms, waitOf } from './context.ts'

const link = (identityType: string, functions: readonly string[] = [], state: 'R4' | 'R5' | 'R6' = 'R4') => ({
  identityType,
  functions,
  state,
  disabledReason: null,
  validUntil: null,
})
const state = (changes: Partial<MaintainState> = {}): MaintainState => ({
  person: recorded(),
  actorLinks: [link('legal-representative')],
  personLinks: [link('staff')],
  phones: nobody.phones,
  ...changes,
})
const command = (changes: Partial<CaptureMaintain> = {}): CaptureMaintain => ({
  name: 'capture.maintain',
  personId: 'A',
  phone: PHONE,
  residence: '',
  ...changes,
})
const acting = { kind: 'enterprise', enterpriseId: 'E', identityType: 'legal-representative' } as const
const visit = { visitId: 'V', personId: 'M', presence: 'card-reader', acting, since: NOW } as const
const decide = (from = state(), what = command(), proofs: readonly Proof[] = [face(true, 'M'), sms()]) =>
  decideMaintain(from, what, atCounter(proofs, { visit }))

describe('maintenance by an enterprise', () => {
  it('[R-TR-CAP-19] saves when the manager’s face and the new number’s code are right', () => {
    const decision = decide()
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-25' })
    expect(changesOf(decision)).toEqual({ capturedPhone: PHONE })
    expect(eventsOf(decision)).toContainEqual(expect.objectContaining({ kind: 'phone-put' }))
  })

  it('[R-MNT-01] demands the manager’s face first', () => {
    expect(waitOf(decide(state(), command(), [sms()]))).toBe('face')
    expect(codeOf(decide(state(), command(), [sms(), face(false, 'M')]))).toBe('capture-face-failed')
  })

  it('[R-MNT-01] is not for natural persons', () => {
    const personal = { ...visit, acting: { kind: 'personal' } } as const
    expect(codeOf(decideMaintain(state(), command(), atCounter([], { visit: personal })))).toBe(
      'capture-maintain-not-allowed',
    )
  })

  it('[R-MNT-03] saves no number without its code', () => {
    expect(waitOf(decide(state(), command(), [face(true, 'M')]))).toBe('sms-code')
  })

  it('[R-PHN-17] saves a new number with its own code, and without it nothing at all', () => {
    const unsaved = decide(state(), command({ residence: '沈阳市' }), [face(true, 'M'), sms('13800000009')])
    expect(waitOf(unsaved)).toBe('sms-code')
    expect(eventsOf(unsaved)).toEqual([])
    expect(eventsOf(decide())).toContainEqual(expect.objectContaining({ kind: 'phone-put' }))
  })

  it('[R-MNT-02] asks a manager, or staff who were given the function, and a link in force', () => {
    const staff = (functions: string[]) => state({ actorLinks: [link('staff', functions)] })
    expect(codeOf(decide(staff([])))).toBe('capture-maintain-not-allowed')
    expect(decide(staff(['realname-maintenance.others'])).kind).toBe('accepted')
    expect(codeOf(decide(state({ actorLinks: [link('legal-representative', [], 'R5')] })))).toBe(
      'capture-maintain-not-allowed',
    )
    expect(codeOf(decide(state({ personLinks: [link('staff', [], 'R6')] })))).toBe('capture-maintain-not-linked')
  })

  it('changes a residence without any code', () => {
    const decision = decide(state(), command({ phone: '', residence: ' 和平区 1 号 ' }), [face(true, 'M')])
    expect(changesOf(decision)).toEqual({ residence: '和平区 1 号' })
    expect(codeOf(decide(state(), command({ phone: '' })))).toBe('capture-nothing-to-change')
  })

  it('[R-CHG-02] needs a record to maintain', () => {
    expect(codeOf(decide(state({ person: undefined })))).toBe('capture-no-record')
  })
})
