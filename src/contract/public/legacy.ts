import { z } from 'zod'
import { LEGACY_ENTERPRISE_WAYS, LEGACY_ENTRIES } from '../../domain/legacy/open.ts'
import { id, instant, text } from '../fields.ts'
import { humanCheck } from './human-check.ts'
import { defineOperation } from './operation.ts'
import { smsCode } from './proofs.ts'

const group = 'auth'
const access = { kind: 'open' } as const
const limited = true
/** Opaque proof that the steps before were passed; its hash alone is kept. */
const token = text(80)
const channel = z.enum(['web', 'app']).default('web')
const password = text(200)
/** The picture code with the ticked agreement (R-LEG-06, CF-07). */
const form = { humanCheck, channel }
const step = z.strictObject({ token })
const exampleCheck = { challenge: 'picture-1', answer: '1234', agreed: true }

export const formRefusals = [
  'legacy-closed',
  'legacy-incomplete',
  'legacy-agreement-missing',
  'legacy-human-check',
  'login-human-check-busy',
] as const
const enterpriseRefusals = [...formRefusals, 'legacy-locked', 'legacy-enterprise-password-wrong'] as const
const memberBars = [
  'legacy-not-a-member',
  'legacy-member-frozen',
  'legacy-not-in-core',
  'legacy-not-captured',
  'legacy-manager-first',
] as const
const sendRefusals = [
  'legacy-number-missing',
  'legacy-number-fixed-line',
  'legacy-number-differs',
  'sms-limit-reached',
  'sms-number-unreachable',
  'sms-service-unavailable',
] as const

const pickRow = z.object({
  member: z.string(),
  name: z.string(),
  identityType: z.string(),
  identityName: z.string().nullable(),
  state: z.enum(['normal', 'frozen']),
})

/** The two ways of whoever was picked; a code that went out at once says where to (R-LEG-11, R-LEG-12). */
export const legacyPicked = z.object({
  token,
  expiresAt: instant,
  ways: z.array(z.enum(['sms', 'password'])),
  /** The way that opens by itself. */
  next: z.enum(['sms', 'password']),
  codeTo: z.string().nullable(),
  nextAt: instant.nullable(),
})

/**
 * Where a way led. `set-password`: the member's own password at the enterprise, by `legacy.set-password`;
 * `change-password`: the natural person's, by `login.initial-password`; `clients`: `legacy.enter-client`.
 */
export const legacyProved = z.object({
  token,
  expiresAt: instant,
  next: z.enum(['sms', 'password', 'set-password', 'change-password', 'clients', 'done']),
  /** What was proved; one way alone is the profile's choice (CF-29). */
  proved: z.array(z.enum(['sms', 'password'])),
  identityType: z.string().nullable(),
  /** What the member may do; nothing for an identity without functions (R-PER-08). */
  functions: z.array(z.string()),
  clients: z.array(z.object({ clientId: z.string(), name: z.string(), creditCode: z.string() })),
})

const code = '91210102MA0ABCDE12'

/** The earlier log-in of enterprises (R-LEG), as long as the profile keeps it open (R-PLT-12). */
export const legacyOperations = {
  'legacy.entrances': defineOperation({
    group,
    method: 'GET',
    path: '/v1/legacy',
    summary: 'Whether the earlier log-in is open, until when, and what its page offers',
    rules: ['R-LEG-01', 'R-LGE-01', 'R-PLT-12'],
    access,
    answer: z.object({
      open: z.boolean(),
      until: z.string(),
      entries: z.array(z.enum(LEGACY_ENTRIES)),
      enterpriseWays: z.array(z.enum(LEGACY_ENTERPRISE_WAYS)),
    }),
    refusals: [],
    example: {},
  }),
  'legacy.ordinary': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/ordinary',
    summary: '普通登录, step one: code, enterprise password, picture code and agreement; then the list of people',
    rules: ['R-LEG-02', 'R-LEG-06', 'R-LEG-07', 'R-LEG-13', 'R-EPW-01', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ enterpriseCode: text(40), enterprisePassword: password, ...form }),
    answer: z.object({
      token,
      expiresAt: instant,
      /** A payer of social insurance alone goes straight on, with the token as its ticket (R-LEG-13). */
      next: z.enum(['pick', 'social-insurance']),
      people: z.array(pickRow),
    }),
    refusals: enterpriseRefusals,
    example: { body: { enterpriseCode: code, enterprisePassword: 'Qiye#2026', humanCheck: exampleCheck } },
  }),
  'legacy.synchronise': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/synchronise',
    summary: '同步办税人: takes over the people the core system has registered, and says who has to be captured first',
    rules: ['R-LEG-07', 'R-LEG-08', 'R-LEG-09', 'R-LEG-16', 'R-MSG-36', 'R-CAP-13'],
    access,
    limited,
    body: step,
    answer: z.object({
      message: z.string(),
      people: z.array(pickRow),
      problems: z.array(
        z.object({
          name: z.string(),
          role: z.string(),
          problem: z.enum(['not-captured', 'name-differs', 'mobile-differs', 'mobile-in-fixed-line', 'deregistered']),
        }),
      ),
    }),
    refusals: ['legacy-step-expired', 'legacy-core-busy', 'legacy-sync-failed'],
    example: { body: { token: 'token' } },
  }),
  'legacy.pick': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/pick',
    summary: 'Picks a person of the list; whoever has no password yet is sent a code at once',
    rules: ['R-LEG-10', 'R-LEG-11', 'R-LEG-12', 'R-LEG-15', 'R-STF-06', 'R-LCK-08', 'R-PHN-19', 'R-MSG-28', 'R-MSG-31'],
    access,
    limited,
    body: z.strictObject({ token, member: id }),
    answer: legacyPicked,
    refusals: ['legacy-step-expired', ...memberBars, ...sendRefusals],
    example: { body: { token: 'token', member: 'relation-1' } },
  }),
  'legacy.code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/code',
    summary: 'Sends the code to the mobile number of the tax registration or of the real-name record',
    rules: ['R-LEG-12', 'R-SMS-03', 'R-SMS-06', 'R-SMS-07'],
    access,
    limited,
    body: step,
    answer: z.object({ codeTo: z.string(), nextAt: instant }),
    refusals: ['legacy-step-expired', ...sendRefusals],
    example: { body: { token: 'token' } },
  }),
  'legacy.number': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/number',
    summary: 'Compares the registered number of whoever was picked with the captured one, when no code comes',
    rules: ['R-SMS-06', 'R-SMS-07', 'R-LEG-16'],
    access,
    limited,
    body: step,
    answer: z.object({
      finding: z.enum(['same', 'differs', 'fixed-line', 'registration-empty', 'none']),
      registered: z.string().nullable(),
      captured: z.string().nullable(),
    }),
    refusals: ['legacy-step-expired', 'legacy-core-busy'],
    example: { body: { token: 'token' } },
  }),
  'legacy.sms': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/sms',
    summary: '短信登录 of whoever was picked',
    rules: ['R-LEG-11', 'R-LEG-14', 'R-PWD-12', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ token, code: smsCode }),
    answer: legacyProved,
    refusals: ['legacy-step-expired', 'legacy-locked', 'legacy-code-wrong', ...memberBars],
    example: { body: { token: 'token', code: '123456' } },
  }),
  'legacy.password': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/password',
    summary: '密码登录 of whoever was picked, by the personal password and no other',
    rules: ['R-LEG-11', 'R-LEG-14', 'R-PWD-13', 'R-PWD-22', 'R-MSG-30', 'R-MSG-37', 'R-TR-CRD-07', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ token, password }),
    answer: legacyProved,
    refusals: ['legacy-step-expired', 'legacy-locked', 'legacy-password-none', 'legacy-password-wrong', ...memberBars],
    example: { body: { token: 'token', password: 'Nashui#2026' } },
  }),
  'legacy.set-password': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/set-password',
    summary: 'Sets the first personal password, or replaces one that somebody else knows; then the log-in is done',
    rules: ['R-PWD-12', 'R-PWD-15', 'R-PWD-04', 'R-PWD-24', 'R-TR-CRD-06', 'R-TR-CRD-08'],
    access,
    limited,
    body: z.strictObject({ token, newPassword: password, confirmation: password }),
    answer: legacyProved,
    refusals: [
      'legacy-step-expired',
      'legacy-confirmation-differs',
      'member-not-offered',
      'member-unknown',
      'member-password-none',
      'member-password-set',
      'member-password-bound',
      'member-password-breaks-rule',
    ],
    example: { body: { token: 'token', newPassword: 'Geren#2026', confirmation: 'Geren#2026' } },
  }),
  'legacy.quick-code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/quick/code',
    summary: 'Sends the code of 快捷登录 to the real-name mobile number of one of the enterprise’s people',
    rules: ['R-LEG-02', 'R-LEG-03', 'R-LEG-04', 'R-LEG-05', 'R-CAP-13'],
    access,
    limited,
    body: z.strictObject({
      enterpriseCode: text(40),
      enterprisePassword: password,
      identityType: text(40),
      mobile: text(24),
      ...form,
    }),
    answer: z.object({ token, expiresAt: instant, codeTo: z.string(), nextAt: instant }),
    refusals: [
      ...enterpriseRefusals,
      'legacy-social-ordinary-only',
      'legacy-quick-first',
      'legacy-quick-not-prepared',
      'legacy-mobile-not-captured',
      ...memberBars,
      'sms-limit-reached',
      'sms-number-unreachable',
      'sms-service-unavailable',
    ],
    example: {
      body: {
        enterpriseCode: code,
        enterprisePassword: 'Qiye#2026',
        identityType: 'legal-representative',
        mobile: '13800000001',
        humanCheck: exampleCheck,
      },
    },
  }),
  'legacy.quick': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/quick',
    summary: '快捷登录: the code that went to the real-name mobile number finishes it',
    rules: ['R-LEG-03', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ token, code: smsCode }),
    answer: legacyProved,
    refusals: ['legacy-step-expired', 'legacy-locked', 'legacy-code-wrong', ...memberBars],
    example: { body: { token: 'token', code: '123456' } },
  }),
  'legacy.redeem-social': defineOperation({
    group: 'app',
    method: 'POST',
    path: '/v1/app/social-insurance',
    summary: 'The social-insurance collection system asks, once, whom a ticket stands for',
    rules: ['R-LEG-13'],
    access: { kind: 'app' },
    body: z.strictObject({ ticket: token }),
    answer: z.object({ enterpriseId: z.string(), creditCode: z.string(), name: z.string() }),
    refusals: ['legacy-step-expired'],
    example: { body: { ticket: 'ticket' } },
  }),
}

/** Natural persons and agencies at the earlier log-in (R-LGN-04, R-AGY-12). */
export const legacyOtherOperations = {
  'legacy.person': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/person',
    summary: '自然人登录 by registered name, password, picture code and agreement',
    rules: ['R-LGN-04', 'R-LGN-05', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ username: text(60), password, ...form }),
    answer: z.object({ token, expiresAt: instant, next: z.enum(['change-password', 'done']) }),
    refusals: [...formRefusals, 'legacy-locked', 'legacy-person-failed'],
    example: { body: { username: 'zhangsan', password: 'Nashui#2026', humanCheck: exampleCheck } },
  }),
  'legacy.agency': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/agency',
    summary: '代理机构登录, step one: agency code and password; then its people',
    rules: ['R-AGY-12', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ agencyCode: text(40), agencyPassword: password, ...form }),
    answer: z.object({
      token,
      expiresAt: instant,
      people: z.array(z.object({ personId: z.string(), name: z.string() })),
    }),
    refusals: [...formRefusals, 'legacy-locked', 'legacy-agency-password-wrong'],
    example: { body: { agencyCode: code, agencyPassword: 'Daili#2026', humanCheck: exampleCheck } },
  }),
  'legacy.pick-agent': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/agency/pick',
    summary: 'Step two: picks the handling person, who goes on by code or by password',
    rules: ['R-AGY-12', 'R-AGY-10'],
    access,
    limited,
    body: z.strictObject({ token, personId: id }),
    answer: legacyPicked,
    refusals: ['legacy-step-expired', 'legacy-not-a-member', ...sendRefusals],
    example: { body: { token: 'token', personId: 'person-1' } },
  }),
  'legacy.enter-client': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/agency/enter',
    summary: 'Step three: the client and its agreement password; all three right, and the agency acts for it',
    rules: ['R-AGY-12', 'R-AGY-11'],
    access,
    limited,
    body: z.strictObject({ token, clientId: id, agreementPassword: password }),
    answer: z.object({ token, expiresAt: instant, next: z.literal('done') }),
    refusals: [
      'legacy-step-expired',
      'legacy-locked',
      'legacy-client-not-represented',
      'legacy-agreement-password-wrong',
    ],
    example: { body: { token: 'token', clientId: 'enterprise-1', agreementPassword: 'Xieyi#2026' } },
  }),
}
