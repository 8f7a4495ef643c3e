import { describe, expect, it } from 'vitest'
import type { RelationRow } from '../../../src/contract/relation.ts'
import type { ActingIdentity } from '../../../src/domain/kernel/visit.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'
import { findVoiceProblem, offerRowActs, type Circumstances } from '../../../src/renderer/features/relation/row-acts.ts'

const row = (part: Partial<RelationRow> = {}): RelationRow => ({
  id: 'R',
  version: 1,
  enterpriseId: 'E',
  enterpriseName: '沈阳****公司',
  creditCode: '9121**********DE12',
  personId: 'S',
  personName: '欧***',
  documentType: 'resident-id',
  document: '2101**********1234',
  identityType: 'staff-filing',
  permissionIdentity: null,
  functions: ['filing.declare'],
  state: 'R4',
  initiator: 'enterprise',
  inCore: false,
  validUntil: '2027-01-01',
  disabledReason: null,
  createdAt: 1,
  decidedAt: null,
  endedBy: null,
  acts: [],
  ...part,
})
const forEnterprise: ActingIdentity = { kind: 'enterprise', enterpriseId: 'E', identityType: 'finance-officer' }
const here = (personId: string, acting: ActingIdentity, role: Circumstances['role'] = 'clerk'): Circumstances => ({
  visit: { personId, acting },
  role,
  policy: liaoning,
})
const manager = here('M', forEnterprise)
const acts = (one: RelationRow, side: 'enterprise' | 'person', circumstances: Circumstances) =>
  offerRowActs(one, side, circumstances).map(({ act, refusal }) => [act, refusal?.code])

describe('the acts of a row', () => {
  it('[R-REL-08] offers each kind of pending row its own acts and no other', () => {
    expect(acts(row({ state: 'R1' }), 'enterprise', manager)).toEqual([['withdraw', undefined]])
    expect(acts(row({ state: 'R2', initiator: 'person' }), 'enterprise', manager)).toEqual([
      ['confirm', undefined],
      ['reject', undefined],
    ])
    expect(acts(row({ state: 'R3', initiator: 'core', inCore: true }), 'enterprise', manager)).toEqual([
      ['confirm', undefined],
    ])
  })

  it('[R-REL-15] greys every act on 法定代表人 and 财务负责人 with the rule', () => {
    const greyed = offerRowActs(row({ identityType: 'legal-representative' }), 'enterprise', manager)
    expect(greyed.map(({ refusal }) => refusal?.rule)).toEqual(['R-REL-21', 'R-REL-21', 'R-REL-21'])
  })

  it('[R-REL-02] greys the enterprise’s acts without one of its managers', () => {
    const stranger = here('X', { kind: 'personal' })
    for (const circumstances of [stranger, { ...manager, visit: null }]) {
      expect(acts(row(), 'enterprise', circumstances).map(([, code]) => code)).toEqual([
        'relation-manager-not-present',
        'relation-manager-not-present',
        'relation-manager-not-present',
      ])
    }
    const letter = here('X', { kind: 'letter', enterpriseId: 'E', attachmentId: 'scan' })
    expect(acts(row(), 'enterprise', letter).every(([, code]) => code === undefined)).toBe(true)
  })

  it('[R-PM-16] offers accepting and refusing to the person alone, in their own identity', () => {
    const pending = row({ state: 'R1' })
    expect(acts(pending, 'person', here('S', { kind: 'personal' }))).toEqual([
      ['accept', undefined],
      ['refuse', undefined],
    ])
    expect(acts(pending, 'person', here('X', { kind: 'personal' }))[0]).toEqual(['accept', 'relation-not-own'])
    expect(acts(pending, 'person', here('S', forEnterprise))[0]).toEqual([
      'accept',
      'relation-personal-identity-needed',
    ])
  })

  it('[OP-09] offers extending to an expired row and unfreezing to a frozen one', () => {
    const offered = (disabledReason: 'expired' | 'freeze') =>
      acts(row({ state: 'R5', disabledReason }), 'enterprise', manager).map(([act]) => act)
    expect(offered('expired')).toEqual(['manage', 'delete'])
    expect(offered('freeze')).toEqual(['unfreeze', 'delete'])
  })

  it('[R-UNB-01] greys unbinding for whom the core table does not name', () => {
    const own = here('S', { kind: 'personal' })
    expect(acts(row(), 'person', own)).toEqual([['unbind', 'relation-unbind-core-only']])
    expect(acts(row({ inCore: true }), 'person', own)).toEqual([['unbind', undefined]])
  })

  it('[R-PM-09] lets a supervisor look and not act', () => {
    expect(findVoiceProblem(here('M', forEnterprise, 'supervisor'), 'enterprise', { enterpriseId: 'E' })).toBe(
      'relation-role-not-allowed',
    )
  })

  it('[OP-25] tells an act that somebody has asked for already', () => {
    const waiting = { commandId: 'C', name: 'relation.delete', state: 'held', waitsFor: 'approval' } as const
    const offered = offerRowActs(row({ acts: [waiting] }), 'enterprise', manager)
    expect(offered.find(({ act }) => act === 'delete')?.waiting).toBe(waiting)
    expect(offered.find(({ act }) => act === 'freeze')?.waiting).toBeUndefined()
  })

  it('offers nothing on what has ended', () => {
    for (const state of ['R6', 'R7', 'R8', 'R9'] as const) {
      expect(acts(row({ state }), 'enterprise', manager)).toEqual([])
      expect(acts(row({ state }), 'person', here('S', { kind: 'personal' }))).toEqual([])
    }
  })
})
