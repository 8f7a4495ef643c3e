import { z } from 'zod'
import { ENTRANCES, PROJECT_KINDS } from '../../domain/login/types.ts'
import { id, instant, text } from '../fields.ts'
import { humanChallenge, humanCheck, humanCheckRefusals } from './human-check.ts'
import { defineOperation } from './operation.ts'
import { scan, scanRefusals, smsCode } from './proofs.ts'

/** Opaque proof that the steps before were passed; its hash alone is kept. */
export const token = text(80)
export const channel = z.enum(['web', 'app']).default('web')
export const app = z.enum(['province-app', 'iit-app'])
export const secondFactor = z.enum(['sms', 'province-app', 'iit-app'])
const group = 'auth'
const access = { kind: 'open' } as const

/** The account field takes a document number, any number of the person or the username, but at 自然人业务 (R-LGE-03). */
const form = { account: text(60), password: text(200), humanCheck, channel }

export const firstStepInput = z.discriminatedUnion('entrance', [
  z.strictObject({ entrance: z.literal('enterprise'), enterpriseCode: text(40), ...form }),
  z.strictObject({
    entrance: z.literal('special'),
    projectKind: z.enum(PROJECT_KINDS),
    enterpriseCode: text(40),
    ...form,
  }),
  z.strictObject({ entrance: z.literal('agency'), agencyCode: text(40), ...form }),
  z.strictObject({
    entrance: z.literal('person'),
    /** 证件登录, 手机号登录, 用户名登录 (R-LGN-02). */
    tab: z.enum(['document', 'phone', 'username']),
    documentType: text(40).default('resident-id'),
    ...form,
  }),
])
export type FirstStepInput = z.infer<typeof firstStepInput>

/** What comes next: the second step, the change of an initial value (R-LGE-08), or nothing. */
const next = z.enum(['second-step', 'change-password', 'done'])

export const firstStepAnswer = z.object({
  token,
  expiresAt: instant,
  next,
  /** Identity types to choose one from (R-LGE-10). */
  identities: z.array(z.string()),
  factors: z.array(secondFactor),
  /** Where a code would go, masked; null when there is no number (R-LGE-12). */
  codeTo: z.string().nullable(),
  advice: z.array(z.enum(['add-phone'])),
})
export type FirstStepAnswer = z.infer<typeof firstStepAnswer>

export const secondStepInput = z.strictObject({
  token,
  factor: secondFactor,
  identityType: text(40).default(''),
  /** For `sms` alone. */
  code: smsCode.default(''),
  /** For an APP: the QR code of `login.scan`, once a face has passed. */
  scan: scan.default(''),
  /** The project a special entity logs in at; needless where there is one alone. */
  projectId: text(64).default(''),
})
export type SecondStepInput = z.infer<typeof secondStepInput>

/** A finished log-in, or one that waits for a new password. */
export const loggedIn = z.object({ token, expiresAt: instant, next, identityType: z.string().nullable() })
export type LoggedIn = z.infer<typeof loggedIn>

/** A QR code on the page, and which APPs may read it. */
export const openedScan = z.object({ scan, apps: z.array(app), expiresAt: instant })

/** A project as whoever may act for it sees it: 编号 whole, its taxpayer masked. */
export const projectRow = z.object({
  projectId: z.string(),
  kind: z.enum(PROJECT_KINDS),
  number: z.string().nullable(),
  division: z.string(),
  taxAuthority: z.string(),
  taxpayerName: z.string(),
  creditCode: z.string(),
  validUntil: z.string(),
})
export type ProjectRow = z.infer<typeof projectRow>

const stepRefusals = ['login-step-expired'] as const
const relationRefusals = ['login-relation-frozen', 'login-no-relation', 'login-no-agency'] as const
const factorRefusals = ['login-factor-not-offered', 'login-phone-empty', 'login-locked'] as const

/** The log-in pages: what they offer, and both steps (R-LGE, R-LGN, R-AGY-01, R-XRG-02). */
export const loginOperations = {
  'login.entrances': defineOperation({
    group,
    method: 'GET',
    path: '/v1/auth/entrances',
    summary: 'What each log-in page offers in the profile in force',
    rules: ['R-LGE-01', 'R-LGE-11', 'R-LGN-01', 'R-XRG-01', 'R-XRG-04', 'R-QRC-05', 'R-LGE-17'],
    access,
    answer: z.array(
      z.object({
        entrance: z.enum(ENTRANCES),
        heading: z.string(),
        /** 扫码登录 and 账号密码登录. */
        modules: z.array(z.enum(['scan', 'password'])),
        scanApps: z.array(app),
        factors: z.array(secondFactor),
        /** The account names it takes, the advised one first (R-LGE-11). */
        accounts: z.array(z.enum(['document', 'phone', 'username'])),
        humanCheck: z.enum(['slider', 'picture-code-and-agreement']),
        projectKinds: z.array(z.object({ kind: z.enum(PROJECT_KINDS), name: z.string() })),
        /** What the page leads to besides (R-LGE-12, R-LGE-16). */
        links: z.array(z.enum(['forgotten-password', 'phone-recovery', 'register', 'special'])),
      }),
    ),
    refusals: [],
    example: {},
  }),
  'login.human-check': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/human-check',
    summary: 'A fresh slider, or a picture to read',
    rules: ['R-LGE-06'],
    access,
    limited: true,
    answer: humanChallenge,
    refusals: ['login-human-check-busy'],
    example: {},
  }),
  'login.first-step': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/first-step',
    summary: 'Step one: code, account, password and the human check',
    rules: [
      'R-LGE-02',
      'R-LGE-03',
      'R-LGE-05',
      'R-LGE-06',
      'R-LGN-02',
      'R-XRG-02',
      'R-AGY-01',
      'R-PLT-06',
      'R-PLT-07',
      'R-LCK-01',
    ],
    access,
    limited: true,
    body: firstStepInput,
    answer: firstStepAnswer,
    refusals: [
      'login-not-in-force',
      'login-incomplete',
      ...humanCheckRefusals,
      'login-phone-unknown',
      'login-not-registered',
      'login-locked',
      'login-failed',
      ...relationRefusals,
      'login-project-number-missing',
      'login-no-project',
      'login-not-captured',
    ],
    example: {
      body: {
        entrance: 'enterprise',
        enterpriseCode: '91210102MA0ABCDE12',
        account: '210102199003071234',
        password: 'Nashui#2026',
        humanCheck: { challenge: 'slider-1', answer: 'right' },
      },
    },
  }),
  'login.code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/code',
    summary: 'Sends the code of step two to the default number',
    rules: ['R-LGN-03', 'R-LGE-12', 'R-SMS-03', 'R-SMS-04'],
    access,
    limited: true,
    body: z.strictObject({ token }),
    answer: z.object({ codeTo: z.string(), nextAt: instant }),
    refusals: [
      ...stepRefusals,
      ...factorRefusals,
      'sms-limit-reached',
      'sms-number-unreachable',
      'sms-service-unavailable',
    ],
    example: { body: { token: 'token' } },
  }),
  'login.scan': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/scan',
    summary: 'Opens the QR code of step two for one APP; a passed face is the second factor',
    rules: ['R-QRC-04', 'R-PLT-19', 'R-LGE-07', 'R-FGT-07'],
    access,
    limited: true,
    body: z.strictObject({ token, factor: app }),
    answer: openedScan,
    refusals: [...stepRefusals, ...factorRefusals, 'verification-no-face-record'],
    example: { body: { token: 'token', factor: 'province-app' } },
  }),
  'login.projects': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/projects',
    summary: 'Projects whose number contains what was typed, for a special entity that has passed step one',
    rules: ['R-XRG-07', 'R-MSG-38'],
    access,
    body: z.strictObject({ token, part: text(60) }),
    answer: z.object({ rows: z.array(projectRow) }),
    refusals: stepRefusals,
    example: { body: { token: 'token', part: '2026' } },
  }),
  'login.second-step': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/second-step',
    summary: 'Step two: the code, or the face that an APP has looked at, and the chosen identity',
    rules: ['R-LGE-07', 'R-LGE-10', 'R-XRG-03', 'R-XRG-06', 'R-LCK-01', 'R-LCK-04'],
    access,
    limited: true,
    body: secondStepInput,
    answer: loggedIn,
    refusals: [
      ...stepRefusals,
      ...factorRefusals,
      ...relationRefusals,
      'login-identity-not-chosen',
      'login-project-not-chosen',
      'login-code-wrong',
      'login-face-failed',
      'login-failed',
      ...scanRefusals,
    ],
    example: { body: { token: 'token', factor: 'sms', code: '123456' } },
  }),
  'login.initial-password': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/initial-password',
    summary: 'Replaces an initial or reset value by a password of one’s own, which finishes the log-in',
    rules: ['R-LGE-08', 'R-PWD-09', 'R-PWD-24', 'R-TR-CRD-01'],
    access,
    limited: true,
    body: z.strictObject({ token, newPassword: text(200), confirmation: text(200) }),
    answer: z.object({ token, expiresAt: instant, next }),
    refusals: [
      ...stepRefusals,
      'login-confirmation-differs',
      'login-password-breaks-rule',
      'login-password-not-changeable',
    ],
    example: { body: { token: 'token', newPassword: 'Nashui#2027', confirmation: 'Nashui#2027' } },
  }),
}

/** QR log-in: a page takes over the log-in that an APP has open (R-QRC-01). */
export const qrOperations = {
  'qr.open': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/qr',
    summary: 'Opens the QR code at the left of a log-in page',
    rules: ['R-QRC-01', 'R-QRC-02', 'R-QRC-03', 'R-QRC-05', 'R-QRC-06', 'R-QRC-07'],
    access,
    limited: true,
    body: z.strictObject({ page: z.enum(['enterprise', 'person', 'special']) }),
    answer: openedScan,
    refusals: ['scan-not-offered'],
    example: { body: { page: 'enterprise' } },
  }),
  'qr.take': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/qr/session',
    summary: 'Gives the page the log-in of the APP that has read its code, once',
    rules: ['R-QRC-01', 'R-QRC-03', 'R-QRC-05'],
    access,
    limited: true,
    body: z.strictObject({
      scan,
      identityType: text(40).default(''),
      /** Whom the log-in is for, at a special entity's page. */
      special: z
        .strictObject({
          projectKind: z.enum(PROJECT_KINDS),
          enterpriseCode: text(40),
          projectId: text(64).default(''),
        })
        .optional(),
    }),
    answer: loggedIn,
    refusals: [
      ...scanRefusals,
      'login-not-registered',
      'login-identity-not-chosen',
      'login-project-not-chosen',
      'login-project-number-missing',
      'login-no-project',
      'login-not-captured',
      'login-relation-frozen',
      'login-no-relation',
    ],
    example: { body: { scan: 'ticket' } },
  }),
  'app.log-in': defineOperation({
    group: 'app',
    method: 'POST',
    path: '/v1/app/sessions',
    summary: 'An APP’s server says who is logged in to it, and as what; nobody’s password passes here',
    rules: ['R-QRC-01', 'R-QRC-03', 'R-QRC-06', 'R-MSG-01'],
    access: { kind: 'app' },
    body: z.strictObject({
      app,
      documentType: text(40),
      documentNumber: text(40),
      /** As enterprise business, with the identity chosen there; the province's APP alone. */
      enterprise: z.strictObject({ enterpriseId: id, identityType: text(40) }).optional(),
    }),
    answer: z.object({ session: z.string(), expiresAt: instant }),
    refusals: ['login-not-registered', 'login-no-relation', 'scan-app-business'],
    example: {
      body: { app: 'province-app', documentType: 'resident-id', documentNumber: '210102199003071234' },
    },
  }),
}
