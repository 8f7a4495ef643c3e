import { z } from 'zod'
import { instant, id, text } from '../fields.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { codeRefusals, scan, scanRefusals, smsCode } from './proofs.ts'

const group = 'real-name'
const app = { kind: 'app' } as const
const own = { kind: 'session', permission: 'R-PM-25' } as const
const others = { kind: 'session', permission: 'R-PM-20' } as const

/** A picture in base64; what it is, its bytes say. 300 KiB once it is read, which pages shrink to. */
const picture = text(420_000)
/** Four pictures and what was typed. */
const WITH_PICTURES = 2 * 1024 * 1024

const field = text(300).default('')
/** 信息核实 as it was checked on the page; which fields a document needs, the rule says (R-CAP-04). */
const information = {
  documentType: text(40),
  name: text(100),
  documentNumber: text(60),
  sex: field,
  birth: field,
  nationality: field,
  ethnicity: field,
  residence: field,
  issuedBy: field,
  validityKind: field,
  validityStart: field,
  validityEnd: field,
}
const pictures = {
  front: picture.optional(),
  portrait: picture.optional(),
  back: picture.optional(),
  scene: picture.optional(),
}
/** Which wording was agreed to, by 「我已阅读并同意」 (R-MSG-17); empty when it wasn't. */
const agreed = text(40).default('')

const caseRefusals = [
  'capture-visitor-not-owner',
  'capture-submitted-already',
  'capture-document-type-not-taken',
  'capture-branch-mismatch',
  'capture-no-record',
  'capture-document-merge',
  'capture-scene-photo-missing',
  'capture-record-expired',
  'capture-record-gaps',
  'capture-complete-already',
  'capture-front-missing',
  'capture-portrait-missing',
  'capture-back-missing',
  'capture-information-wrong',
  'capture-document-expired',
  'capture-record-mismatch',
  'capture-consent-missing',
  'capture-phone-malformed',
  'capture-agreement-missing',
  'capture-scene-missing',
  'capture-nothing-to-change',
  'capture-identity-failed',
  'capture-face-failed',
  'picture-empty',
  'picture-pdf',
  'picture-other-picture',
  'picture-not-a-picture',
  'picture-cut-off',
  'picture-too-heavy',
  'picture-too-large',
  'real-name-service-busy',
  'verification-needed',
  ...codeRefusals,
] as const

const holder = {
  documentType: 'resident-id',
  name: '关山月',
  documentNumber: '11010519491231002X',
  validityKind: 'custom',
  validityStart: '2016-01-01',
  validityEnd: '2036-01-01',
}
const photos = { front: '/9j/', portrait: '/9j/', back: '/9j/', scene: '/9j/' }

/** 实名信息采集 and 变更 by an APP, without a log-in: the APP's server shows its key, the face is the person's (R-CAP-01). */
export const captureOperations = {
  'captures.options': defineOperation({
    group,
    method: 'GET',
    path: '/v1/captures/options',
    summary: 'The two branches and their steps, the two channels, and the papers to agree to',
    rules: ['R-CAP-01', 'R-CAP-02', 'R-CAP-05', 'R-CAP-07', 'R-CAP-11', 'R-MSG-16', 'R-MSG-17'],
    access: { kind: 'open' },
    answer: z.object({
      channels: z.array(z.enum(['hall', 'app'])),
      branches: z.array(
        z.object({ id: z.enum(['id-card', 'other']), documentTypes: z.array(z.string()), steps: z.array(z.string()) }),
      ),
      papers: z.array(z.object({ id: z.string(), version: z.string(), button: z.string() })),
      /** Shown after the front photo. */
      afterFront: z.string(),
    }),
    refusals: [],
    example: {},
  }),
  'captures.code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/captures/code',
    summary: 'Sends a code to the number of a capture or change',
    rules: ['R-CAP-06', 'R-PHN-16', 'R-PHN-18', 'R-SMS-01'],
    access: app,
    limited: true,
    body: z.strictObject({ caseId: id, number: text(24) }),
    answer: z.object({ codeTo: z.string(), expiresAt: instant, nextAt: instant, advice: z.literal('own-number-only') }),
    refusals: ['sms-number-unreachable', 'sms-limit-reached', 'sms-service-unavailable'],
    example: { body: { caseId: 'case-1', number: '13800000001' } },
  }),
  'captures.submit': defineOperation({
    group,
    method: 'POST',
    path: '/v1/captures',
    summary: 'Captures somebody: document, consent, number, third party or not, face',
    rules: ['R-CAP-01', 'R-CAP-02', 'R-CAP-05', 'R-CAP-06', 'R-CAP-07', 'R-CAP-08', 'R-CAP-09', 'R-CAP-10', 'R-MSG-18'],
    access: app,
    limited: true,
    bodyLimit: WITH_PICTURES,
    body: z.strictObject({
      caseId: id,
      ...information,
      ...pictures,
      consent: agreed,
      faceAgreement: agreed,
      number: text(24),
      code: smsCode.optional(),
    }),
    answer: done,
    refusals: caseRefusals,
    example: {
      body: {
        caseId: 'case-1',
        ...holder,
        ...photos,
        consent: 'privacy-consent/1',
        faceAgreement: 'face-agreement/1',
        number: '13800000001',
        code: '123456',
      },
    },
  }),
  'changes.submit': defineOperation({
    group,
    method: 'POST',
    path: '/v1/real-name-changes',
    summary: 'Changes residence, number or term of a record, proved by document and face; the old number isn’t asked',
    rules: ['R-CHG-01', 'R-CHG-02', 'R-CHG-03', 'R-CHG-04', 'R-PHN-18', 'R-MSG-25', 'R-MSG-40'],
    access: app,
    limited: true,
    bodyLimit: WITH_PICTURES,
    body: z.strictObject({
      caseId: id,
      ...information,
      ...pictures,
      faceAgreement: agreed,
      number: text(24).default(''),
      code: smsCode.optional(),
    }),
    answer: done,
    refusals: caseRefusals,
    example: {
      body: { caseId: 'case-1', ...holder, ...photos, residence: '沈阳市', faceAgreement: 'face-agreement/1' },
    },
  }),
}

/** 实名信息补录 of whoever is logged in (R-SUP), and 实名信息维护 of others in an enterprise's name (R-MNT). */
export const recordOperations = {
  'records.view': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/real-name',
    summary: 'How the own real-name record stands, and every item it lacks',
    rules: ['R-SUP-01', 'R-SUP-02', 'R-SUP-03', 'R-SUP-04', 'R-SUP-05', 'R-MSG-20', 'R-MSG-21', 'R-MSG-24'],
    access: own,
    answer: z.object({
      captured: z.boolean(),
      channel: z.string().nullable(),
      gaps: z.array(z.enum(['scene-photo', 'document-expired', 'validity-unknown'])),
      message: z.string().nullable(),
    }),
    refusals: [],
    example: {},
  }),
  'records.supplement': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/real-name/supplements',
    summary: 'Brings what the record lacks: the face, or the document anew without one',
    rules: ['R-SUP-01', 'R-SUP-02', 'R-SUP-03', 'R-SUP-04', 'R-VAL-03', 'R-MSG-22', 'R-MSG-40'],
    access: own,
    bodyLimit: WITH_PICTURES,
    body: z.strictObject({
      caseId: id,
      ...information,
      documentType: field,
      name: field,
      documentNumber: field,
      ...pictures,
      faceAgreement: agreed,
    }),
    answer: done,
    refusals: caseRefusals,
    example: { body: { caseId: 'case-1', scene: '/9j/', faceAgreement: 'face-agreement/1' } },
  }),
  'maintenance.open': defineOperation({
    group,
    method: 'GET',
    path: '/v1/enterprise/people-data',
    summary: 'Whose data can be kept up, and whether a face scan is asked first',
    rules: ['R-MNT-01', 'R-MNT-02'],
    access: others,
    answer: z.object({
      /** True where the log-in itself was by face. */
      faceLoggedIn: z.boolean(),
      people: z.array(
        z.object({ personId: z.string(), name: z.string(), document: z.string(), identityTypes: z.array(z.string()) }),
      ),
    }),
    refusals: [],
    example: {},
  }),
  'maintenance.submit': defineOperation({
    group,
    method: 'POST',
    path: '/v1/enterprise/people-data/:personId',
    summary: 'Changes number and residence of somebody linked with the enterprise; the former number is told',
    rules: ['R-MNT-01', 'R-MNT-02', 'R-MNT-03', 'R-PHN-17', 'R-MSG-25'],
    access: others,
    proofs: ['scan', 'number-code'],
    face: 'maintenance',
    params: z.strictObject({ personId: id }),
    body: z.strictObject({
      number: text(24).default(''),
      numberCode: smsCode.optional(),
      residence: text(300).default(''),
      scan: scan.optional(),
    }),
    answer: done,
    refusals: [
      'capture-maintain-not-allowed',
      'capture-maintain-not-linked',
      'capture-maintain-manager-number',
      'capture-no-record',
      'capture-phone-malformed',
      'capture-nothing-to-change',
      'capture-face-failed',
      'verification-needed',
      ...scanRefusals,
      ...codeRefusals,
    ],
    example: {
      params: { personId: 'person-1' },
      body: { number: '13800000001', numberCode: '123456', residence: '', scan: 'ticket' },
    },
  }),
}
