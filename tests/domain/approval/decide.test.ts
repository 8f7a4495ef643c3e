import { describe, expect, it } from 'vitest'
import { decideApproval } from '../../../src/domain/approval/decide.ts'
import type { ApprovalCommand, HeldItem } from '../../../src/domain/approval/types.ts'
import { ROLES, type Actor } from '../../../src/domain/kernel/actor.ts'

const item: HeldItem = { commandId: 'C', hallId: 'H', state: 'held', waitsFor: 'approval', operatorId: 'S', version: 3 }
const grant: ApprovalCommand = { name: 'approval.decide', commandId: 'C', granted: true, reason: '', seenVersion: 3 }
const supervisor: Actor = { kind: 'staff', staffId: 'T', role: 'supervisor', hallId: 'H', deviceId: 'D' }

const decide = (
  changes: {
    item?: Partial<HeldItem>
    command?: Partial<ApprovalCommand>
    actor?: Actor
    passwordRight?: boolean
  } = {},
) =>
  decideApproval(
    { item: { ...item, ...changes.item }, passwordRight: changes.passwordRight ?? true },
    { ...grant, ...changes.command },
    changes.actor ?? supervisor,
  )
const refusal = (code: string) => ({ kind: 'refused', refusal: { code, rule: 'OP-25' } })

describe('a second person', () => {
  it('[OP-25] [OP-06] grants an act another one recorded', () => {
    expect(decide()).toEqual({
      kind: 'accepted',
      events: [{ kind: 'approval-given', commandId: 'C', granted: true, by: 'T' }],
    })
  })

  it('[OP-25] refuses it with a reason, and never without one', () => {
    expect(decide({ command: { granted: false, reason: '材料不符' } }).kind).toBe('accepted')
    expect(decide({ command: { granted: false, reason: '　 ' } })).toMatchObject(refusal('approval-reason-missing'))
  })

  it('[OP-06] [OP-25] is never the one who recorded the act', () => {
    expect(decide({ item: { operatorId: 'T' } })).toMatchObject(refusal('approval-own-act'))
  })

  it.each(ROLES.filter((role) => role !== 'supervisor'))('[R-PM-11] is a supervisor, not a %s', (role) => {
    expect(decide({ actor: { ...supervisor, role } as Actor })).toMatchObject(refusal('approval-role'))
  })

  it('[R-PM-11] is never a taxpayer or the system', () => {
    expect(decide({ actor: { kind: 'person', personId: 'T' } })).toMatchObject(refusal('approval-role'))
    expect(decide({ actor: { kind: 'system', source: 'clock' } })).toMatchObject(refusal('approval-role'))
  })

  it('[OP-25] belongs to the same hall', () => {
    expect(decide({ item: { hallId: 'G' } })).toMatchObject(refusal('approval-other-hall'))
  })

  it('[OP-25] answers once: what is decided, or waits for something else, is refused', () => {
    for (const state of ['effective', 'returned', 'withdrawn'])
      expect(decide({ item: { state, waitsFor: null } })).toMatchObject(refusal('approval-already-decided'))
    expect(decide({ item: { waitsFor: 'sms-code' } })).toMatchObject(refusal('approval-already-decided'))
  })

  it('[OP-25] has read the item as it is now', () => {
    expect(decide({ item: { version: 4 } })).toMatchObject(refusal('approval-changed-meanwhile'))
  })

  it('[OP-25] has entered their own password for this very answer', () => {
    expect(decide({ passwordRight: false })).toMatchObject(refusal('approval-password-wrong'))
  })

  it('[OP-25] learns nothing about an item that is not there', () => {
    expect(decideApproval({ item: undefined, passwordRight: true }, grant, supervisor)).toMatchObject(
      refusal('approval-item-unknown'),
    )
  })
})
