import { describe, expect, it } from 'vitest'
import { decidePermission } from '../../../src/domain/permission/decide.ts'
import type { PermissionCase, PermissionCommand, PermissionIdentity } from '../../../src/domain/permission/types.ts'
import { atCounter, E, H } from '../relation/make.ts'

const social: PermissionIdentity = {
  id: 'identity',
  hallId: H,
  enterpriseId: E,
  name: '办税员（社保费）',
  description: '',
  functions: ['social-insurance.declare'],
  retired: false,
  version: 2,
}
const makeCase = (identities: readonly PermissionIdentity[] = []): PermissionCase => ({
  enterprise: { id: E, hallId: H },
  managers: ['M'],
  identities,
})
const terms = {
  enterpriseId: E,
  identityName: '办税员（社保费）',
  description: '只办社保费',
  functions: ['social-insurance.pay', 'social-insurance.declare'],
}
const adding = (part: object = {}): PermissionCommand => ({
  name: 'permission.add-identity',
  ...terms,
  seen: {},
  ...part,
})
const changing = (part: object = {}): PermissionCommand => ({
  name: 'permission.change-identity',
  identityId: 'identity',
  ...terms,
  seen: { identity: 2 },
  ...part,
})
const refusal = (code: string, rule?: string) => ({
  kind: 'refused',
  refusal: { code, ...(rule === undefined ? {} : { rule }) },
})

describe('permission identities', () => {
  it('[R-PER-05] are made by the enterprise’s managers with chosen functions', () => {
    const decision = decidePermission(makeCase(), adding(), atCounter())
    expect(decision.kind === 'accepted' && decision.events[0]?.identity).toEqual({
      id: 'command',
      hallId: H,
      enterpriseId: E,
      name: '办税员（社保费）',
      description: '只办社保费',
      functions: ['social-insurance.declare', 'social-insurance.pay'],
      retired: false,
      version: 0,
    })
  })

  it('[R-REL-02] are refused to anybody else', () => {
    expect(decidePermission(makeCase(), adding(), atCounter({ visitor: 'S' }))).toMatchObject(
      refusal('permission-manager-not-present', 'R-REL-02'),
    )
  })

  it.each(['supervisor', 'field-officer'] as const)('[R-PM-14] are not recorded by a %s', (role) => {
    expect(decidePermission(makeCase(), adding(), atCounter({ role }))).toMatchObject(
      refusal('permission-role-not-allowed', 'R-PM-14'),
    )
  })

  it('[R-PER-08] need at least one function, and known ones', () => {
    expect(decidePermission(makeCase(), adding({ functions: [] }), atCounter())).toMatchObject(
      refusal('permission-functions-missing', 'R-REL-19'),
    )
    expect(decidePermission(makeCase(), adding({ functions: ['magic'] }), atCounter())).toMatchObject(
      refusal('permission-functions-unknown'),
    )
  })

  it('[R-PER-05] need a name of their own in the enterprise', () => {
    const decide = (identityName: string) => decidePermission(makeCase([social]), adding({ identityName }), atCounter())
    expect(decide('　')).toMatchObject(refusal('permission-name-missing'))
    expect(decide('办税员 (社保费)'.replace('(', '（').replace(')', '）'))).toMatchObject(
      refusal('permission-name-taken'),
    )
    expect(decide('法定代表人')).toMatchObject(refusal('permission-name-taken'))
    expect(decide('办税员（个税）').kind).toBe('accepted')
  })

  it('[R-PER-05] are changed and retired, the name of a retired one being free again', () => {
    const changed = decidePermission(makeCase([social]), changing(), atCounter())
    expect(changed).toMatchObject({
      kind: 'accepted',
      events: [{ identity: { id: 'identity', description: '只办社保费' } }],
    })
    const retire: PermissionCommand = {
      name: 'permission.retire-identity',
      enterpriseId: E,
      identityId: 'identity',
      seen: { identity: 2 },
    }
    expect(decidePermission(makeCase([social]), retire, atCounter())).toMatchObject({
      events: [{ identity: { retired: true } }],
    })
    const retired = { ...social, retired: true }
    expect(decidePermission(makeCase([retired]), changing(), atCounter())).toMatchObject(
      refusal('permission-identity-retired'),
    )
    expect(decidePermission(makeCase([retired]), adding(), atCounter()).kind).toBe('accepted')
  })

  it('[R-PER-06] of another enterprise are not there', () => {
    expect(decidePermission(makeCase([]), changing(), atCounter())).toMatchObject(
      refusal('permission-identity-unknown', 'R-PER-06'),
    )
  })

  it('[OP-25] are not overwritten when another desk changed them meanwhile', () => {
    expect(decidePermission(makeCase([{ ...social, version: 3 }]), changing(), atCounter())).toMatchObject(
      refusal('permission-changed-meanwhile', 'OP-25'),
    )
  })
})
