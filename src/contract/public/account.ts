import { z } from 'zod'
import { instant, text } from '../fields.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { byCodeOrScan, codeRefusals, ownershipRefusals, scan, smsCode } from './proofs.ts'

const access = { kind: 'session', permission: 'R-PM-07' } as const
const deregistering = { kind: 'session', permission: 'R-PM-05' } as const
const group = 'account'
const email = text(254)
const newPassword = { newPassword: text(200), confirmation: text(200) }

/** What 个人信息维护 can change, in the order of its tabs (R-PIN-02, R-PIN-03). */
export const EDITABLE = ['username', 'document-validity', 'email', 'contact-address'] as const

/** 个人基本信息, masked (R-MSK-03); viewed only (R-PIN-01). */
export const ownAccount = z.object({
  name: z.string(),
  documentType: z.string(),
  document: z.string(),
  sex: z.string().nullable(),
  nationality: z.string().nullable(),
  birth: z.string().nullable(),
  accountState: z.string(),
  level: z.number().int(),
  username: z.string().nullable(),
  /** When the username can be changed again; now, where that is past. */
  usernameChangeableFrom: instant,
  email: z.string().nullable(),
  contactAddress: z.string().nullable(),
  residence: z.string().nullable(),
  validity: z.object({
    kind: z.string().nullable(),
    start: z.string().nullable(),
    end: z.string().nullable(),
    expired: z.boolean(),
  }),
  defaultNumber: z.string().nullable(),
  editable: z.array(z.enum(EDITABLE)),
  /** Prescribed texts to show with the page (R-MSG-23). */
  notices: z.array(z.string()),
})

const ownRefusals = ['account-person-unknown', 'account-own-act-only', 'account-not-open'] as const

export const accountOperations = {
  'account.view': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me',
    summary: 'Own basic and document information, masked; and what of it can be changed elsewhere',
    rules: ['R-PIN-01', 'R-PIN-02', 'R-PIN-03', 'R-MSK-03', 'R-PLT-05', 'R-VAL-03', 'R-SUP-04', 'R-USR-02'],
    access,
    answer: ownAccount,
    refusals: [],
    example: {},
  }),
  'account.set-username': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/me/username',
    summary: 'Sets the username, or changes it, once a year',
    rules: ['R-USR-01', 'R-USR-02', 'R-USR-03', 'R-PIN-02'],
    access,
    proofs: ['code', 'scan'],
    face: 'username',
    body: z.strictObject({ username: text(60), ...byCodeOrScan }),
    answer: done,
    refusals: [
      ...ownRefusals,
      'account-username-malformed',
      'account-username-unchanged',
      'account-username-yearly',
      'account-username-taken',
      'sms-number-missing',
      ...ownershipRefusals,
      ...codeRefusals,
    ],
    example: { body: { username: 'guan.shanyue', code: '123456' } },
  }),
  'account.send-mail-code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/email/code',
    summary: 'Sends a code to a new mailbox',
    rules: ['R-EML-01', 'R-SMS-01'],
    access,
    limited: true,
    body: z.strictObject({ email }),
    answer: z.object({ expiresAt: instant, nextAt: instant }),
    refusals: ['account-email-malformed', 'sms-limit-reached', 'sms-service-unavailable'],
    example: { body: { email: 'guan@example.org' } },
  }),
  'account.set-email': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/me/email',
    summary: 'Saves a mailbox, by the code that went to it where the profile asks for one',
    rules: ['R-EML-01', 'R-PIN-03'],
    access,
    body: z.strictObject({ email, code: smsCode.optional() }),
    answer: done,
    refusals: [
      ...ownRefusals,
      'account-email-malformed',
      'account-email-unchanged',
      'account-email-unproved',
      ...codeRefusals,
    ],
    example: { body: { email: 'guan@example.org', code: '123456' } },
  }),
  'account.set-contact-address': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/me/contact-address',
    summary: 'Saves the contact address; the residence of the real-name record is another one',
    rules: ['R-ADR-01', 'R-PIN-03'],
    access,
    body: z.strictObject({ address: text(300) }),
    answer: done,
    refusals: [...ownRefusals, 'account-address-malformed'],
    example: { body: { address: '沈阳市和平区太原街 1 号' } },
  }),
  'account.set-validity': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/me/document-validity',
    summary: 'Saves the term of the main document; an expired one stays expired until it was seen',
    rules: ['R-VAL-01', 'R-VAL-02', 'R-VAL-04', 'R-PIN-03'],
    access,
    body: z.strictObject({
      kind: z.enum(['custom', 'long-term']),
      start: text(30),
      end: text(30).default(''),
    }),
    answer: done,
    refusals: ['document-person-unknown', 'document-own-act-only', 'document-validity-wrong'],
    example: { body: { kind: 'custom', start: '2020-01-01', end: '2040-01-01' } },
  }),
  'account.change-password': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/me/password',
    summary: 'Changes the password by the old one, a code to the default number, or a face; every session ends',
    rules: ['R-PWD-08', 'R-PWD-09', 'R-PWD-10', 'R-PWD-11', 'R-PWD-24'],
    access,
    limited: true,
    proofs: ['code', 'scan'],
    face: { enterprise: 'password-change-enterprise', person: 'password-change-person' },
    body: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('password'), oldPassword: text(200), ...newPassword }),
      z.strictObject({ by: z.literal('code'), code: smsCode, ...newPassword }),
      z.strictObject({ by: z.literal('face'), scan, ...newPassword }),
    ]),
    answer: done,
    refusals: [
      'login-confirmation-differs',
      'credential-person-unknown',
      'credential-account-missing',
      'credential-person-deregistered',
      'credential-old-wrong',
      'credential-face-failed',
      'credential-rule-characters',
      'credential-rule-length',
      'credential-rule-classes',
      'sms-number-missing',
      ...ownershipRefusals,
      ...codeRefusals,
    ],
    example: {
      body: { by: 'password', oldPassword: 'Nashui#2026', newPassword: 'Nashui#2027', confirmation: 'Nashui#2027' },
    },
  }),
  'account.view-deregistration': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/deregistration',
    summary: 'What giving up the account would end: every relation, and what becomes of it',
    rules: ['R-DRG-01', 'R-DRG-03'],
    access: deregistering,
    answer: z.object({
      agreement: z.string(),
      name: z.string(),
      /** The default number, masked; without one a number has to be recovered first (R-DRG-02). */
      codeTo: z.string().nullable(),
      relations: z.array(
        z.object({
          enterprise: z.string(),
          identityType: z.string(),
          becomes: z.enum(['disabled', 'refused']),
        }),
      ),
    }),
    refusals: [],
    example: {},
  }),
  'account.confirm-deregistration': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/deregistration/code',
    summary: '确认注销: sends the code to the default number, once the reminder is agreed to',
    rules: ['R-DRG-01', 'R-DRG-02'],
    access: deregistering,
    body: z.strictObject({ agreed: z.boolean() }),
    answer: z.object({ codeTo: z.string(), expiresAt: instant, nextAt: instant }),
    refusals: [
      ...ownRefusals,
      'account-deregistration-unconfirmed',
      'account-number-missing',
      'sms-limit-reached',
      'sms-service-unavailable',
    ],
    example: { body: { agreed: true } },
  }),
  'account.deregister': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/deregistration',
    summary: 'Gives the account up: numbers are freed, relations disabled, sessions end, logs stay',
    rules: ['R-DRG-01', 'R-DRG-02', 'R-DRG-03', 'R-DRG-04', 'R-MSG-15'],
    access: deregistering,
    body: z.strictObject({ agreed: z.boolean(), code: smsCode }),
    answer: done,
    refusals: [
      ...ownRefusals,
      'account-deregistration-unconfirmed',
      'account-number-missing',
      'verification-needed',
      'verification-locked',
      ...codeRefusals,
    ],
    example: { body: { agreed: true, code: '123456' } },
  }),
}
