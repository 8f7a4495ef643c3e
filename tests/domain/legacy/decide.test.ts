import { describe, expect, it } from 'vitest'
import { decideMember } from '../../../src/domain/legacy/decide.ts'
import type { MemberCommand } from '../../../src/domain/legacy/types.ts'
import { liaoning, liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import {
  answerOf,
  approved,
  atCounter,
  identity,
  inSession,
  newPassword,
  NOW,
  oldPassword,
  relation,
  secret,
  state,
} from './make.ts'

const ofMember = { enterpriseId: 'E', relationId: 'row', personId: 'M' }
const reset: MemberCommand = { name: 'member.reset-password', ...ofMember }
const bind: MemberCommand = { name: 'member.bind-password', ...ofMember }
const unbind: MemberCommand = { name: 'member.unbind-password', ...ofMember }
const change: MemberCommand = { name: 'member.change-password', ...ofMember }
const setFirst: MemberCommand = { name: 'member.set-password', ...ofMember }
const add: MemberCommand = {
  name: 'member.add',
  enterpriseId: 'E',
  personName: '李四',
  documentType: 'resident-id',
  documentNumber: '11010519491231002X',
  permissionIdentityId: 'I',
  functions: ['filing.declare'],
  newPersonId: 'N',
}
const ofFinance = { ...reset, personId: 'F' }
const financeRow = { relation: relation({ personId: 'F', identityType: 'finance-officer' }) }

describe('resetting a member’s password', () => {
  it('[R-PWD-14] leaves the fixed value, to be changed, for as many hours as the profile gives', () => {
    const decision = decideMember(state(), reset, inSession('L'))
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [{ kind: 'secret-put', typed: false, secret: { state: 'K3', voidAt: NOW + 24 * 3_600_000 } }],
    })
  })

  it('[R-STF-01] is for 法定代表人 and 财务负责人, never for staff', () => {
    expect(answerOf(decideMember(state(), reset, inSession('M')))).toBe('member-manager-needed')
    expect(answerOf(decideMember(state(), reset, inSession('F')))).toBe('accepted')
  })

  it('[R-PWD-17] is refused between managers, and allowed for one’s own', () => {
    expect(answerOf(decideMember(state(financeRow), ofFinance, inSession('L')))).toBe('member-manager-protected')
    expect(answerOf(decideMember(state(financeRow), ofFinance, inSession('F')))).toBe('accepted')
    const before = { ...inSession('L'), policy: { ...liaoningLegacy, managersResetEachOther: true } }
    expect(answerOf(decideMember(state(financeRow), ofFinance, before))).toBe('accepted')
  })

  it('[R-PM-28] at a counter takes a manager there and a second member of staff', () => {
    expect(answerOf(decideMember(state(), reset, atCounter()))).toBe('approval')
    expect(answerOf(decideMember(state(), reset, atCounter([approved])))).toBe('accepted')
    expect(answerOf(decideMember(state(), reset, atCounter([{ ...approved, by: 'S' }])))).toBe('member-approval-own')
    expect(answerOf(decideMember(state(), reset, atCounter([{ ...approved, granted: false }])))).toBe(
      'member-approval-denied',
    )
    const supervisor = { kind: 'staff', staffId: 'S', role: 'supervisor', hallId: 'H', deviceId: 'D' } as const
    expect(answerOf(decideMember(state(), reset, atCounter([], { actor: supervisor })))).toBe('member-role-not-allowed')
  })

  it('[R-PWD-16] is no way for the member alone, and the person’s own password is none of the enterprise’s business', () => {
    expect(answerOf(decideMember(state({ managers: ['L'] }), reset, inSession('M')))).toBe('member-manager-needed')
    expect(answerOf(decideMember(state({ secret: secret({ bound: true }) }), reset, inSession('L')))).toBe(
      'member-password-bound',
    )
  })

  it('[R-PLT-06] isn’t offered where members have no password of their own', () => {
    expect(answerOf(decideMember(state(), reset, { ...inSession('L'), policy: liaoning }))).toBe('member-not-offered')
    const keyOff = { ...liaoningLegacy, staffResetByManagers: false }
    expect(answerOf(decideMember(state(), reset, { ...inSession('L'), policy: keyOff }))).toBe('member-not-offered')
  })
})

describe('binding the two passwords', () => {
  it('[R-STF-08] puts the natural person’s password in force', () => {
    expect(decideMember(state(), bind, inSession('L'))).toMatchObject({
      events: [{ kind: 'secret-put', secret: { state: 'K2', bound: true } }],
    })
  })

  it('[R-STF-08] needs a natural person’s password of their own', () => {
    const without = state()
    const person = without.person && { ...without.person, credentialState: 'K1' }
    expect(answerOf(decideMember({ ...without, person }, bind, inSession('L')))).toBe('member-no-person-password')
  })

  it('[R-STF-09] puts the former one in force again', () => {
    expect(decideMember(state({ secret: secret({ bound: true }) }), unbind, inSession('L'))).toMatchObject({
      events: [{ kind: 'secret-put', secret: { state: 'K2', bound: false } }],
    })
    expect(answerOf(decideMember(state(), unbind, inSession('L')))).toBe('member-not-bound')
  })

  it('[R-PM-13] is the managers’, and at a counter needs no second person', () => {
    expect(answerOf(decideMember(state(), bind, inSession('M')))).toBe('member-manager-needed')
    expect(answerOf(decideMember(state(), bind, atCounter()))).toBe('accepted')
    // A desk has no passwords: the central decides.
    expect(answerOf(decideMember(state(), bind, atCounter([], { partial: true })))).toBe('password-check')
  })
})

describe('one’s own password at an enterprise', () => {
  it('[R-PWD-18] changes by the right old one and a good new one', () => {
    const proofs = [oldPassword('row'), newPassword('row')]
    expect(decideMember(state(), change, inSession('M', proofs))).toMatchObject({
      kind: 'accepted',
      message: 'R-MSG-14',
      events: [{ secret: { state: 'K2' }, typed: true }],
    })
    expect(answerOf(decideMember(state(), change, inSession('M', [oldPassword('row', false)])))).toBe(
      'member-old-wrong',
    )
    expect(answerOf(decideMember(state(), change, inSession('M', [newPassword('row')])))).toBe('member-old-wrong')
    const weak = [oldPassword('row'), newPassword('row', 'length')]
    expect(answerOf(decideMember(state(), change, inSession('M', weak)))).toBe('member-password-breaks-rule')
    expect(answerOf(decideMember(state(), change, inSession('L', proofs)))).toBe('member-not-own')
  })

  it('[R-PWD-15] changes from the reset value too', () => {
    const proofs = [oldPassword('row'), newPassword('row')]
    const after = decideMember(state({ secret: secret({ state: 'K3', voidAt: NOW }) }), change, inSession('M', proofs))
    expect(after).toMatchObject({ events: [{ secret: { state: 'K2', voidAt: null } }] })
  })

  it('[R-PWD-12] is set for the first time after a log-in by code, and not twice', () => {
    const none = state({ secret: secret({ state: 'K0' }) })
    expect(decideMember(none, setFirst, inSession('M', [newPassword('row')]))).toMatchObject({
      events: [{ secret: { state: 'K2' }, typed: true }],
    })
    expect(answerOf(decideMember(state(), setFirst, inSession('M', [newPassword('row')])))).toBe('member-password-set')
    expect(answerOf(decideMember(none, change, inSession('M', [oldPassword('row')])))).toBe('member-password-none')
  })

  it('[R-STF-05] is nobody’s any more once the member is gone', () => {
    const gone = state({ relation: relation({ state: 'R6' }) })
    expect(answerOf(decideMember(gone, change, inSession('M', [oldPassword('row')])))).toBe('member-unknown')
  })
})

describe('adding a member', () => {
  const free = { live: [] }

  it('[R-STF-02] makes them a member at once, with an identity of the enterprise’s own', () => {
    const decision = decideMember(state(free), add, inSession('L', [newPassword('C')]))
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [
        {
          kind: 'relation-put',
          relation: { id: 'C', state: 'R4', permissionIdentityId: 'I', functions: ['filing.declare'], personId: 'M' },
        },
        { kind: 'secret-put', relationId: 'C', typed: true },
      ],
    })
    const both = { ...inSession('L', [newPassword('C')]), policy: { ...liaoningLegacy, twoWayConfirmation: true } }
    expect(decideMember(state(free), add, both)).toMatchObject({ events: [{ relation: { state: 'R1' } }, {}] })
  })

  it('[R-PER-09] offers no identity type before one was maintained', () => {
    const none = state({ ...free, identities: [] })
    expect(answerOf(decideMember(none, add, inSession('L', [newPassword('C')])))).toBe('member-identity-missing')
    const other = { ...add, permissionIdentityId: 'X' }
    expect(answerOf(decideMember(state(free), other, inSession('L')))).toBe('member-identity-unknown')
  })

  it('[R-PER-10] gives of the identity what was chosen, and nothing beside it', () => {
    const foreign = { ...add, functions: ['invoicing.issue'] }
    expect(answerOf(decideMember(state(free), foreign, inSession('L')))).toBe('member-functions-foreign')
    // R-STF-01: whatever was chosen, a member of staff manages nobody.
    const asStaff = decideMember(state({ managers: ['L'] }), reset, inSession('M'))
    expect(answerOf(asStaff)).toBe('member-manager-needed')
  })

  it('[R-PER-08] may give an identity without functions, which is good for nothing', () => {
    const empty = state({ ...free, identities: [{ ...identity, functions: [] }] })
    const decision = decideMember(empty, { ...add, functions: [] }, inSession('L', [newPassword('C')]))
    expect(decision).toMatchObject({ events: [{ relation: { functions: [] } }, {}] })
  })

  it('[R-PWD-19] takes the first password from whoever adds, to be changed by the member', () => {
    expect(answerOf(decideMember(state(free), add, inSession('L')))).toBe('member-password-missing')
    const weak = inSession('L', [newPassword('C', 'classes')])
    expect(answerOf(decideMember(state(free), add, weak))).toBe('member-password-breaks-rule')
    expect(decideMember(state(free), add, inSession('L', [newPassword('C')]))).toMatchObject({
      events: [{}, { secret: { state: 'K1' } }],
    })
  })

  it('[R-STF-04] enters an unknown person by hand where the profile lets it, and refuses elsewhere', () => {
    const unknown = state({ ...free, person: undefined })
    const context = inSession('L', [newPassword('C')])
    expect(decideMember(unknown, add, context)).toMatchObject({
      events: [
        { kind: 'person-opened', personId: 'N', hallId: 'H', name: '李四' },
        { relation: { personId: 'N' } },
        {},
      ],
    })
    const strict = { ...context, policy: { ...liaoningLegacy, addRequiresRealName: true } }
    expect(answerOf(decideMember(unknown, add, strict))).toBe('member-person-not-found')
    const nonsense = { ...add, documentNumber: '123' }
    expect(answerOf(decideMember(unknown, nonsense, context))).toBe('member-person-malformed')
  })

  it('[R-CAP-12] counts somebody who was neither captured nor registered as unknown', () => {
    const base = state(free)
    const person = base.person && { ...base.person, captured: false, accountState: 'A0' }
    const strict = { ...inSession('L', [newPassword('C')]), policy: { ...liaoningLegacy, addRequiresRealName: true } }
    expect(answerOf(decideMember({ ...base, person }, add, strict))).toBe('member-person-not-found')
    expect(answerOf(decideMember(base, add, strict))).toBe('accepted')
  })

  it('[R-STF-03] finds the person by name and document together, and adds nobody twice', () => {
    const other = { ...add, personName: '王五' }
    expect(answerOf(decideMember(state(free), other, inSession('L')))).toBe('member-person-mismatch')
    expect(answerOf(decideMember(state(), add, inSession('L', [newPassword('C')])))).toBe('member-already-live')
  })
})
