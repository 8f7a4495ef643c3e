import { describe, expect, it } from 'vitest'
import { decideEnterprise } from '../../../src/domain/legacy/enterprise.ts'
import type { EnterpriseCommand } from '../../../src/domain/legacy/types.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'
import { answerOf, approved, atCounter, inSession, newPassword, oldPassword } from './make.ts'

const state = { enterprise: { id: 'E', hallId: 'H' }, managers: ['L'], named: ['L', 'New'] }
const issue: EnterpriseCommand = { name: 'enterprise.issue-certificate', enterpriseId: 'E', accountKind: 'tax' }
const change: EnterpriseCommand = { name: 'enterprise.change-password', enterpriseId: 'E' }

describe('the password of an enterprise', () => {
  it('[R-EPW-01] comes with a certificate that the hall issues and a second person agrees to', () => {
    expect(answerOf(decideEnterprise(state, issue, atCounter()))).toBe('approval')
    expect(decideEnterprise(state, issue, atCounter([approved]))).toMatchObject({
      kind: 'accepted',
      events: [{ kind: 'certificate-issued', enterpriseId: 'E', accountKind: 'tax' }],
    })
  })

  it('[R-PM-30] is opened by a clerk alone, with a manager or a sealed letter there', () => {
    expect(answerOf(decideEnterprise(state, issue, inSession('L')))).toBe('certificate-role-not-allowed')
    const officer = { kind: 'staff', staffId: 'S', role: 'field-officer', hallId: 'H', deviceId: 'D' } as const
    expect(answerOf(decideEnterprise(state, issue, atCounter([approved], { actor: officer })))).toBe(
      'certificate-role-not-allowed',
    )
    const visit = atCounter().visit
    const stranger = visit && { ...visit, personId: 'X' }
    expect(answerOf(decideEnterprise(state, issue, atCounter([approved], stranger ? { visit: stranger } : {})))).toBe(
      'member-manager-needed',
    )
    const letter = visit && {
      ...visit,
      personId: 'X',
      acting: { kind: 'letter', enterpriseId: 'E', attachmentId: 'P' } as const,
    }
    expect(answerOf(decideEnterprise(state, issue, atCounter([approved], letter ? { visit: letter } : {})))).toBe(
      'accepted',
    )
    // A new enterprise has only those whom the core system named.
    const named = visit && { ...visit, personId: 'New' }
    expect(answerOf(decideEnterprise(state, issue, atCounter([approved], named ? { visit: named } : {})))).toBe(
      'accepted',
    )
  })

  it('[R-EPW-02] is changed by LR or FO who know it, and by nobody else', () => {
    const proofs = [oldPassword('E'), newPassword('E')]
    expect(decideEnterprise(state, change, inSession('L', proofs))).toMatchObject({
      kind: 'accepted',
      events: [{ kind: 'password-changed' }],
    })
    expect(answerOf(decideEnterprise(state, change, inSession('M', proofs)))).toBe('member-manager-needed')
    expect(answerOf(decideEnterprise(state, change, atCounter(proofs)))).toBe('member-manager-needed')
    expect(answerOf(decideEnterprise(state, change, inSession('L', [oldPassword('E', false)])))).toBe(
      'member-old-wrong',
    )
    const weak = [oldPassword('E'), newPassword('E', 'length')]
    expect(answerOf(decideEnterprise(state, change, inSession('L', weak)))).toBe('member-password-breaks-rule')
  })

  it('[R-PLT-06] doesn’t exist where the profile has none', () => {
    const context = { ...atCounter([approved]), policy: liaoning }
    expect(answerOf(decideEnterprise(state, issue, context))).toBe('member-not-offered')
  })
})
