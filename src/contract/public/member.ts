import { z } from 'zod'
import { id, text } from '../fields.ts'
import { done } from './answers.ts'
import { humanCheck, humanCheckRefusals } from './human-check.ts'
import { defineOperation } from './operation.ts'

const group = 'relation'
const password = text(200)
const session = (permission: 'R-PM-07' | 'R-PM-09' | 'R-PM-13' | 'R-PM-28' | 'R-PM-29') =>
  ({ kind: 'session', permission }) as const
const oneMember = z.strictObject({ member: id })
const newPassword = { newPassword: password, confirmation: password }
const exampleCheck = { challenge: 'picture-1', answer: '1234', agreed: true }
const exampleNew = { newPassword: 'Xin#mima26', confirmation: 'Xin#mima26' }

/** What an act on a member's password can answer. */
const managedRefusals = ['member-not-offered', 'member-manager-needed', 'member-unknown', 'member-manager-protected']

const candidate = { personName: text(120), documentType: text(40), documentNumber: text(40) }
const exampleCandidate = { personName: '李四', documentType: 'resident-id', documentNumber: '210102199003071234' }

/**
 * 企业人员维护 of the earlier profile, as far as passwords and adding go (R-STF); deleting, freezing and unfreezing are
 * acts on the relation and the same in every profile.
 */
export const memberOperations = {
  'members.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/legacy/members',
    summary: 'The people of the enterprise with what their log-in rests on',
    rules: ['R-STF-01', 'R-PHN-19', 'R-PER-08'],
    access: session('R-PM-13'),
    answer: z.array(
      z.object({
        member: z.string(),
        personId: z.string(),
        name: z.string(),
        documentNumber: z.string(),
        identityType: z.string(),
        identityName: z.string().nullable(),
        state: z.enum(['normal', 'frozen']),
        /** Masked; empty until the person was captured. */
        mobile: z.string().nullable(),
        captured: z.boolean(),
        inCore: z.boolean(),
        isManager: z.boolean(),
        functions: z.array(z.string()),
        password: z.enum(['none', 'given', 'own', 'reset']),
        bound: z.boolean(),
      }),
    ),
    refusals: ['member-not-offered'],
    example: {},
  }),
  'members.find': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/members/search',
    summary:
      '搜索 before adding: whether the person is real-named or registered, and else whether to enter them by hand',
    rules: ['R-STF-03', 'R-STF-04', 'R-CAP-12'],
    access: session('R-PM-09'),
    limited: true,
    body: z.strictObject(candidate),
    answer: z.object({
      found: z.object({ name: z.string(), mobile: z.string().nullable() }).nullable(),
      /** Nobody was found and the profile lets them be entered, to be captured afterwards. */
      byHand: z.boolean(),
    }),
    refusals: ['member-not-offered'],
    example: { body: exampleCandidate },
  }),
  'members.add': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/members',
    summary: '添加办税人 with an identity of the enterprise’s own, what of it they may do, and their first password',
    rules: ['R-STF-02', 'R-STF-04', 'R-PER-09', 'R-PER-10', 'R-PWD-19', 'R-CAP-12'],
    access: session('R-PM-09'),
    body: z.strictObject({
      ...candidate,
      permissionIdentityId: id,
      functions: z.array(text(60)).max(100),
      ...newPassword,
    }),
    answer: done,
    refusals: [
      'member-not-offered',
      'legacy-confirmation-differs',
      'member-manager-needed',
      'member-identity-missing',
      'member-identity-unknown',
      'member-functions-foreign',
      'member-person-not-found',
      'member-person-malformed',
      'member-person-mismatch',
      'member-person-deregistered',
      'member-already-live',
      'member-password-breaks-rule',
    ],
    example: {
      body: {
        ...exampleCandidate,
        permissionIdentityId: 'identity-1',
        functions: ['filing.declare'],
        ...exampleNew,
      },
    },
  }),
  'members.reset-password': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/members/:member/reset-password',
    summary: 'Puts a member’s password back to the fixed value, to be changed at the next log-in',
    rules: ['R-PWD-14', 'R-PWD-16', 'R-PWD-17', 'R-TR-CRD-05'],
    access: session('R-PM-28'),
    params: oneMember,
    answer: done,
    refusals: [...managedRefusals, 'member-password-bound'],
    example: { params: { member: 'relation-1' } },
  }),
  'members.bind-password': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/members/:member/bind-password',
    summary: '密码绑定: the natural person’s password is asked for at the enterprise too',
    rules: ['R-STF-08', 'R-TR-CRD-15'],
    access: session('R-PM-13'),
    params: oneMember,
    answer: done,
    refusals: [...managedRefusals, 'member-already-bound', 'member-no-person-password'],
    example: { params: { member: 'relation-1' } },
  }),
  'members.unbind-password': defineOperation({
    group,
    method: 'POST',
    path: '/v1/legacy/members/:member/unbind-password',
    summary: '密码解绑: the former password of the member is asked for again',
    rules: ['R-STF-09', 'R-TR-CRD-15'],
    access: session('R-PM-13'),
    params: oneMember,
    answer: done,
    refusals: [...managedRefusals, 'member-not-bound'],
    example: { params: { member: 'relation-1' } },
  }),
  'members.change-own-password': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/legacy/my-password',
    summary: '修改密码: the own personal password at this enterprise, by the old one and a picture code',
    rules: ['R-PWD-15', 'R-PWD-18', 'R-PWD-22', 'R-TR-CRD-06'],
    access: session('R-PM-07'),
    limited: true,
    body: z.strictObject({ oldPassword: password, ...newPassword, humanCheck }),
    answer: done,
    refusals: [
      'member-not-offered',
      'legacy-confirmation-differs',
      'legacy-human-check',
      ...humanCheckRefusals,
      'legacy-locked',
      'member-not-own',
      'member-unknown',
      'member-password-none',
      'member-password-bound',
      'member-old-wrong',
      'member-password-breaks-rule',
    ],
    example: { body: { oldPassword: '111111', ...exampleNew, humanCheck: exampleCheck } },
  }),
  'enterprise-password.change': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/legacy/enterprise-password',
    summary: '修改企业密码, by the old one and a picture code',
    rules: ['R-EPW-02', 'R-PWD-22'],
    access: session('R-PM-29'),
    limited: true,
    body: z.strictObject({ oldPassword: password, ...newPassword, humanCheck }),
    answer: done,
    refusals: [
      'member-not-offered',
      'legacy-confirmation-differs',
      'legacy-human-check',
      ...humanCheckRefusals,
      'legacy-locked',
      'member-manager-needed',
      'member-old-wrong',
      'member-password-breaks-rule',
    ],
    example: { body: { oldPassword: 'Qiye#2026', ...exampleNew, humanCheck: exampleCheck } },
  }),
}
