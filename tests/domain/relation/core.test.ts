import { describe, expect, it } from 'vitest'
import { decideEnterprise } from '../../../src/domain/enterprise/record-core.ts'
import { liaoning, liaoningLegacy, shandong } from '../../../src/domain/policy/profiles.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { decideNaming, type NamePersonCommand } from '../../../src/domain/relation/named.ts'
import type { RelationCommand } from '../../../src/domain/relation/types.ts'
import {
  about,
  atCounter,
  E,
  H,
  inPerson,
  makeCase,
  makePerson,
  makeRelation,
  managerRelation,
  NOW,
  on,
} from './make.ts'

const CORE = { kind: 'system', source: 'core' } as const
const byCore = (policy = liaoning) => ({ ...atCounter({ policy }), actor: CORE })
const refusal = (code: string) => ({ kind: 'refused', refusal: { code } })

const recording = (identityType: string, part: object = {}): RelationCommand => ({
  name: 'relation.record-core',
  enterpriseId: E,
  personId: 'S',
  identityType,
  seen: {},
  ...part,
})

describe('what the core system says of a person', () => {
  it.each([liaoning, shandong])('[R-TR-REL-08] waits for a confirmation in $id', (policy) => {
    for (const type of ['legal-representative', 'finance-officer', 'staff'])
      expect(decideRelation(makeCase(), recording(type), byCore(policy))).toMatchObject({
        events: [{ relation: { state: 'R3', decidedAt: null } }],
      })
  })

  it('[R-TR-REL-08] is enough by itself where neither side has to confirm', () => {
    expect(decideRelation(makeCase(), recording('legal-representative'), byCore(liaoningLegacy))).toMatchObject({
      events: [{ relation: { state: 'R4', initiator: 'core', inCore: true, decidedAt: NOW } }],
    })
    // Each of the two keys alone leaves a voice to be heard.
    const oneSided = { ...liaoning, twoWayConfirmation: false }
    expect(decideRelation(makeCase(), recording('legal-representative'), byCore(oneSided))).toMatchObject({
      events: [{ relation: { state: 'R3' } }],
    })
  })

  it('[OP-17] is refused where the document is somebody else’s', () => {
    expect(decideRelation(makeCase(), recording('staff', { personName: '别人' }), byCore())).toMatchObject(
      refusal('relation-person-mismatch'),
    )
    expect(decideRelation(makeCase(), recording('staff', { personName: '欧阳娜娜' }), byCore()).kind).toBe('accepted')
  })

  it('[R-DRG-03] is refused for whoever gave up their account', () => {
    const person = makePerson({ accountState: 'A4' })
    expect(decideRelation(makeCase({ person }), recording('staff'), byCore())).toMatchObject(
      refusal('relation-person-deregistered'),
    )
  })

  it('[R-UNB-01] 办税员 of the core table is every kind of 办税员 of the platform', () => {
    const live = [
      makeRelation({ id: 'a', identityType: 'staff-filing' }),
      makeRelation({ id: 'b', identityType: 'staff-invoicing' }),
      makeRelation({ id: 'c', identityType: 'invoice-buyer' }),
    ]
    expect(decideRelation(makeCase({ live }), recording('staff'), byCore())).toMatchObject({
      events: [{ relation: { id: 'a', inCore: true } }, { relation: { id: 'b', inCore: true } }],
    })
  })
})

describe('what the core system no longer says', () => {
  const dropping = (identityType: string): RelationCommand => ({
    name: 'relation.drop-core',
    enterpriseId: E,
    personId: 'M',
    identityType,
    seen: {},
  })
  const pending = { ...managerRelation, state: 'R3' as const }

  it('[R-BND-03] an unconfirmed record that was taken back can’t be bound or confirmed any more', () => {
    const decision = decideRelation(makeCase({ live: [pending] }), dropping('legal-representative'), byCore())
    expect(decision).toMatchObject({ events: [{ relation: { state: 'R3', inCore: false } }] })
    const dropped = { ...pending, inCore: false }
    const accept = on(dropped, 'relation.accept')
    expect(decideRelation(about(dropped), accept, inPerson('M'))).toMatchObject(refusal('relation-not-in-core'))
    expect(decideRelation(about(pending), on(pending, 'relation.accept'), inPerson('M')).kind).toBe('accepted')
    const staff = makeRelation({ state: 'R3', initiator: 'core', inCore: false })
    expect(decideRelation(about(staff), on(staff, 'relation.confirm'), atCounter())).toMatchObject(
      refusal('relation-not-in-core'),
    )
  })

  it('[R-REL-21] a manager in effect stays one: the core system’s silence deletes nobody', () => {
    const decision = decideRelation(makeCase({ live: [managerRelation] }), dropping('legal-representative'), byCore())
    expect(decision).toMatchObject({ events: [{ relation: { state: 'R4', inCore: false } }] })
  })

  it('[R-TR-REL-08] nobody else can say so', () => {
    expect(decideRelation(makeCase(), dropping('staff'), atCounter())).toMatchObject(refusal('relation-system-only'))
  })
})

describe('naming somebody nobody knows', () => {
  const naming: NamePersonCommand = {
    name: 'relation.name-person',
    enterpriseId: E,
    personName: ' 张 三 ',
    documentType: 'resident-id',
    documentNumber: '11010519491231002x',
  }
  const state = { enterprise: { id: E, hallId: H }, managers: [managerRelation], known: false }
  const manager = (policy = liaoningLegacy) => ({
    ...atCounter({ policy }),
    actor: { kind: 'person', personId: 'M', enterpriseId: E } as const,
  })

  it('[R-HAL-03] the core system’s people come before their capture', () => {
    expect(decideNaming(state, naming, byCore())).toMatchObject({
      events: [{ person: { id: 'command', hallId: H, name: '张三', documentNumber: '11010519491231002X' } }],
    })
    expect(decideNaming({ ...state, known: true }, naming, byCore())).toEqual({ kind: 'accepted', events: [] })
  })

  it('[R-POL-23] an enterprise names them by hand only where staff need no real name', () => {
    expect(decideNaming(state, naming, manager()).kind).toBe('accepted')
    for (const policy of [liaoning, shandong])
      expect(decideNaming(state, naming, manager(policy))).toMatchObject(refusal('relation-person-no-real-name'))
  })

  it('[R-STF-04] what is typed by hand must be a name and a number', () => {
    for (const part of [{ documentNumber: '110105194912310021' }, { personName: '123' }, { documentType: 'club-card' }])
      expect(decideNaming(state, { ...naming, ...part }, manager())).toMatchObject(refusal('relation-person-mismatch'))
  })

  it('[R-REL-02] nobody but a manager names people, and nobody at a counter', () => {
    const stranger = { ...manager(), actor: { kind: 'person', personId: 'X', enterpriseId: E } as const }
    expect(decideNaming(state, naming, stranger)).toMatchObject(refusal('relation-manager-not-present'))
    expect(decideNaming(state, naming, atCounter({ policy: liaoningLegacy }))).toMatchObject(
      refusal('relation-system-only'),
    )
  })
})

describe('an enterprise the core system announces', () => {
  const announced = {
    name: 'enterprise.record-core',
    creditCode: ' 91210102ma0abcde12 ',
    taxpayerNumber: null,
    enterpriseName: '沈阳甲贸易有限公司',
    taxAuthority: '沈河区税务局',
  } as const

  it('[R-PLT-09] is written down once, for the hall of its tax authority, without anybody registering it', () => {
    expect(decideEnterprise({ known: false, hallId: H }, announced, byCore())).toMatchObject({
      events: [{ enterprise: { id: 'command', hallId: H, creditCode: '91210102MA0ABCDE12' } }],
    })
    expect(decideEnterprise({ known: true, hallId: H }, announced, byCore())).toEqual({ kind: 'accepted', events: [] })
  })

  it('[R-HAL-03] only by the core system', () => {
    expect(decideEnterprise({ known: false, hallId: H }, announced, atCounter())).toMatchObject(
      refusal('enterprise-system-only'),
    )
  })
})
