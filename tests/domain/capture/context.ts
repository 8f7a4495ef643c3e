import type { DecideContext } from '../../../src/domain/kernel/context.ts'
import type { Decision } from '../../../src/domain/kernel/decision.ts'
import type { Proof } from '../../../src/domain/kernel/proof.ts'
import { idNumberChecksum } from '../../../src/domain/document/id-number.ts'
import { EMPTY_INFORMATION } from '../../../src/domain/capture/information.ts'
import type {
  CaptureEvent,
  CaptureState,
  CaptureSubmit,
  PersonChanges,
  RecordedPerson,
} from '../../../src/domain/capture/types.ts'
import { getPolicy } from '../../../src/domain/policy/profiles.ts'

export const NOW = Date.UTC(2026, 4, 20, 2, 0)
export const TODAY = '2026-05-20'
export const PHONE = '13800000001'

export const idNumber = (first17: string): string => first17 + idNumberChecksum(first17)
export const NUMBER = idNumber('21010219900307123')
export const SCENE = 'scene-1'

const paper = (version: string) => ({ version, at: NOW, signatureAttachmentId: `signed-${version}` })

/** A complete case on an identity card; `changes` says what differs. */
export const idCase = (changes: Partial<CaptureSubmit> = {}): CaptureSubmit => ({
  name: 'capture.submit',
  caseId: 'draft-1',
  kind: 'new',
  branch: 'id-card',
  documentType: 'resident-id',
  information: {
    ...EMPTY_INFORMATION,
    name: '关山月',
    documentNumber: NUMBER,
    residence: '辽宁省沈阳市和平区太原街 1 号',
    issuedBy: '沈阳市公安局和平分局',
    validityStart: '2016-01-01',
    validityEnd: '2036-01-01',
  },
  pictures: {
    frontAttachmentId: 'front-1',
    portraitAttachmentId: 'portrait-1',
    backAttachmentId: 'back-1',
    sceneAttachmentId: SCENE,
  },
  consent: paper('privacy-consent/1'),
  faceAgreement: paper('face-agreement/1'),
  phone: PHONE,
  ...changes,
})

/** A complete case on a permit for residents of Hong Kong. */
export const otherCase = (changes: Partial<CaptureSubmit> = {}): CaptureSubmit => ({
  ...idCase(),
  branch: 'other',
  documentType: 'hk-macao-permit',
  information: {
    ...EMPTY_INFORMATION,
    name: '陈大文',
    documentNumber: 'H12345678',
    sex: 'male',
    birth: '1988-02-29',
    validityStart: '2020-01-01',
    validityEnd: '2030-01-01',
  },
  pictures: { sceneAttachmentId: SCENE },
  ...changes,
})

export const withInformation = (base: CaptureSubmit, fields: Partial<CaptureSubmit['information']>): CaptureSubmit => ({
  ...base,
  information: { ...base.information, ...fields },
})

/** Nobody holds the document, and the visit was opened on it. */
export const nobody: CaptureState = {
  earlier: undefined,
  holder: undefined,
  named: undefined,
  visitor: undefined,
  phones: { person: { id: 'C', active: true }, phones: [], otherHolder: undefined, otherHolderPhones: [] },
}

/** Someone whose record is complete. */
export const recorded = (changes: Partial<RecordedPerson> = {}): RecordedPerson => ({
  id: 'A',
  hallId: 'H',
  name: '关山月',
  documentType: 'resident-id',
  documentNumber: NUMBER,
  accountState: 'A2',
  credentialState: 'K2',
  level: 4,
  validity: { kind: 'custom', start: '2016-01-01', end: '2036-01-01' },
  capturedAt: NOW - 1000,
  hasScenePhoto: true,
  ...changes,
})

/** The state in which this person holds the document, stands here, and is named. */
export const held = (person: RecordedPerson, isMain = true): CaptureState => ({
  ...nobody,
  holder: { person, isMain },
  named: person,
  visitor: person,
  phones: { ...nobody.phones, person: { id: person.id, active: true } },
})

export const sms = (number = PHONE): Proof => ({ kind: 'sms-code', number, purpose: 'capture', at: NOW })
export const face = (passed = true, personId = 'C'): Proof => ({ kind: 'face', personId, passed, at: NOW })
export const check = (passed = true, documentNumber = 'H12345678'): Proof => ({
  kind: 'identity-check',
  documentNumber,
  passed,
  at: NOW,
})
export const approval = (granted = true): Proof => ({ kind: 'approval', granted, by: 'supervisor', at: NOW })

/** A clerk at the counter, with the visit opened on the document. */
export const atCounter = (
  proofs: readonly Proof[] = [],
  changes: Partial<DecideContext> = {},
  personId = 'document:1',
): DecideContext => ({
  now: NOW,
  actor: { kind: 'staff', staffId: 'S', role: 'clerk', hallId: 'H', deviceId: 'D' },
  policy: getPolicy('liaoning'),
  commandId: 'C',
  proofs,
  visit: { visitId: 'V', personId, presence: 'document-seen', acting: { kind: 'personal' }, since: NOW },
  ...changes,
})

export const codeOf = (decision: Decision<CaptureEvent>): string | undefined =>
  decision.kind === 'refused' ? decision.refusal.code : undefined

export const waitOf = (decision: Decision<CaptureEvent>): string | undefined =>
  decision.kind === 'held' ? decision.waitsFor : undefined

export const eventsOf = (decision: Decision<CaptureEvent>): readonly CaptureEvent[] =>
  decision.kind === 'refused' ? [] : decision.events

/** What an accepted case writes into the person. */
export const changesOf = (decision: Decision<CaptureEvent>): PersonChanges | undefined => {
  const event = eventsOf(decision).find(({ kind }) => kind === 'person-opened' || kind === 'person-changed')
  return event !== undefined && 'changes' in event ? event.changes : undefined
}

/** How far the case is marked to have come. */
export const stepOf = (decision: Decision<CaptureEvent>): string | undefined => {
  const event = eventsOf(decision).find(({ kind }) => kind === 'case-put')
  return event?.kind === 'case-put' ? `${event.case.step} ${event.case.state}` : undefined
}
