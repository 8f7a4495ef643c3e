import { describe, expect, it } from 'vitest'
import { liaoning, liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import type { Relation, RelationState } from '../../../src/domain/relation/types.ts'
import {
  about,
  approvedBy,
  atCounter,
  facePassed,
  financeRelation,
  inPerson,
  makePerson,
  makeRelation,
  managerRelation,
  NOW,
  on,
} from './make.ts'

const refusal = (code: string, rule?: string) => ({
  kind: 'refused',
  refusal: { code, ...(rule === undefined ? {} : { rule }) },
})
const leadsTo = (state: RelationState, part: Partial<Relation> = {}) => ({
  kind: 'accepted',
  events: [{ kind: 'relation-put', relation: { state, ...part } }],
})
const pending = makeRelation({ state: 'R1' })
const applied = makeRelation({ state: 'R2', initiator: 'person' })
const core = makeRelation({ state: 'R3', initiator: 'core', inCore: true, validUntil: null })
const enabled = makeRelation()
const frozen = makeRelation({ state: 'R5', disabledReason: 'freeze' })
const expired = makeRelation({ validUntil: '2026-03-09' })
const approved = atCounter({ proofs: [approvedBy()] })

describe('the person answers', () => {
  const accept = (relation: Relation, context = inPerson('S', { proofs: [facePassed()] })) =>
    decideRelation(about(relation), on(relation, 'relation.accept'), context)

  it('[R-TR-REL-02] accepts by face, and the relation is enabled', () => {
    expect(accept(pending)).toMatchObject(leadsTo('R4', { decidedAt: NOW }))
  })

  it('[R-REL-11] accepting waits for the face, and a failed one refuses', () => {
    expect(accept(pending, inPerson())).toEqual({ kind: 'held', waitsFor: 'face', events: [] })
    expect(accept(pending, inPerson('S', { proofs: [facePassed('S', false)] }))).toMatchObject(
      refusal('relation-face-failed', 'R-REL-11'),
    )
    expect(accept(pending, inPerson('S', { proofs: [facePassed('X')] })).kind).toBe('held')
  })

  it('[R-PM-16] accepting is not queued in the field, where no face can be taken later', () => {
    expect(accept(pending, inPerson('S', { role: 'field-officer' }))).toMatchObject(refusal('relation-face-needed-now'))
    const withFace = inPerson('S', { role: 'field-officer', proofs: [facePassed()] })
    expect(accept(pending, withFace).kind).toBe('accepted')
  })

  it('[R-TR-REL-03] refuses at once, without a face, from the field too', () => {
    const ended = leadsTo('R8', { endedBy: 'person', decidedAt: NOW })
    expect(decideRelation(about(pending), on(pending, 'relation.refuse'), inPerson())).toMatchObject(ended)
    const inField = inPerson('S', { role: 'field-officer' })
    expect(decideRelation(about(pending), on(pending, 'relation.refuse'), inField)).toMatchObject(ended)
  })

  it('[R-REL-08] cannot answer their own application', () => {
    expect(accept(applied)).toMatchObject(refusal('relation-waits-for-enterprise', 'R-REL-08'))
  })

  it('[R-TR-REL-10] a manager named by the core system confirms in person, answering R-MSG-26', () => {
    const record = { ...managerRelation, state: 'R3' as const }
    const decision = decideRelation(about(record), on(record, 'relation.accept'), inPerson('M'))
    expect(decision).toMatchObject({ ...leadsTo('R4'), message: 'R-MSG-26' })
  })

  it('[R-REL-25] lets the finance officer confirm the record made at the tax authority', () => {
    const record = { ...financeRelation, state: 'R3' as const }
    expect(decideRelation(about(record), on(record, 'relation.accept'), inPerson('F'))).toMatchObject(leadsTo('R4'))
  })

  it('[CF-15] staff named by the core system are confirmed by the enterprise first', () => {
    expect(accept(core)).toMatchObject(refusal('relation-waits-for-enterprise'))
  })

  it('[R-DRG-03] nobody accepts who gave up their account', () => {
    const state = about(pending, { person: makePerson({ accountState: 'A4' }) })
    expect(
      decideRelation(state, on(pending, 'relation.accept'), inPerson('S', { proofs: [facePassed()] })),
    ).toMatchObject(refusal('relation-person-deregistered'))
  })
})

describe('the enterprise answers', () => {
  const decide = (relation: Relation, name: 'relation.confirm' | 'relation.reject', context = atCounter()) =>
    decideRelation(about(relation), on(relation, name), context)

  it('[R-TR-REL-06] confirms an application', () => {
    expect(decide(applied, 'relation.confirm')).toMatchObject(leadsTo('R4'))
  })

  it('[R-TR-REL-07] refuses an application, filed as refused by the enterprise', () => {
    expect(decide(applied, 'relation.reject')).toMatchObject(leadsTo('R8', { endedBy: 'enterprise' }))
  })

  it('[R-TR-REL-09] confirms staff named by the core system: enabled in Liaoning, the person’s turn in Shandong', () => {
    expect(decide(core, 'relation.confirm')).toMatchObject(leadsTo('R4'))
    expect(decide(core, 'relation.confirm', atCounter({ policy: shandong }))).toMatchObject(leadsTo('R1'))
  })

  it('[CF-15] cannot confirm a manager for them, except in the earlier profile', () => {
    const record = { ...financeRelation, state: 'R3' as const }
    expect(decide(record, 'relation.confirm')).toMatchObject(refusal('relation-manager-confirms-in-person', 'R-REL-25'))
    expect(decide(record, 'relation.confirm', atCounter({ policy: liaoningLegacy }))).toMatchObject(leadsTo('R4'))
  })

  it('[R-REL-08] has no other act on a record of the core system', () => {
    expect(decide(core, 'relation.reject')).toMatchObject(refusal('relation-confirm-only'))
    expect(decideRelation(about(core), on(core, 'relation.withdraw'), atCounter())).toMatchObject(
      refusal('relation-confirm-only', 'R-REL-08'),
    )
  })

  it('[R-REL-08] cannot confirm what it began itself', () => {
    expect(decide(pending, 'relation.confirm')).toMatchObject(refusal('relation-waits-for-person'))
  })
})

describe('withdrawing', () => {
  it('[R-TR-REL-04] takes a request back before the person has answered', () => {
    expect(decideRelation(about(pending), on(pending, 'relation.withdraw'), atCounter())).toMatchObject(
      leadsTo('R7', { endedBy: 'enterprise' }),
    )
  })

  it('[R-REL-06] is impossible after the confirmation', () => {
    expect(decideRelation(about(enabled), on(enabled, 'relation.withdraw'), atCounter())).toMatchObject(
      refusal('relation-already-confirmed', 'R-REL-06'),
    )
  })
})

describe('deleting', () => {
  const remove = (relation: Relation, context = approved) =>
    decideRelation(about(relation), on(relation, 'relation.delete'), context)

  it.each([enabled, frozen, expired])('[R-TR-REL-12] ends present staff, enabled or disabled', (relation) => {
    expect(remove(relation)).toMatchObject(leadsTo('R6', { endedBy: 'enterprise', decidedAt: NOW }))
  })

  it.each([managerRelation, financeRelation])('[R-REL-21] never deletes 法定代表人 or 财务负责人', (relation) => {
    expect(remove(relation)).toMatchObject(refusal('relation-manager-protected', 'R-REL-21'))
  })

  it('[R-PM-11] waits for a supervisor, and for another one than the clerk', () => {
    expect(remove(enabled, atCounter())).toEqual({ kind: 'held', waitsFor: 'approval', events: [] })
    expect(remove(enabled, atCounter({ proofs: [approvedBy('supervisor-1', false)] }))).toMatchObject(
      refusal('relation-approval-denied', 'R-PM-11'),
    )
    expect(remove(enabled, atCounter({ proofs: [approvedBy('clerk-1')] }))).toMatchObject(
      refusal('relation-approval-own', 'OP-25'),
    )
  })

  it('[R-REL-20] a manager at home needs no approval of the hall', () => {
    const atHome = { ...atCounter(), actor: { kind: 'person', personId: 'M', enterpriseId: 'enterprise' } as const }
    expect(remove(enabled, atHome)).toMatchObject(leadsTo('R6'))
  })

  it('[R-REL-08] a pending request is withdrawn, not deleted', () => {
    expect(remove(pending)).toMatchObject(refusal('relation-still-pending'))
  })
})

describe('freezing', () => {
  const freeze = (relation: Relation, context = approved) =>
    decideRelation(about(relation), on(relation, 'relation.freeze'), context)
  const unfreeze = (relation: Relation) =>
    decideRelation(about(relation), on(relation, 'relation.unfreeze'), atCounter())

  it('[R-TR-REL-13] disables with its reason, once approved', () => {
    expect(freeze(enabled)).toMatchObject(leadsTo('R5', { disabledReason: 'freeze' }))
    expect(freeze(enabled, atCounter())).toMatchObject({ kind: 'held', waitsFor: 'approval' })
  })

  it('[R-TR-REL-14] enables again without an approval', () => {
    expect(unfreeze(frozen)).toMatchObject(leadsTo('R4', { disabledReason: null }))
  })

  it.each([managerRelation, financeRelation])('[R-TR-REL-18] never freezes 法定代表人 or 财务负责人', (relation) => {
    expect(freeze(relation)).toMatchObject(refusal('relation-manager-protected'))
    expect(unfreeze({ ...relation, state: 'R5', disabledReason: 'freeze' })).toMatchObject(
      refusal('relation-manager-protected'),
    )
  })

  it('[R-STF-06] refuses to freeze what is disabled already', () => {
    expect(freeze(frozen)).toMatchObject(refusal('relation-already-disabled', 'R-STF-06'))
    expect(freeze(expired)).toMatchObject(refusal('relation-already-disabled'))
  })

  it('[R-STF-07] unfreezes only what is frozen', () => {
    expect(unfreeze(enabled)).toMatchObject(refusal('relation-not-disabled', 'R-STF-07'))
    expect(unfreeze(expired)).toMatchObject(refusal('relation-extend-instead', 'OP-09'))
    expect(unfreeze(makeRelation({ state: 'R5', disabledReason: 'deregistered' }))).toMatchObject(
      refusal('relation-person-deregistered'),
    )
  })

  it('[CF-17] is offered only where the policy has it', () => {
    const without = atCounter({ policy: { ...liaoning, freezeEnabled: false }, proofs: [approvedBy()] })
    expect(freeze(enabled, without)).toMatchObject(refusal('relation-freeze-not-offered', 'R-POL-25'))
  })
})

describe('unbinding oneself', () => {
  const unbind = (relation: Relation, context = inPerson(relation.personId)) =>
    decideRelation(about(relation), on(relation, 'relation.unbind'), context)
  const named = makeRelation({ inCore: true })

  it('[R-TR-REL-16] ends staff named in the core table, by the person, answering R-MSG-27', () => {
    expect(unbind(named)).toMatchObject({ ...leadsTo('R9', { endedBy: 'person' }), message: 'R-MSG-27' })
    expect(unbind({ ...named, state: 'R5', disabledReason: 'freeze' })).toMatchObject(leadsTo('R9'))
  })

  it('[R-UNB-01] refuses whom the core table does not name', () => {
    expect(unbind(enabled)).toMatchObject(refusal('relation-unbind-core-only', 'R-UNB-01'))
  })

  it('[R-UNB-03] refuses 法定代表人 and 财务负责人', () => {
    expect(unbind(managerRelation)).toMatchObject(refusal('relation-manager-protected', 'R-REL-21'))
    expect(unbind(financeRelation)).toMatchObject(refusal('relation-manager-protected'))
  })

  it('[R-PM-19] refuses anybody else, the manager too', () => {
    expect(unbind(named, inPerson('X'))).toMatchObject(refusal('relation-not-own'))
    expect(unbind(named, atCounter())).toMatchObject(refusal('relation-not-own'))
  })
})

describe('what was seen', () => {
  it('[OP-25] answers a conflict when the row has moved on and now forbids the act', () => {
    const accepted = { ...enabled, version: 4 }
    expect(
      decideRelation(about(accepted), on({ ...pending, version: 3 }, 'relation.withdraw'), atCounter()),
    ).toMatchObject(refusal('relation-changed-meanwhile', 'OP-25'))
  })

  it('[OP-25] answers a conflict to an agreement when the terms may have changed', () => {
    const newer = { ...applied, version: 9 }
    expect(decideRelation(about(newer), on(applied, 'relation.confirm'), atCounter())).toMatchObject(
      refusal('relation-changed-meanwhile'),
    )
  })

  it('[OP-25] still ends a relation whose terms changed meanwhile', () => {
    const newer = { ...enabled, functions: ['filing.pay'], version: 9 }
    expect(decideRelation(about(newer), on(enabled, 'relation.delete'), approved)).toMatchObject(leadsTo('R6'))
  })

  it('refuses a row that is not there, or lies between other parties', () => {
    const elsewhere = { ...enabled, personId: 'X' }
    expect(decideRelation(about(elsewhere), on(enabled, 'relation.delete'), approved)).toMatchObject(
      refusal('relation-unknown'),
    )
    expect(
      decideRelation({ ...about(enabled), relation: undefined }, on(enabled, 'relation.delete'), approved),
    ).toMatchObject(refusal('relation-unknown'))
  })
})
