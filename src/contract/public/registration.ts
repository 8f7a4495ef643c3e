import { z } from 'zod'
import { instant, text } from '../fields.ts'
import { defineOperation } from './operation.ts'
import { codeRefusals, scan, scanRefusals, smsCode } from './proofs.ts'

const access = { kind: 'open' } as const
const group = 'account'
/** Names a registration under way; whoever has it goes on with it. */
const registration = text(80)
const app = z.enum(['province-app', 'iit-app'])

/** Page 2. Empty texts are let through here and named by the rule (R-REG-04). */
export const identityFields = {
  name: text(100),
  documentType: text(40),
  documentNumber: text(60),
  sex: text(10),
  nationality: text(100),
  birth: text(30).default(''),
  validityKind: text(20).default(''),
  validityStart: text(30).default(''),
  validityEnd: text(30).default(''),
}

const underWay = 'registration-expired'
const identityRefusals = [
  underWay,
  'account-agreement-missing',
  'account-document-type-missing',
  'account-identity-incomplete',
  'account-document-type-not-taken',
  'account-overseas-closed',
  'account-overseas-document',
  'account-overseas-captured',
  'account-exists',
  'account-hall-first',
  'account-record-differs',
] as const
const accountRefusals = [
  ...identityRefusals,
  'account-username-missing',
  'account-username-malformed',
  'account-username-taken',
  'account-phone-malformed',
  'account-email-malformed',
  'account-password-breaks-rule',
] as const

const example = { registration: 'of the first page' }

/** 用户注册 page by page, for 自然人业务 alone (R-REG-02); `overseas` is 境外自然人注册 (R-REG-14). */
export const registrationOperations = {
  'registrations.open': defineOperation({
    group,
    method: 'POST',
    path: '/v1/registrations',
    summary: 'Page 1: the agreement; opens a registration for half an hour',
    rules: ['R-REG-01', 'R-REG-02', 'R-REG-03'],
    access,
    limited: true,
    body: z.strictObject({ road: z.enum(['person', 'overseas']), agreed: z.boolean() }),
    answer: z.object({ registration: z.string(), expiresAt: instant, next: z.literal('identity') }),
    refusals: ['account-agreement-missing', 'account-overseas-closed'],
    example: { body: { road: 'person', agreed: true } },
  }),
  'registrations.identity': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/registrations/identity',
    summary: 'Page 2: name, document, sex and nationality; says whether there is an account, and which road is open',
    rules: ['R-REG-01', 'R-REG-04', 'R-REG-12', 'R-REG-13', 'R-REG-14', 'R-REG-18'],
    access,
    limited: true,
    body: z.strictObject({ registration, ...identityFields }),
    answer: z.object({ next: z.literal('account') }),
    refusals: identityRefusals,
    example: {
      body: {
        ...example,
        name: '关山月',
        documentType: 'resident-id',
        documentNumber: '11010519491231002X',
        sex: 'female',
        nationality: '中国',
      },
    },
  }),
  'registrations.code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/registrations/code',
    summary: 'Sends a code to the number, from abroad to the mailbox; advises against another person’s number',
    rules: ['R-REG-05', 'R-REG-14', 'R-REG-16', 'R-PHN-16', 'R-SMS-01', 'R-SMS-03'],
    access,
    limited: true,
    body: z.strictObject({ registration, to: text(254) }),
    answer: z.object({ codeTo: z.string(), expiresAt: instant, nextAt: instant, advice: z.literal('own-number-only') }),
    refusals: [
      ...identityRefusals,
      'account-phone-malformed',
      'account-email-malformed',
      'sms-limit-reached',
      'sms-service-unavailable',
    ],
    example: { body: { ...example, to: '13800000001' } },
  }),
  'registrations.account': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/registrations/account',
    summary: 'Page 3: username, password, and the number or mailbox with its code; says whether a face is needed',
    rules: ['R-REG-05', 'R-REG-07', 'R-REG-08', 'R-REG-11', 'R-REG-16', 'R-PWD-23', 'R-HAL-02'],
    access,
    limited: true,
    body: z.strictObject({
      registration,
      username: text(60).default(''),
      password: text(200),
      confirmation: text(200),
      to: text(254),
      code: smsCode,
    }),
    answer: z.object({
      next: z.enum(['face', 'finish']),
      /** What the hall has on record, masked, where no face is needed (R-REG-07). */
      record: z.object({ name: z.string(), document: z.string(), level: z.number() }).nullable(),
    }),
    refusals: [...accountRefusals, 'registration-confirmation-differs', ...codeRefusals],
    example: {
      body: {
        ...example,
        password: 'Nashui#2026',
        confirmation: 'Nashui#2026',
        to: '13800000001',
        code: '123456',
      },
    },
  }),
  'registrations.scan': defineOperation({
    group,
    method: 'POST',
    path: '/v1/registrations/scan',
    summary: 'Page 4: a QR code for the APP that looks at the face',
    rules: ['R-REG-06', 'R-REG-08', 'R-REG-17', 'R-PLT-19'],
    access,
    limited: true,
    body: z.strictObject({ registration }),
    answer: z.object({ scan: z.string(), apps: z.array(app), expiresAt: instant }),
    refusals: accountRefusals,
    example: { body: example },
  }),
  'registrations.finish': defineOperation({
    group,
    method: 'POST',
    path: '/v1/registrations/finish',
    summary: 'Registers, with the scan of page 4 where the face was needed; the way on is the log-in',
    rules: ['R-REG-06', 'R-REG-07', 'R-REG-09', 'R-REG-10', 'R-REG-14', 'R-REG-19', 'R-PHN-03', 'R-MSG-45'],
    access,
    limited: true,
    body: z.strictObject({ registration, scan: scan.optional() }),
    answer: z.object({ next: z.literal('log-in'), message: z.string() }),
    refusals: [
      ...accountRefusals,
      'account-email-unproved',
      'account-face-failed',
      'account-changed-meanwhile',
      'verification-needed',
      ...scanRefusals,
    ],
    example: { body: { ...example, scan: 'ticket' } },
  }),
}
