import { z } from 'zod'
import { instant, text } from '../fields.ts'
import { app, openedScan, token } from './login.ts'
import { defineOperation } from './operation.ts'
import { codeRefusals, scan, scanRefusals, smsCode } from './proofs.ts'

const group = 'auth'
const access = { kind: 'open' } as const
const limited = true

/** 证件类型 and 证件号码. */
const who = { documentType: text(40), documentNumber: text(40) }
const WHO = { documentType: 'resident-id', documentNumber: '210102199003071234' }
const smsRefusals = [
  'sms-number-missing',
  'sms-limit-reached',
  'sms-number-unreachable',
  'sms-service-unavailable',
] as const
const stepRefusals = ['recovery-expired', 'verification-locked'] as const

/** 忘记密码, 找回手机号码 and the unlocking by face: without a log-in (R-FGT, R-RPH, R-LCK-04). */
export const recoveryOperations = {
  'forgotten.begin': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/forgotten-password',
    summary: '忘记密码, step one: whose password it is; the answer says by which ways they can prove themselves',
    rules: ['R-FGT-01', 'R-FGT-02', 'R-FGT-05', 'R-MSG-10'],
    access,
    limited,
    body: z.strictObject(who),
    answer: z.object({
      token,
      expiresAt: instant,
      /** R-MSG-10. */
      message: z.string(),
      sms: z.object({ codeTo: z.string(), /** R-MSG-11. */ hint: z.string() }).nullable(),
      scan: z.object({ apps: z.array(app) }).nullable(),
    }),
    refusals: ['recovery-account-unknown', 'recovery-no-way'],
    example: { body: WHO },
  }),
  'forgotten.code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/forgotten-password/code',
    summary: 'Sends a code to the default number',
    rules: ['R-FGT-02', 'R-PHN-15'],
    access,
    limited,
    body: z.strictObject({ token }),
    answer: z.object({ codeTo: z.string(), nextAt: instant }),
    refusals: [...stepRefusals, ...smsRefusals],
    example: { body: { token: 'token' } },
  }),
  'forgotten.scan': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/forgotten-password/scan',
    summary: 'Opens a QR code for the face',
    rules: ['R-FGT-02', 'R-FGT-07', 'R-QRC-04'],
    access,
    limited,
    body: z.strictObject({ token }),
    answer: openedScan,
    refusals: [...stepRefusals, 'verification-no-face-record'],
    example: { body: { token: 'token' } },
  }),
  'forgotten.prove': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/forgotten-password/proof',
    summary: '忘记密码, step two: the code or the scan; one is enough',
    rules: ['R-FGT-02', 'R-FGT-03', 'R-LCK-01'],
    access,
    limited,
    body: z.strictObject({ token, code: smsCode.optional(), scan: scan.optional() }),
    answer: z.object({ token, expiresAt: instant }),
    refusals: [...stepRefusals, 'verification-needed', 'sms-number-missing', ...codeRefusals, ...scanRefusals],
    example: { body: { token: 'token', code: '123456' } },
  }),
  'forgotten.set': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/forgotten-password/password',
    summary: '忘记密码, step three: the new password; whoever set it logs in with it afterwards',
    rules: ['R-FGT-03', 'R-FGT-04', 'R-FGT-08', 'R-LCK-03', 'R-TR-CRD-03', 'R-TR-CRD-12'],
    access,
    limited,
    body: z.strictObject({ token, newPassword: text(200), confirmation: text(200) }),
    answer: z.object({ message: z.string(), next: z.literal('log-in') }),
    refusals: [
      'recovery-expired',
      'verification-needed',
      'login-confirmation-differs',
      'credential-rule-characters',
      'credential-rule-length',
      'credential-rule-classes',
      'credential-person-deregistered',
    ],
    example: { body: { token: 'token', newPassword: 'Nashui#2027', confirmation: 'Nashui#2027' } },
  }),
  'phone-recovery.code': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/phone-recovery/code',
    summary: '找回手机号码: sends a code to the new number',
    rules: ['R-RPH-03', 'R-TR-PHN-01', 'R-SMS-03'],
    access,
    limited,
    body: z.strictObject({ ...who, number: text(24) }),
    answer: z.object({ codeTo: z.string(), nextAt: instant }),
    refusals: ['recovery-incomplete', ...smsRefusals],
    example: { body: { ...WHO, number: '13800000001' } },
  }),
  'phone-recovery.finish': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/phone-recovery',
    summary: '找回手机号码: the personal password and the code to the new number, which becomes the default one',
    rules: ['R-RPH-01', 'R-RPH-02', 'R-RPH-03', 'R-RPH-05', 'R-RPH-06', 'R-RPH-07', 'R-TR-PHN-05'],
    access,
    limited,
    body: z.strictObject({ ...who, password: text(200), number: text(24), code: smsCode }),
    answer: z.object({ id: z.string().optional(), message: z.string().optional() }),
    refusals: [
      'recovery-incomplete',
      'recovery-failed',
      'verification-locked',
      'phone-number-malformed',
      'phone-too-many',
      ...codeRefusals,
    ],
    example: { body: { ...WHO, password: 'Nashui#2026', number: '13800000001', code: '123456' } },
  }),
  'unlock.open': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/unlock',
    summary: 'Opens a QR code whose passed face unlocks a locked account',
    rules: ['R-LCK-04', 'R-TR-CRD-11', 'R-FGT-07'],
    access,
    limited,
    body: z.strictObject(who),
    answer: openedScan,
    refusals: ['verification-locked', 'verification-no-face-record'],
    example: { body: WHO },
  }),
  'unlock.finish': defineOperation({
    group,
    method: 'POST',
    path: '/v1/auth/unlock/finish',
    summary: 'Whether the face has unlocked the account',
    rules: ['R-LCK-04', 'R-TR-CRD-11'],
    access,
    limited,
    body: z.strictObject({ scan }),
    answer: z.object({ unlocked: z.literal(true) }),
    refusals: scanRefusals,
    example: { body: { scan: 'ticket' } },
  }),
}
