import { describe, expect, it } from 'vitest'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'
import type { PermissionIdentity } from '../../../src/domain/permission/types.ts'
import {
  about,
  atCounter,
  E,
  H,
  inPerson,
  makePerson,
  makeRelation,
  managerRelation,
  financeRelation,
  managing,
} from './make.ts'

const refusal = (code: string, rule?: string) => ({
  kind: 'refused',
  refusal: { code, ...(rule === undefined ? {} : { rule }) },
})
const relation = makeRelation()
const social: PermissionIdentity = {
  id: 'identity',
  hallId: H,
  enterpriseId: E,
  name: '办税员（社保费）',
  description: '',
  functions: ['social-insurance.declare', 'realname-maintenance.others'],
  retired: false,
  version: 1,
}

describe('managing present staff', () => {
  it('[R-PHN-19] gives nothing to somebody entered by hand before they are captured', () => {
    const uncaptured = about(relation, { person: { ...makePerson(), captured: false } })
    const byHand = { policy: { ...liaoning, addRequiresRealName: false } }
    expect(decideRelation(uncaptured, managing(relation), atCounter(byHand))).toMatchObject(
      refusal('relation-person-no-real-name'),
    )
    expect(decideRelation(uncaptured, managing(relation), atCounter())).toMatchObject({ kind: 'accepted' })
  })

  it('[R-TR-REL-11] changes functions and last day, nothing else, answering R-MSG-05', () => {
    const decision = decideRelation(about(relation), managing(relation), atCounter())
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-05' })
    expect(decision.kind === 'accepted' && decision.events[0]?.relation).toEqual({
      ...relation,
      functions: ['filing.declare', 'filing.pay'],
      validUntil: '2027-06-30',
    })
  })

  it('[R-REL-19] refuses to untick everything, or to tick what the type has not', () => {
    const decide = (functions: string[]) =>
      decideRelation(about(relation), managing(relation, { functions }), atCounter())
    expect(decide([])).toMatchObject(refusal('relation-functions-missing', 'R-REL-19'))
    expect(decide(['invoicing.issue'])).toMatchObject(refusal('relation-functions-foreign'))
    expect(decide(['realname-maintenance.others'])).toMatchObject(refusal('relation-functions-foreign'))
  })

  it('[R-REL-17] refuses a last day that is over or does not exist', () => {
    const decide = (validUntil: string) =>
      decideRelation(about(relation), managing(relation, { validUntil }), atCounter())
    expect(decide('2026-03-09')).toMatchObject(refusal('relation-validity-past'))
    expect(decide('2027-02-29')).toMatchObject(refusal('relation-validity-impossible'))
  })

  it.each([managerRelation, financeRelation])('[R-REL-15] never manages 法定代表人 or 财务负责人', (manager) => {
    expect(decideRelation(about(manager), managing(manager), atCounter())).toMatchObject(
      refusal('relation-manager-protected'),
    )
  })

  it('[OP-09] enables an expired relation by a later date', () => {
    for (const expired of [
      makeRelation({ validUntil: '2026-03-09' }),
      makeRelation({ state: 'R5', disabledReason: 'expired', validUntil: '2026-03-09' }),
    ]) {
      expect(decideRelation(about(expired), managing(expired), atCounter())).toMatchObject({
        kind: 'accepted',
        events: [{ relation: { state: 'R4', disabledReason: null, validUntil: '2027-06-30' } }],
      })
    }
  })

  it('[R-STF-07] refuses to manage a frozen relation: only unfreezing ends a freeze', () => {
    const frozen = makeRelation({ state: 'R5', disabledReason: 'freeze' })
    expect(decideRelation(about(frozen), managing(frozen), atCounter())).toMatchObject(
      refusal('relation-unfreeze-first', 'R-STF-07'),
    )
  })

  it('[OP-25] refuses to overwrite what another desk changed meanwhile', () => {
    const newer = { ...relation, version: 9 }
    expect(decideRelation(about(newer), managing(relation), atCounter())).toMatchObject(
      refusal('relation-changed-meanwhile'),
    )
  })

  it('[R-PM-10] is the enterprise’s word, never the member’s own', () => {
    expect(decideRelation(about(relation), managing(relation), inPerson('S'))).toMatchObject(
      refusal('relation-manager-not-present'),
    )
  })

  it('[CF-18] switches to a permission identity of the enterprise and back', () => {
    const functions = ['social-insurance.declare']
    const toCustom = managing(relation, { functions, permissionIdentityId: 'identity' })
    const custom = decideRelation(about(relation, { permissionIdentity: social }), toCustom, atCounter())
    expect(custom).toMatchObject({ events: [{ relation: { permissionIdentityId: 'identity', functions } }] })
    const back = decideRelation(
      about({ ...relation, permissionIdentityId: 'identity' }),
      managing(relation),
      atCounter(),
    )
    expect(back).toMatchObject({ events: [{ relation: { permissionIdentityId: null } }] })
  })

  it('[CF-13] gives 实名信息维护 only through a permission identity', () => {
    const command = managing(relation, {
      functions: ['realname-maintenance.others'],
      permissionIdentityId: 'identity',
    })
    expect(decideRelation(about(relation, { permissionIdentity: social }), command, atCounter()).kind).toBe('accepted')
  })

  it('[R-PER-06] refuses another enterprise’s identity, and a retired one', () => {
    const command = managing(relation, { functions: ['social-insurance.declare'], permissionIdentityId: 'identity' })
    for (const permissionIdentity of [undefined, { ...social, enterpriseId: 'other' }, { ...social, retired: true }]) {
      expect(decideRelation(about(relation, { permissionIdentity }), command, atCounter())).toMatchObject(
        refusal('relation-permission-identity-unknown', 'R-PER-06'),
      )
    }
    const holder = { ...relation, permissionIdentityId: 'identity' }
    const retired = { ...social, retired: true }
    expect(decideRelation(about(holder, { permissionIdentity: retired }), command, atCounter()).kind).toBe('accepted')
  })
})
