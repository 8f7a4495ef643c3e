import { describe, expect, it } from 'vitest'
import { accountTransitions } from '../../../src/domain/account/transitions.ts'
import { ACCOUNT_EVENTS, ACCOUNT_STATES } from '../../../src/domain/account/types.ts'
import { decideCapture } from '../../../src/domain/capture/decide.ts'
import { decideCredential } from '../../../src/domain/credential/decide.ts'
import { decideFirstStep } from '../../../src/domain/login/first-step.ts'
import type { LoginState } from '../../../src/domain/login/types.ts'
import { liaoning } from '../../../src/domain/policy/profiles.ts'
import { atCounter, face as captureFace, held, idCase, recorded, sms as captureSms } from '../capture/context.ts'
import { atHome, NOW, password } from './scene.ts'

describe('the account’s table', () => {
  it('answers every event in every state', () => {
    for (const state of ACCOUNT_STATES)
      expect(Object.keys(accountTransitions[state]).toSorted()).toEqual([...ACCOUNT_EVENTS].toSorted())
  })

  it.each(ACCOUNT_STATES)(
    '[R-TR-ACC-04] is kept by capture in %s: it opens an account where there is none',
    (accountState) => {
      const subject = recorded({ accountState, capturedAt: null })
      const proofs = [captureSms(), captureFace(true, 'A')]
      const decision = decideCapture(held(subject), idCase(), atCounter(proofs, {}, 'A'))
      const events = decision.kind === 'accepted' ? decision.events : []
      const changed = events.find((event) => event.kind === 'person-changed')
      const cell = accountTransitions[accountState].open
      expect(changed?.changes.accountState).toBe('to' in cell ? cell.to : undefined)
      expect(changed?.changes.level).toBe(4)
    },
  )

  it.each(['change-password', 'recover-password'] as const)(
    '[R-TR-ACC-05] [R-TR-ACC-06] is kept by the password’s judge: %s',
    (event) => {
      for (const accountState of ACCOUNT_STATES) {
        const record = {
          person: { id: 'C', accountState, credentialState: 'K1' as const },
          defaultNumber: '13800000001',
        }
        const proofs = [
          password(),
          { kind: 'password', personId: 'C', passed: true, at: NOW } as const,
          { kind: 'sms-code', number: '13800000001', purpose: 'x', at: NOW } as const,
        ]
        const command =
          event === 'change-password'
            ? ({ name: 'credential.change', personId: 'C' } as const)
            : ({ name: 'credential.reset', personId: 'C', fallback: 'none', sealedPassword: 'x' } as const)
        const decision = decideCredential(record, command, atHome(proofs))
        const cell = accountTransitions[accountState][event]
        if ('refuse' in cell) expect(decision.kind, accountState).toBe('refused')
        else
          expect(decision, accountState).toMatchObject({
            kind: 'accepted',
            events: [{ accountState: 'to' in cell ? cell.to : accountState }],
          })
      }
    },
  )

  it.each(ACCOUNT_STATES)('[R-TR-ACC-10] a log-in by document in %s leaves the account as it is', (accountState) => {
    expect(accountTransitions[accountState]['log-in-by-document']).toEqual({ stays: true })
    const state = {
      person: {
        id: 'A',
        accountState,
        credentialState: 'K2',
        credentialVoidAt: null,
        hasPhone: true,
        isRealNamed: true,
      },
      failures: { password: 0, sms: 0, scan: 0 },
      relations: [],
      hasProject: false,
    } as unknown as LoginState
    const attempt = {
      entrance: 'person',
      account: { kind: 'document', documentType: 'resident-id', number: '11010519491231002X' },
      enterpriseCode: '',
      passwordGiven: true,
      passwordRight: true,
      humanCheck: true,
    } as unknown as Parameters<typeof decideFirstStep>[1]
    const verdict = decideFirstStep(state, attempt, { now: NOW, policy: liaoning })
    if (accountState === 'A0' || accountState === 'A4')
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { message: 'R-MSG-34' } })
    else expect(verdict.kind).toBe('passed')
  })
})
