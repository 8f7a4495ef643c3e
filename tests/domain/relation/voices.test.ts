import { describe, expect, it } from 'vitest'
import type { ActingIdentity } from '../../../src/domain/kernel/visit.ts'
import { decideRelation } from '../../../src/domain/relation/decide.ts'
import { about, adding, atCounter, E, inPerson, makeCase, makeRelation, managerRelation, on } from './make.ts'

const refusal = (code: string, rule?: string) => ({
  kind: 'refused',
  refusal: { code, ...(rule === undefined ? {} : { rule }) },
})
const applied = makeRelation({ state: 'R2', initiator: 'person' })
const enterpriseOf = (enterpriseId: string): ActingIdentity => ({
  kind: 'enterprise',
  enterpriseId,
  identityType: 'legal-representative',
})

describe('the word of the enterprise', () => {
  it('[R-REL-02] is given by 法定代表人 or 财务负责人 who stands there acting for it', () => {
    for (const visitor of ['M', 'F']) {
      expect(decideRelation(makeCase(), adding(), atCounter({ visitor })).kind).toBe('accepted')
    }
  })

  it('[R-REL-02] is not given by staff or a stranger, whatever the visit claims', () => {
    for (const visitor of ['S', 'X']) {
      expect(decideRelation(makeCase(), adding(), atCounter({ visitor }))).toMatchObject(
        refusal('relation-manager-not-present', 'R-REL-02'),
      )
    }
  })

  it('[R-REL-02] is not given by a manager whose own relation is not in effect', () => {
    for (const part of [{ state: 'R3' }, { state: 'R5', disabledReason: 'deregistered' }] as const) {
      const managers = [{ ...managerRelation, ...part }]
      expect(decideRelation(makeCase({ managers }), adding(), atCounter())).toMatchObject(
        refusal('relation-manager-not-present'),
      )
    }
  })

  it('[R-PLT-02] is not given by a manager who acts personally or for another enterprise', () => {
    for (const acting of [{ kind: 'personal' } as const, enterpriseOf('other')]) {
      expect(decideRelation(makeCase(), adding(), atCounter({ acting }))).toMatchObject(
        refusal('relation-manager-not-present'),
      )
    }
  })

  it('[OP-25] is carried by a sealed letter of this enterprise, whoever brings it', () => {
    const letter = (enterpriseId: string): ActingIdentity => ({ kind: 'letter', enterpriseId, attachmentId: 'scan' })
    const confirm = (acting: ActingIdentity) =>
      decideRelation(about(applied), on(applied, 'relation.confirm'), atCounter({ visitor: 'X', acting }))
    expect(confirm(letter(E)).kind).toBe('accepted')
    expect(confirm(letter('other'))).toMatchObject(refusal('relation-manager-not-present'))
  })

  it('[R-REL-14] is given at home in the enterprise’s own session', () => {
    const session = (enterpriseId?: string) => ({
      ...atCounter(),
      actor: { kind: 'person', personId: 'F', ...(enterpriseId === undefined ? {} : { enterpriseId }) } as const,
    })
    const confirm = (context: ReturnType<typeof atCounter>) =>
      decideRelation(about(applied), on(applied, 'relation.confirm'), context)
    expect(confirm(session(E)).kind).toBe('accepted')
    expect(confirm(session())).toMatchObject(refusal('relation-manager-not-present'))
    expect(confirm(session('other'))).toMatchObject(refusal('relation-manager-not-present'))
  })

  it('[OP-25] is not given without a visit', () => {
    const { visit: _, ...withoutVisit } = atCounter()
    expect(decideRelation(makeCase(), adding(), withoutVisit)).toMatchObject(refusal('relation-manager-not-present'))
  })
})

describe('the word of the person', () => {
  const pending = makeRelation({ state: 'R1' })
  const refuse = (context: ReturnType<typeof atCounter>) =>
    decideRelation(about(pending), on(pending, 'relation.refuse'), context)

  it('[R-PM-16] is their own', () => {
    expect(refuse(inPerson('S')).kind).toBe('accepted')
    expect(refuse(inPerson('X'))).toMatchObject(refusal('relation-not-own', 'R-PM-16'))
    expect(refuse(atCounter())).toMatchObject(refusal('relation-not-own'))
  })

  it('[R-PLT-02] is given in natural-person business', () => {
    expect(refuse(atCounter({ visitor: 'S' }))).toMatchObject(refusal('relation-personal-identity-needed', 'R-PLT-02'))
  })
})

describe('the staff who record it', () => {
  it.each(['clerk', 'field-officer'] as const)('[R-PM-09] a %s records for the taxpayer', (role) => {
    expect(decideRelation(makeCase(), adding(), atCounter({ role })).kind).toBe('accepted')
  })

  it.each(['supervisor', 'system-admin', 'security-admin', 'audit-admin'] as const)(
    '[R-PM-09] a %s does not',
    (role) => {
      expect(decideRelation(makeCase(), adding(), atCounter({ role }))).toMatchObject(
        refusal('relation-role-not-allowed', 'R-PM-09'),
      )
    },
  )
})

describe('acts for oneself in whatever identity', () => {
  it('[R-PM-19] staff unbind themselves also while acting for the enterprise', () => {
    const named = makeRelation({ inCore: true })
    const decision = decideRelation(about(named), on(named, 'relation.unbind'), atCounter({ visitor: 'S' }))
    expect(decision.kind).toBe('accepted')
  })
})
