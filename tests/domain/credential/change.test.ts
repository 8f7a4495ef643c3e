import { describe, expect, it } from 'vitest'
import { decideCredential } from '../../../src/domain/credential/decide.ts'
import type { CredentialRecord } from '../../../src/domain/credential/types.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { atHome, face, NOW, NUMBER, password, sms } from '../account/scene.ts'

const record = (
  credentialState: 'K1' | 'K2' | 'K3' = 'K2',
  defaultNumber: string | undefined = NUMBER,
): CredentialRecord => ({
  person: { id: 'C', accountState: 'A2', credentialState },
  defaultNumber,
})
const old = (passed: boolean): Proof => ({ kind: 'password', personId: 'C', passed, at: NOW })
type By = 'password' | 'code' | 'face'
const change = (by: By, proofs: readonly Proof[], given = record()) =>
  decideCredential(given, { name: 'credential.change', personId: 'C', by }, atHome(proofs))
const codeOf = (decision: ReturnType<typeof change>) =>
  decision.kind === 'refused' ? decision.refusal.code : decision.kind

const RIGHT: Readonly<Record<By, Proof>> = { password: old(true), code: sms(), face: face(true) }

describe('the change of a password', () => {
  it.each(['password', 'code', 'face'] as const)('[R-PWD-08] [R-TR-CRD-02] by %s sets the new one', (by) => {
    expect(change(by, [password(), RIGHT[by]])).toMatchObject({
      kind: 'accepted',
      message: 'R-MSG-14',
      events: [{ credentialState: 'K2', secret: 'typed', voidAt: null }],
    })
  })

  it('[R-TR-CRD-02] takes no way for another', () => {
    for (const by of ['password', 'code', 'face'] as const)
      for (const other of ['password', 'code', 'face'] as const)
        if (other !== by) expect(change(by, [password(), RIGHT[other]]).kind, `${other} for ${by}`).toBe('held')
  })

  it('[R-PWD-09] changes nothing by a wrong old password, or against the rule', () => {
    expect(codeOf(change('password', [password(), old(false)]))).toBe('credential-old-wrong')
    expect(codeOf(change('password', [password('C', 'length'), old(true)]))).toBe('credential-rule-length')
    expect(codeOf(change('password', [old(true)]))).toBe('credential-value-missing')
  })

  it('[R-PWD-10] takes a code to the default number alone', () => {
    expect(change('code', [password(), sms('13800000002')])).toMatchObject({ kind: 'held', waitsFor: 'sms-code' })
    expect(change('code', [password(), sms()], { ...record(), defaultNumber: undefined })).toMatchObject({
      kind: 'held',
    })
  })

  it('[R-PWD-11] changes nothing by a face that failed', () => {
    expect(codeOf(change('face', [password(), face(false)]))).toBe('credential-face-failed')
  })

  it('[R-TR-CRD-06] makes a reset value the person’s own by the value itself', () => {
    expect(change('password', [password(), old(true)], record('K3'))).toMatchObject({
      events: [{ credentialState: 'K2' }],
    })
    expect(codeOf(change('password', [password(), old(false)], record('K3')))).toBe('credential-old-wrong')
  })
})
