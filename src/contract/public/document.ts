import { z } from 'zod'
import { instant, text } from '../fields.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { scan, scanRefusals } from './proofs.ts'

const group = 'real-name'
const own = { kind: 'session', permission: 'R-PM-27' } as const
const level = { kind: 'session', permission: 'R-PM-26' } as const

export const documentOperations = {
  'documents.types': defineOperation({
    group,
    method: 'GET',
    path: '/v1/document-types',
    summary: 'The kinds of document, and which road each opens',
    rules: ['R-DOC-04', 'R-REG-12', 'R-REG-13', 'R-REG-14', 'R-MSG-12'],
    access: { kind: 'open' },
    query: z.strictObject({ purpose: z.enum(['registration', 'overseas', 'document', 'capture']) }),
    answer: z.object({
      prompt: z.string(),
      types: z.array(
        z.object({
          id: z.string(),
          rule: z.string(),
          name: z.string(),
          /** `hall-first`: a hall captures its holder before they register. */
          road: z.enum(['self-register', 'hall-first', 'overseas']),
        }),
      ),
    }),
    refusals: [],
    example: { query: { purpose: 'registration' } },
  }),
  'documents.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/documents',
    summary: '我的证件, masked, the main document first',
    rules: ['R-DOC-01', 'R-DOC-03', 'R-MSK-03'],
    access: own,
    answer: z.array(z.object({ documentType: z.string(), masked: z.string(), isMain: z.boolean(), addedAt: instant })),
    refusals: [],
    example: {},
  }),
  'documents.add': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/documents',
    summary: 'Adds a document by a face; one of another account is for a hall',
    rules: ['R-DOC-01', 'R-DOC-02', 'R-DOC-03', 'R-DOC-04', 'R-REG-18', 'R-HAL-01'],
    access: own,
    proofs: ['scan'],
    face: 'document',
    body: z.strictObject({ documentType: text(40), documentNumber: text(60), scan: scan.optional() }),
    answer: done,
    refusals: [
      'document-person-unknown',
      'document-own-act-only',
      'document-type-not-taken',
      'document-number-malformed',
      'document-held-already',
      'document-held-by-another',
      'document-identity-failed',
      'document-face-failed',
      'real-name-service-busy',
      'verification-needed',
      ...scanRefusals,
    ],
    example: { body: { documentType: 'chinese-passport', documentNumber: 'E12345678', scan: 'ticket' } },
  }),
}

const raiseRefusals = [
  'level-person-unknown',
  'level-person-deregistered',
  'level-visitor-not-owner',
  'level-highest-already',
  'level-face-failed',
  'verification-needed',
  ...scanRefusals,
] as const

/** 个人实名等级 (R-RNL). */
export const levelOperations = {
  'level.view': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/level',
    summary: 'The real-name level, the highest there is, and what asks for which',
    rules: ['R-RNL-01', 'R-RNL-02', 'R-RNL-03', 'R-RNL-06', 'R-RNL-10', 'R-MSG-09'],
    access: level,
    answer: z.object({
      level: z.number().int(),
      maximum: z.number().int(),
      /** Asked of managers and staff of an enterprise, and of whoever handles a risk matter. */
      required: z.object({ enterprise: z.number().int(), riskMatter: z.number().int() }),
      /** Whether a QR code can be asked for; not at the highest level. */
      raisable: z.boolean(),
      message: z.string().nullable(),
    }),
    refusals: [],
    example: {},
  }),
  'level.raise': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/level',
    summary: 'Raises the level by a face, by the step of the profile',
    rules: ['R-RNL-04', 'R-RNL-05', 'R-RNL-06', 'R-RNL-07', 'R-RNL-09'],
    access: level,
    proofs: ['scan'],
    face: 'level',
    body: z.strictObject({ scan: scan.optional() }),
    answer: z.object({ level: z.number().int() }),
    refusals: raiseRefusals,
    example: { body: { scan: 'ticket' } },
  }),
  'level.risk-matter': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/risk-matters',
    summary: 'A risk matter is handled: lets on, or prompts for the face that lifts the level',
    rules: ['R-RNL-08'],
    access: level,
    proofs: ['scan'],
    face: 'level',
    body: z.strictObject({ matter: text(60), scan: scan.optional() }),
    answer: z.object({ cleared: z.boolean(), next: z.enum(['matter', 'face']), level: z.number().int() }),
    refusals: raiseRefusals,
    example: { body: { matter: 'invoice-quota', scan: 'ticket' } },
  }),
}
