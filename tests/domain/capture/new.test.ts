import { describe, expect, it } from 'vitest'
import { decideCapture, needsWork } from '../../../src/domain/capture/decide.ts'
import { captureRefusals } from '../../../src/domain/capture/refusals.ts'
import type { CaptureState, CaptureSubmit } from '../../../src/domain/capture/types.ts'
import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import type { Role } from '../../../src/domain/kernel/actor.ts'
import type { Phone } from '../../../src/domain/phone/types.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'
import {
  approval,
  atCounter,
  changesOf,
  check,
  codeOf,
  eventsOf,
  face,
  held,
  idCase,
  nobody,
  NOW,
  NUMBER,
  otherCase,
  PHONE,
  recorded,
  sms,
  stepOf,
  waitOf,
  withInformation,
} from './context.ts'

const decide = (
  command: CaptureSubmit = idCase(),
  proofs: DecideContext['proofs'] = [],
  state: CaptureState = nobody,
  changes: Partial<DecideContext> = {},
) => decideCapture(state, command, atCounter(proofs, changes, state.visitor?.id))

const all = [sms(), face()]

describe('capture on an identity card', () => {
  it('[R-CAP-08] is complete when the face passes, and says so then', () => {
    const decision = decide(idCase(), all)
    expect(decision).toMatchObject({ kind: 'accepted', message: 'R-MSG-18' })
    expect(stepOf(decision)).toBe('C8 accepted')
  })

  it('[OP-24] without the centre’s proofs leaves nothing but a queued case', () => {
    for (const proofs of [[], [sms()]]) {
      const decision = decide(idCase(), proofs)
      expect(decision.kind).toBe('held')
      expect(eventsOf(decision).map(({ kind }) => kind)).toEqual(['case-put'])
    }
  })

  it('[R-CAP-06] waits for the code first, then for the face', () => {
    expect(waitOf(decide())).toBe('sms-code')
    expect(stepOf(decide())).toBe('C4 queued')
    expect(waitOf(decide(idCase(), [face()]))).toBe('sms-code')
    expect(waitOf(decide(idCase(), [sms('13800000009')]))).toBe('sms-code')
    expect(waitOf(decide(idCase(), [sms()]))).toBe('face')
    expect(stepOf(decide(idCase(), [sms()]))).toBe('C7 queued')
  })

  it('[R-TR-CAP-09] is not complete when the face fails, and is when a later one passes', () => {
    expect(codeOf(decide(idCase(), [sms(), face(false)]))).toBe('capture-face-failed')
    expect(decide(idCase(), [sms(), face(false), face()]).kind).toBe('accepted')
  })

  it('takes a face that was compared for the visit opened on the document', () => {
    expect(decide(idCase(), [sms(), face(true, 'document:1')]).kind).toBe('accepted')
    expect(waitOf(decide(idCase(), [sms(), face(true, 'someone-else')]))).toBe('face')
  })

  it.each([
    ['R-CAP-03', 'capture-front-missing', { pictures: { ...idCase().pictures, frontAttachmentId: '' } }],
    ['R-CAP-03', 'capture-portrait-missing', { pictures: { ...idCase().pictures, portraitAttachmentId: '' } }],
    ['R-CAP-03', 'capture-back-missing', { pictures: { ...idCase().pictures, backAttachmentId: '' } }],
    ['R-CAP-05', 'capture-consent-missing', { consent: undefined }],
    ['R-CAP-05', 'capture-consent-missing', { consent: { version: 'unknown', at: 1, signatureAttachmentId: 's' } }],
    ['R-CAP-06', 'capture-phone-malformed', { phone: '024-23456789' }],
    ['R-CAP-07', 'capture-agreement-missing', { faceAgreement: undefined }],
    ['OP-24', 'capture-scene-missing', { pictures: { ...idCase().pictures, sceneAttachmentId: '' } }],
  ] as const)('[%s] refuses %s, even with every proof', (rule, code, changes) => {
    const decision = decide(idCase(changes), all)
    expect(codeOf(decision)).toBe(code)
    expect(decision.kind === 'refused' && decision.refusal.rule).toBe(rule)
  })

  it('[R-CAP-04] names the field and the fault', () => {
    const decision = decide(withInformation(idCase(), { documentNumber: '123' }))
    expect(decision).toMatchObject({
      kind: 'refused',
      refusal: { code: 'capture-information-wrong', values: { field: 'documentNumber', problem: 'length' } },
    })
  })

  it('[R-VAL-03] captures nobody on an expired card', () => {
    const expired = withInformation(idCase(), { validityStart: '2006-01-01', validityEnd: '2026-05-19' })
    expect(decide(expired, all)).toMatchObject({
      refusal: { code: 'capture-document-expired', message: 'R-MSG-24' },
    })
  })

  it('[R-CAP-02] keeps cards and forms apart', () => {
    expect(codeOf(decide(otherCase({ branch: 'id-card' })))).toBe('capture-branch-mismatch')
    expect(codeOf(decide(idCase({ branch: 'other' })))).toBe('capture-branch-mismatch')
  })

  it('[CF-27] takes identity cards alone where the profile says so', () => {
    const policy = getPolicy('liaoning-legacy')
    expect(codeOf(decide(otherCase(), [], nobody, { policy }))).toBe('capture-document-type-not-taken')
  })
})

describe('capture on other documents', () => {
  it('[R-CAP-09] waits for the third party between code and face', () => {
    expect(waitOf(decide(otherCase(), [sms()]))).toBe('identity-check')
    expect(stepOf(decide(otherCase(), [sms()]))).toBe('C5 queued')
    expect(waitOf(decide(otherCase(), [sms(), check()]))).toBe('face')
    expect(decide(otherCase(), [sms(), check(), face()])).toMatchObject({ kind: 'accepted', message: 'R-MSG-18' })
  })

  it('[R-TR-CAP-11] says 身份验证失败 when the third party doesn’t know them', () => {
    expect(decide(otherCase(), [sms(), check(false)])).toMatchObject({
      refusal: { code: 'capture-identity-failed', rule: 'R-CAP-09', message: 'R-MSG-19' },
    })
  })

  it('rests on a check of this very number', () => {
    expect(waitOf(decide(otherCase(), [sms(), check(true, 'H87654321'), face()]))).toBe('identity-check')
  })

  it('[OP-24] asks consent and face agreement here too', () => {
    expect(codeOf(decide(otherCase({ consent: undefined })))).toBe('capture-consent-missing')
    expect(codeOf(decide(otherCase({ faceAgreement: undefined })))).toBe('capture-agreement-missing')
  })
})

describe('edits', () => {
  const edited = idCase({ reading: { source: 'card-reader', fields: { name: '关山岳', documentNumber: NUMBER } } })

  it('[OP-23] lets a supervisor approve another name than was read', () => {
    expect(waitOf(decide(edited, all))).toBe('approval')
    expect(stepOf(decide(edited, all))).toBe('C2 queued')
    expect(decide(edited, [...all, approval()]).kind).toBe('accepted')
    expect(codeOf(decide(edited, [...all, approval(false)]))).toBe('capture-edit-denied')
  })

  it('[OP-23] keeps which fields were edited', () => {
    const event = eventsOf(decide(edited)).find(({ kind }) => kind === 'case-put')
    expect(event).toMatchObject({ case: { edited: ['name'] } })
  })

  it('[OP-23] asks nobody where the profile doesn’t, nor for an address', () => {
    const policy = {
      ...getPolicy('liaoning'),
      needsApproval: { ...getPolicy('liaoning').needsApproval, captureNameCorrection: false },
    }
    expect(decide(edited, all, nobody, { policy }).kind).toBe('accepted')
    const address = idCase({ reading: { source: 'ocr', fields: { residence: '别处' } } })
    expect(decide(address, all).kind).toBe('accepted')
  })
})

describe('what a capture opens', () => {
  it('[R-TR-ACC-04] opens an account with its initial credential, under the command’s id', () => {
    const decision = decide(idCase(), all)
    expect(eventsOf(decision)[0]).toMatchObject({ kind: 'person-opened', personId: 'C', hallId: 'H' })
    expect(changesOf(decision)).toMatchObject({
      accountState: 'A1',
      credentialState: 'K1',
      documentType: 'resident-id',
      documentNumber: NUMBER,
      sex: 'male',
      birth: '1990-03-07',
      capturedAt: NOW,
      captureChannel: 'hall',
      capturedPhone: PHONE,
      hasScenePhoto: true,
      portraitAttachmentId: 'portrait-1',
    })
  })

  it('[OP-08] ends at level four: document captured, face verified', () => {
    expect(changesOf(decide(idCase(), all))?.level).toBe(4)
  })

  it('[R-DOC-03] makes the identity card the main document of someone who had another', () => {
    const foreigner = recorded({ documentType: 'taiwan-permit', documentNumber: '12345678', capturedAt: null })
    const decision = decide(idCase(), [sms(), face(true, 'A')], { ...nobody, visitor: foreigner })
    expect(changesOf(decision)).toMatchObject({ documentType: 'resident-id', documentNumber: NUMBER })
    expect(eventsOf(decision).filter(({ kind }) => kind === 'document-put')).toEqual([
      { kind: 'document-put', personId: 'A', documentType: 'taiwan-permit', documentNumber: '12345678', isMain: false },
      { kind: 'document-put', personId: 'A', documentType: 'resident-id', documentNumber: NUMBER, isMain: true },
    ])
  })

  it('[OP-17] leaves the first captured document main where the new one is no identity card', () => {
    const person = recorded({ name: '陈大文', documentType: 'taiwan-permit', documentNumber: '12345678' })
    const decision = decide(otherCase(), [sms(), check(), face(true, 'A')], { ...nobody, visitor: person })
    expect(changesOf(decision)?.documentType).toBeUndefined()
    expect(eventsOf(decision)).toContainEqual(
      expect.objectContaining({ kind: 'document-put', documentNumber: 'H12345678', isMain: false }),
    )
  })

  it('[R-TR-PHN-12] binds the number, default when it is the first', () => {
    expect(eventsOf(decide(idCase(), all))).toContainEqual({
      kind: 'phone-put',
      phone: expect.objectContaining({ personId: 'C', number: PHONE, state: 'bound', isDefault: true }) as Phone,
    })
  })

  it('[R-PHN-02] takes the number from whoever held it', () => {
    const taken: Phone = {
      id: 'P',
      personId: 'B',
      number: PHONE,
      state: 'bound',
      isDefault: true,
      verifiedAt: 1,
      emptiedAt: null,
    }
    const state = { ...nobody, phones: { ...nobody.phones, otherHolder: taken, otherHolderPhones: [taken] } }
    const puts = eventsOf(decide(idCase(), all, state)).flatMap((event) =>
      event.kind === 'phone-put' ? [event.phone] : [],
    )
    expect(puts.map((phone) => [phone.personId, phone.state])).toEqual([
      ['B', 'emptied'],
      ['C', 'bound'],
    ])
  })
})

describe('a document that is known', () => {
  it('[R-SUP-02] says 该证件已实名采集 of a complete record', () => {
    expect(decide(idCase(), all, held(recorded()))).toMatchObject({
      refusal: { code: 'capture-complete-already', message: 'R-MSG-20' },
    })
  })

  it('[R-SUP-03] sends a record without scene photo to the supplement', () => {
    expect(decide(idCase(), all, held(recorded({ hasScenePhoto: false })))).toMatchObject({
      refusal: { code: 'capture-scene-photo-missing', message: 'R-MSG-21' },
    })
  })

  it('[R-SUP-04] sends an expired record to the supplement', () => {
    const expired = recorded({ validity: { kind: 'custom', start: '2006-01-01', end: '2016-01-01' } })
    expect(decide(idCase(), all, held(expired))).toMatchObject({
      refusal: { code: 'capture-record-expired', message: 'R-MSG-24' },
    })
  })

  it('updates the same person when there was no record yet', () => {
    const person = recorded({ capturedAt: null, accountState: 'A0', credentialState: 'K0', level: 1 })
    const decision = decide(idCase(), [sms(), face(true, 'A')], held(person))
    expect(eventsOf(decision)[0]).toMatchObject({ kind: 'person-changed', personId: 'A' })
    expect(changesOf(decision)).toMatchObject({ accountState: 'A1', level: 4 })
  })

  it('keeps the account of someone registered, and an overseas one until they register', () => {
    for (const accountState of ['A2', 'A3'] as const) {
      const person = recorded({ capturedAt: null, accountState })
      expect(changesOf(decide(idCase(), [sms(), face(true, 'A')], held(person)))?.accountState).toBeUndefined()
    }
  })

  it('[OP-23] asks approval where the account has another name', () => {
    const person = recorded({ capturedAt: null, name: '关山岳' })
    expect(waitOf(decide(idCase(), all, held(person)))).toBe('approval')
  })
})

describe('who may capture', () => {
  it.each(['clerk', 'field-officer'] as const)('[R-PM-25] lets a %s', (role) => {
    const actor = { kind: 'staff', staffId: 'S', role, hallId: 'H', deviceId: 'D' } as const
    expect(decide(idCase(), all, nobody, { actor }).kind).toBe('accepted')
  })

  it.each(['supervisor', 'system-admin', 'security-admin', 'audit-admin'] satisfies Role[])(
    '[R-PM-25] lets no %s',
    (role) => {
      const actor = { kind: 'staff', staffId: 'S', role, hallId: 'H', deviceId: 'D' } as const
      expect(codeOf(decide(idCase(), all, nobody, { actor }))).toBe('capture-role-not-allowed')
    },
  )

  it('[R-PM-25] needs the visitor there, and no other', () => {
    const { visit: _visit, ...absent } = atCounter(all)
    expect(codeOf(decideCapture(nobody, idCase(), absent))).toBe('capture-no-visit')
    const stranger = { ...held(recorded({ capturedAt: null })), visitor: recorded({ id: 'B', name: '别人' }) }
    expect(codeOf(decide(idCase(), all, stranger))).toBe('capture-visitor-not-owner')
    const otherName = { ...nobody, visitor: recorded({ name: '别人' }) }
    expect(codeOf(decide(idCase(), all, otherName))).toBe('capture-visitor-not-owner')
  })
})

describe('one draft, one case', () => {
  const earlier = (commandId: string, state: 'queued' | 'accepted' | 'needs-work') => ({
    ...nobody,
    earlier: { commandId, state },
  })

  it('[OP-24] refuses the same draft twice', () => {
    expect(codeOf(decide(idCase(), all, earlier('other', 'queued')))).toBe('capture-submitted-already')
    expect(codeOf(decide(idCase(), all, earlier('other', 'accepted')))).toBe('capture-submitted-already')
  })

  it('[OP-24] decides its own command again, and takes a case back after work', () => {
    expect(decide(idCase(), all, earlier('C', 'queued')).kind).toBe('accepted')
    expect(decide(idCase(), all, earlier('other', 'needs-work')).kind).toBe('accepted')
  })

  it('[OP-24] marks a queued case as work when it is refused', () => {
    const problem = captureRefusals.make('capture-face-failed')
    expect(needsWork(earlier('C', 'queued'), idCase(), atCounter(), problem)).toMatchObject({
      case: { id: 'draft-1', state: 'needs-work', step: 'CF', problem: { code: 'capture-face-failed' } },
    })
    expect(needsWork(nobody, idCase(), atCounter(), problem)).toBeUndefined()
  })
})
