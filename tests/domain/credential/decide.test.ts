import { describe, expect, it } from 'vitest'
import { decideCredential } from '../../../src/domain/credential/decide.ts'
import type { CredentialCommand, CredentialRecord } from '../../../src/domain/credential/types.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import { HOUR } from '../../../src/domain/kernel/instant.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import type { VisitEvidence } from '../../../src/domain/kernel/visit.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'

const NOW = Date.UTC(2026, 4, 20, 2, 0)
const NUMBER = '13800000001'
const typed: CredentialCommand = { name: 'credential.reset', personId: 'A', fallback: 'none', sealedPassword: 'box' }
const initial: CredentialCommand = { name: 'credential.reset', personId: 'A', fallback: 'initial' }
const change: CredentialCommand = { name: 'credential.change', personId: 'A', sealedPassword: 'box' }

const record = (changes: Partial<NonNullable<CredentialRecord['person']>> = {}): CredentialRecord => ({
  person: { id: 'A', accountState: 'A2', credentialState: 'K2', ...changes },
  defaultNumber: NUMBER,
})
const visit = (changes: Partial<VisitEvidence> = {}): VisitEvidence => ({
  visitId: 'V',
  personId: 'A',
  presence: 'card-reader',
  acting: { kind: 'personal' },
  since: NOW,
  ...changes,
})
const clerk = { kind: 'staff', staffId: 'S', role: 'clerk', hallId: 'H', deviceId: 'D' } as const
const atCounter = (proofs: readonly Proof[] = [], changes: Partial<DecideContext> = {}): DecideContext => ({
  now: NOW,
  actor: clerk,
  policy: getPolicy('liaoning'),
  commandId: 'C',
  proofs,
  visit: visit(),
  ...changes,
})
const byPerson = (proofs: readonly Proof[] = [], personId = 'A'): DecideContext => {
  const { visit: _, ...context } = atCounter(proofs, { actor: { kind: 'person', personId } })
  return context
}
const opened = (problem: string | null = null): Proof => ({ kind: 'new-password', personId: 'A', problem, at: NOW })
const approval = (granted = true): Proof => ({ kind: 'approval', granted, by: 'T', at: NOW })
const face = (passed = true): Proof => ({ kind: 'face', personId: 'A', passed, at: NOW })
const code = (number = NUMBER): Proof => ({ kind: 'sms-code', number, purpose: 'reset', at: NOW })
const old = (passed: boolean): Proof => ({ kind: 'password', personId: 'A', passed, at: NOW })

const expectRefusal = (decision: ReturnType<typeof decideCredential>, refusal: string, rule: string) =>
  expect(decision).toMatchObject({ kind: 'refused', refusal: { code: refusal, rule } })
const expectHeld = (decision: ReturnType<typeof decideCredential>, waitsFor: string) =>
  expect(decision).toEqual({ kind: 'held', waitsFor, events: [] })

describe('a password typed by the visitor', () => {
  it('[R-TR-CRD-03] [R-FGT-04] becomes the own one, with the prescribed message', () => {
    const decision = decideCredential(record({ credentialState: 'K3' }), typed, atCounter([opened()]))
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-14' })
    expect(decision).toMatchObject({ events: [{ credentialState: 'K2', voidAt: null, secret: 'typed' }] })
  })

  it('[OP-25] waits for the central, which alone can open the seal', () => {
    expectHeld(decideCredential(record(), typed, atCounter()), 'password-check')
  })

  it.each(['K0', 'K1', 'K2', 'K3'] as const)(
    '[R-FGT-05] is set whether or not there was one (%s)',
    (credentialState) => {
      expect(decideCredential(record({ credentialState }), typed, atCounter([opened()])).kind).toBe('accepted')
    },
  )

  it('[R-TR-ACC-06] puts an account that was on its initial value in order', () => {
    const decision = decideCredential(
      record({ accountState: 'A1', credentialState: 'K1' }),
      typed,
      atCounter([opened()]),
    )
    expect(decision).toMatchObject({ events: [{ accountState: 'A2', credentialState: 'K2' }] })
  })

  it.each([
    ['length', 'credential-rule-length', 'R-PWD-01'],
    ['classes', 'credential-rule-classes', 'R-PWD-02'],
    ['characters', 'credential-rule-characters', 'R-PWD-03'],
    ['stale', 'credential-box-stale', 'R-FGT-03'],
    ['used', 'credential-box-used', 'R-FGT-03'],
    ['unreadable', 'credential-box-unreadable', 'R-FGT-03'],
  ])('[R-PWD-23] [R-FGT-03] is refused when the central finds %s', (problem, refusal, rule) => {
    expectRefusal(decideCredential(record(), typed, atCounter([opened(problem)])), refusal, rule)
  })

  it('[R-FGT-03] is refused when none was typed', () => {
    const nothing: CredentialCommand = { name: 'credential.reset', personId: 'A', fallback: 'none' }
    expectRefusal(decideCredential(record(), nothing, atCounter()), 'credential-value-missing', 'R-FGT-03')
  })

  it('[OP-06] takes the card on the reader as presence, and a document seen by eye with one proof more', () => {
    const seen = visit({ presence: 'document-seen' })
    const decide = (...proofs: Proof[]) =>
      decideCredential(record(), typed, atCounter([opened(), ...proofs], { visit: seen }))
    expectHeld(decide(), 'approval')
    for (const proof of [code(), face(), approval()]) expect(decide(proof).kind).toBe('accepted')
    expectHeld(decide(code('13900000009')), 'approval')
    expectRefusal(decide(approval(false)), 'credential-approval-denied', 'OP-06')
  })

  it('[OP-06] looks at a face that was offered, also after the card was read', () => {
    const byFace: CredentialCommand = { ...typed, scenePhotoAttachmentId: 'photo' }
    expectHeld(decideCredential(record(), byFace, atCounter([opened()])), 'face')
    expect(decideCredential(record(), byFace, atCounter([opened(), face()])).kind).toBe('accepted')
  })

  it('[OP-06] is refused when the living face is not the captured one', () => {
    expectRefusal(
      decideCredential(record(), typed, atCounter([opened(), face(false)])),
      'credential-face-failed',
      'OP-06',
    )
  })

  it('[R-PLT-06] is refused when somebody else would have typed it', () => {
    const withLetter: CredentialCommand = { ...typed, letterAttachmentId: 'L' }
    const handler = atCounter([opened()], { visit: visit({ personId: 'B' }) })
    expectRefusal(decideCredential(record(), withLetter, handler), 'credential-typed-by-another', 'R-PLT-06')
  })
})

describe('the initial value', () => {
  it('[R-TR-CRD-04] [OP-06] must be changed, stops counting after 24 hours, and needs a second person', () => {
    expectHeld(decideCredential(record(), initial, atCounter()), 'approval')
    const decision = decideCredential(record(), initial, atCounter([approval()]))
    expect(decision).toEqual({
      kind: 'accepted',
      events: [
        {
          kind: 'credential-put',
          personId: 'A',
          credentialState: 'K3',
          accountState: 'A2',
          voidAt: NOW + 24 * HOUR,
          secret: 'initial',
        },
      ],
    })
  })

  it('[OP-06] is refused when the second person says no', () => {
    expectRefusal(
      decideCredential(record(), initial, atCounter([approval(false)])),
      'credential-approval-denied',
      'OP-06',
    )
  })

  it('[R-HAL-05] is set for a person who sent somebody with the sealed statement', () => {
    const withLetter: CredentialCommand = { ...initial, letterAttachmentId: 'L' }
    const handler = (...proofs: Proof[]) => atCounter(proofs, { visit: visit({ personId: 'B' }) })
    expectHeld(decideCredential(record(), withLetter, handler()), 'approval')
    expect(decideCredential(record(), withLetter, handler(approval())).kind).toBe('accepted')
  })

  it('[R-HAL-05] always needs the second person when somebody else came, whatever the profile says', () => {
    const policy = getPolicy('liaoning')
    const lax = { ...policy, needsApproval: { ...policy.needsApproval, passwordResetByInitialValue: false } }
    expect(decideCredential(record(), initial, atCounter([], { policy: lax })).kind).toBe('accepted')
    const withLetter: CredentialCommand = { ...initial, letterAttachmentId: 'L' }
    const handler = atCounter([], { policy: lax, visit: visit({ personId: 'B' }) })
    expectHeld(decideCredential(record(), withLetter, handler), 'approval')
  })

  it.each([initial, typed])('[R-HAL-05] is refused when the statement is missing', (command) => {
    const handler = atCounter([approval(), opened()], { visit: visit({ personId: 'B' }) })
    expectRefusal(decideCredential(record(), command, handler), 'credential-letter-missing', 'R-HAL-05')
  })

  it('[R-HAL-05] is refused when nobody stands at the counter', () => {
    const { visit: _, ...nobody } = atCounter([approval()])
    expectRefusal(decideCredential(record(), initial, nobody), 'credential-visit-missing', 'R-HAL-05')
  })
})

describe('the own 忘记密码', () => {
  it.each([
    ['code', code()],
    ['face', face()],
  ])('[R-FGT-02] [R-FGT-03] sets the password after the %s', (_, proof) => {
    expect(decideCredential(record(), typed, byPerson([opened(), proof])).kind).toBe('accepted')
  })

  it('[R-FGT-03] does not set it before step 2 is passed', () => {
    expectHeld(decideCredential(record(), typed, byPerson([opened()])), 'sms-code')
    expectHeld(decideCredential({ ...record(), defaultNumber: undefined }, typed, byPerson([opened()])), 'face')
  })

  it('[R-FGT-06] works by face for a person whose number was emptied', () => {
    const state = { ...record(), defaultNumber: undefined }
    expect(decideCredential(state, typed, byPerson([opened(), face()])).kind).toBe('accepted')
  })

  it('[R-FGT-03] never falls back to the initial value, and is for oneself', () => {
    expectRefusal(decideCredential(record(), initial, byPerson()), 'credential-value-missing', 'R-FGT-03')
    expectRefusal(
      decideCredential(record(), typed, byPerson([opened()], 'B')),
      'credential-typed-by-another',
      'R-PLT-06',
    )
  })
})

describe('who can have a password at all', () => {
  it('[R-FGT-01] refuses a person nobody knows, and one without an account', () => {
    const unknown = { person: undefined, defaultNumber: undefined }
    expectRefusal(decideCredential(unknown, typed, atCounter()), 'credential-person-unknown', 'R-FGT-01')
    expectRefusal(
      decideCredential(record({ accountState: 'A0' }), typed, atCounter()),
      'credential-account-missing',
      'R-FGT-01',
    )
  })

  it('[R-DRG-03] refuses a deregistered person', () => {
    const gone = record({ accountState: 'A4' })
    expectRefusal(decideCredential(gone, typed, atCounter([opened()])), 'credential-person-deregistered', 'R-DRG-03')
  })

  it('[R-PM-06] lets clerks and field officers act, and supervisors look on', () => {
    const as = (role: 'supervisor' | 'field-officer') => atCounter([opened()], { actor: { ...clerk, role } })
    expectRefusal(decideCredential(record(), typed, as('supervisor')), 'credential-role-views-only', 'R-PM-06')
    expect(decideCredential(record(), typed, as('field-officer')).kind).toBe('accepted')
  })
})

describe('changing a known password', () => {
  it.each(['K1', 'K2', 'K3'] as const)(
    '[R-PWD-09] [R-TR-CRD-06] makes %s the own one when the old was right',
    (from) => {
      const decision = decideCredential(record({ credentialState: from }), change, byPerson([old(true), opened()]))
      expect(decision).toMatchObject({ kind: 'accepted', events: [{ credentialState: 'K2', voidAt: null }] })
    },
  )

  it('[R-PWD-09] refuses a wrong old password and a new one against the rule', () => {
    expectRefusal(
      decideCredential(record(), change, byPerson([old(false), opened()])),
      'credential-old-wrong',
      'R-PWD-09',
    )
    const short = byPerson([old(true), opened('length')])
    expectRefusal(decideCredential(record(), change, short), 'credential-rule-length', 'R-PWD-01')
  })

  it('[R-PWD-09] waits until both were looked at', () => {
    expectHeld(decideCredential(record(), change, byPerson([opened()])), 'password-check')
    expectHeld(decideCredential(record(), change, byPerson([old(true)])), 'password-check')
  })

  it("[R-PWD-09] is nobody else's, not even the counter's", () => {
    expectRefusal(
      decideCredential(record(), change, atCounter([old(true), opened()])),
      'credential-own-act-only',
      'R-PWD-09',
    )
    expectRefusal(
      decideCredential(record(), change, byPerson([old(true), opened()], 'B')),
      'credential-own-act-only',
      'R-PWD-09',
    )
  })
})
