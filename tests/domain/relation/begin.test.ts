import { describe, expect, it } from 'vitest'
import { liaoningLegacy } from '../../../src/domain/policy/profiles.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import type { RelationCase, RelationCommand } from '../../../src/domain/relation/types.ts'
import {
  adding,
  atCounter,
  E,
  facePassed,
  inPerson,
  makeCase,
  makePerson,
  makeRelation,
  managerRelation,
  NOW,
} from './make.ts'

const refusal = (code: string, rule?: string) => ({
  kind: 'refused',
  refusal: { code, ...(rule === undefined ? {} : { rule }) },
})

const applying = (part: object = {}): RelationCommand => ({
  name: 'relation.apply',
  personId: 'S',
  enterpriseCode: '91210102MA0ABCDE12',
  identityType: 'staff-invoicing',
  functions: ['invoicing.issue'],
  validUntil: '2026-12-31',
  seen: {},
  ...part,
})

const binding = (part: object = {}): RelationCommand => ({
  name: 'relation.bind',
  personId: 'M',
  enterpriseCode: '91210102MA0ABCDE12',
  identityType: 'legal-representative',
  seen: {},
  ...part,
})

describe('adding staff', () => {
  it('[R-TR-REL-01] puts the person on the pending list and answers R-MSG-03', () => {
    const decision = decideRelation(makeCase(), adding(), atCounter())
    expect(decision).toMatchObject({
      kind: 'accepted',
      message: 'R-MSG-03',
      events: [{ relation: { id: 'command', state: 'R1', initiator: 'enterprise', personId: 'S', decidedAt: null } }],
    })
  })

  it('[R-REL-03] keeps identity type, functions and last day as filled in, functions in their own order', () => {
    const command = adding({ functions: ['filing.pay', 'filing.declare', 'filing.pay'] })
    expect(decideRelation(makeCase(), command, atCounter())).toMatchObject({
      events: [
        {
          relation: {
            identityType: 'staff-filing',
            functions: ['filing.declare', 'filing.pay'],
            validUntil: '2026-12-31',
          },
        },
      ],
    })
  })

  it('[R-REL-19] refuses an empty function set', () => {
    expect(decideRelation(makeCase(), adding({ functions: [] }), atCounter())).toMatchObject(
      refusal('relation-functions-missing', 'R-REL-19'),
    )
  })

  it('[R-PER-02] refuses a function that the identity type does not have', () => {
    const command = adding({ functions: ['filing.declare', 'invoicing.issue'] })
    expect(decideRelation(makeCase(), command, atCounter())).toMatchObject(refusal('relation-functions-foreign'))
  })

  it.each([
    ['2026-03-09', 'relation-validity-past'],
    ['2026-02-30', 'relation-validity-impossible'],
  ])('[R-REL-03] refuses the last day %s', (validUntil, code) => {
    expect(decideRelation(makeCase(), adding({ validUntil }), atCounter())).toMatchObject(refusal(code))
  })

  it('[R-REL-03] accepts today as the last day', () => {
    expect(decideRelation(makeCase(), adding({ validUntil: '2026-03-10' }), atCounter()).kind).toBe('accepted')
  })

  it.each(['legal-representative', 'finance-officer'])('[CF-14] refuses to add a %s', (identityType) => {
    expect(decideRelation(makeCase(), adding({ identityType }), atCounter())).toMatchObject(
      refusal('relation-type-not-addable'),
    )
  })

  it('[R-PER-07] refuses to add with a permission identity instead of a built-in type', () => {
    expect(decideRelation(makeCase(), adding({ identityType: 'identity-42' }), atCounter())).toMatchObject(
      refusal('relation-type-not-addable', 'R-PER-07'),
    )
  })

  it('[OP-17] takes the name and number as typed, full-width and with spaces', () => {
    const command = adding({ personName: ' 欧阳 娜娜 ', documentNumber: '２１０１０２ 19900307 1235' })
    expect(decideRelation(makeCase(), command, atCounter()).kind).toBe('accepted')
  })

  it.each([{ personName: '欧阳娜' }, { documentNumber: '210102199003071219' }, { documentType: 'chinese-passport' }])(
    '[OP-17] refuses when the record says otherwise: %o',
    (part) => {
      expect(decideRelation(makeCase(), adding(part), atCounter())).toMatchObject(
        refusal('relation-person-mismatch', 'OP-17'),
      )
    },
  )

  it('[OP-17] accepts another document of the same person', () => {
    const documents = [...makePerson().documents, { type: 'chinese-passport', number: 'E12345678' }]
    const state = makeCase({ person: makePerson({ documents }) })
    const command = adding({ documentType: 'chinese-passport', documentNumber: 'e12345678' })
    expect(decideRelation(state, command, atCounter()).kind).toBe('accepted')
  })

  it('[CF-19] refuses a person without a real-name record at the central', () => {
    expect(decideRelation(makeCase({ person: undefined }), adding(), atCounter())).toMatchObject(
      refusal('relation-person-no-real-name', 'CF-19'),
    )
    const nobody = makePerson({ captured: false, accountState: 'A0' })
    expect(decideRelation(makeCase({ person: nobody }), adding(), atCounter())).toMatchObject(
      refusal('relation-person-no-real-name'),
    )
  })

  it('[CF-19] accepts an account without a capture, and a capture without an account', () => {
    for (const person of [
      makePerson({ captured: false, accountState: 'A2' }),
      makePerson({ captured: true, accountState: 'A0' }),
    ]) {
      expect(decideRelation(makeCase({ person }), adding(), atCounter()).kind).toBe('accepted')
    }
  })

  it('[CF-19] waits for a person who is being captured, and on a desk for one it cannot see', () => {
    const unknown = makeCase({ person: undefined })
    const waiting = { kind: 'held', waitsFor: 'person', events: [] }
    expect(decideRelation({ ...unknown, captureUnderway: true }, adding(), atCounter())).toEqual(waiting)
    expect(decideRelation(unknown, adding(), atCounter({ partial: true }))).toEqual(waiting)
  })

  it('[CF-19] lets the earlier profile name a person by hand, unusable until captured', () => {
    expect(decideRelation(makeCase({ person: undefined }), adding(), atCounter({ policy: liaoningLegacy }))).toEqual({
      kind: 'held',
      waitsFor: 'person',
      events: [],
    })
  })

  it('[OP-16] refuses an overseas account that no hall has captured', () => {
    const person = makePerson({ captured: false, accountState: 'A3' })
    expect(decideRelation(makeCase({ person }), adding(), atCounter())).toMatchObject(
      refusal('relation-person-limited', 'OP-16'),
    )
  })

  it('[R-DRG-03] refuses a person who gave up their account', () => {
    const person = makePerson({ accountState: 'A4' })
    expect(decideRelation(makeCase({ person }), adding(), atCounter())).toMatchObject(
      refusal('relation-person-deregistered'),
    )
  })

  it.each(['R1', 'R2', 'R3', 'R4', 'R5'] as const)(
    '[R-REL-27] refuses a second relation of the same type beside one in %s',
    (state) => {
      const live = [makeRelation({ state })]
      expect(decideRelation(makeCase({ live }), adding(), atCounter())).toMatchObject(refusal('relation-already-live'))
    },
  )

  it('[R-REL-18] takes another identity type beside the present one', () => {
    const live = [makeRelation({ identityType: 'staff-invoicing' })]
    expect(decideRelation(makeCase({ live }), adding(), atCounter()).kind).toBe('accepted')
  })

  it.each(['R6', 'R7', 'R8', 'R9'] as const)('[R-TR-REL-17] adds again after %s, as a new record', (state) => {
    const live = [makeRelation({ state, endedBy: 'enterprise' })]
    const decision = decideRelation(makeCase({ live }), adding(), atCounter())
    expect(decision).toMatchObject({ kind: 'accepted', events: [{ relation: { id: 'command', state: 'R1' } }] })
  })

  it('[CF-14] takes effect at once in the earlier profile', () => {
    const decision = decideRelation(makeCase(), adding(), atCounter({ policy: liaoningLegacy }))
    expect(decision).toMatchObject({ events: [{ relation: { state: 'R4', decidedAt: NOW } }] })
  })
})

describe('applying for authorisation', () => {
  const decide = (state: RelationCase, context = inPerson('S', { proofs: [facePassed()] })) =>
    decideRelation(state, applying(), context)

  it('[R-TR-REL-05] puts the application before the enterprise once the face has passed', () => {
    expect(decide(makeCase())).toMatchObject({
      kind: 'accepted',
      events: [{ relation: { state: 'R2', initiator: 'person', enterpriseId: E, personId: 'S' } }],
    })
  })

  it('[R-REL-13] waits for the certification by face', () => {
    expect(decide(makeCase(), inPerson())).toEqual({ kind: 'held', waitsFor: 'face', events: [] })
    expect(decide(makeCase(), inPerson('S', { proofs: [facePassed('S', false)] }))).toMatchObject(
      refusal('relation-face-failed'),
    )
  })

  it('[OP-10] asks for the same terms as adding', () => {
    const decideTerms = (part: object) => decideRelation(makeCase(), applying(part), inPerson())
    expect(decideTerms({ functions: [] })).toMatchObject(refusal('relation-functions-missing'))
    expect(decideTerms({ identityType: 'finance-officer' })).toMatchObject(refusal('relation-type-not-addable'))
    expect(decideTerms({ validUntil: '2025-01-01' })).toMatchObject(refusal('relation-validity-past'))
  })

  it('refuses an enterprise the central does not know, and keeps the question on a desk', () => {
    const nowhere = makeCase({ enterprise: undefined })
    expect(decide(nowhere)).toMatchObject(refusal('relation-enterprise-unknown'))
    const onDesk = inPerson('S', { proofs: [facePassed()], partial: true })
    expect(decide(nowhere, onDesk)).toMatchObject({ kind: 'held', waitsFor: 'face' })
  })

  it('[R-PM-16] refuses an application in another person’s name', () => {
    expect(decide(makeCase(), inPerson('X', { proofs: [facePassed()] }))).toMatchObject(refusal('relation-not-own'))
  })

  it('[R-REL-27] refuses an application for what is there already', () => {
    expect(decide(makeCase({ live: [makeRelation({ identityType: 'staff-invoicing' })] }))).toMatchObject(
      refusal('relation-already-live'),
    )
  })
})

describe('binding an enterprise', () => {
  const core = { ...managerRelation, state: 'R3' as const }
  const manager = makePerson({ id: 'M' })

  it('[R-BND-02] makes the core record effective by the person’s word, answering R-MSG-26', () => {
    const decision = decideRelation(makeCase({ person: manager, live: [core] }), binding(), inPerson('M'))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-26', events: [{ relation: { state: 'R4' } }] })
  })

  it('[R-BND-03] refuses whom the core system does not name', () => {
    expect(decideRelation(makeCase({ person: manager }), binding(), inPerson('M'))).toMatchObject(
      refusal('relation-not-in-core', 'R-BND-03'),
    )
    const notCore = { ...core, inCore: false }
    expect(decideRelation(makeCase({ person: manager, live: [notCore] }), binding(), inPerson('M'))).toMatchObject(
      refusal('relation-not-in-core'),
    )
  })

  it('[R-BND-01] is for 法定代表人 and 财务负责人 alone', () => {
    expect(decideRelation(makeCase(), binding({ identityType: 'staff' }), inPerson('M'))).toMatchObject(
      refusal('relation-type-not-bindable', 'R-BND-01'),
    )
  })

  it('[R-PM-18] refuses a visitor who is somebody else', () => {
    expect(decideRelation(makeCase({ person: manager, live: [core] }), binding(), inPerson('X'))).toMatchObject(
      refusal('relation-not-own'),
    )
  })

  it('[R-REL-06] refuses what is bound already', () => {
    expect(
      decideRelation(makeCase({ person: manager, live: [managerRelation] }), binding(), inPerson('M')),
    ).toMatchObject(refusal('relation-already-confirmed'))
  })

  it('leaves it to the central when the desk does not mirror the parties', () => {
    const state = makeCase({ enterprise: undefined, person: undefined })
    expect(decideRelation(state, binding(), inPerson('M', { partial: true }))).toMatchObject({
      kind: 'held',
      waitsFor: 'person',
    })
    expect(decideRelation(state, binding(), inPerson('M'))).toMatchObject(refusal('relation-enterprise-unknown'))
  })
})

describe('records of the core system', () => {
  const recording = (identityType: string): RelationCommand => ({
    name: 'relation.record-core',
    enterpriseId: E,
    personId: 'S',
    identityType,
    seen: {},
  })
  const core = { ...atCounter(), actor: { kind: 'system', source: 'core' } as const }

  it.each(['legal-representative', 'finance-officer', 'staff'])('[R-TR-REL-08] records a %s unconfirmed', (type) => {
    expect(decideRelation(makeCase(), recording(type), core)).toMatchObject({
      kind: 'accepted',
      events: [{ relation: { state: 'R3', initiator: 'core', inCore: true, validUntil: null } }],
    })
  })

  it('[R-TR-REL-08] nobody at a counter can say so', () => {
    expect(decideRelation(makeCase(), recording('staff'), atCounter())).toMatchObject(refusal('relation-system-only'))
  })

  it('[R-UNB-01] marks a relation the parties began themselves as known to the core system', () => {
    const live = [makeRelation({ identityType: 'staff' })]
    expect(decideRelation(makeCase({ live }), recording('staff'), core)).toMatchObject({
      events: [{ relation: { id: 'relation', state: 'R4', inCore: true } }],
    })
  })
})
