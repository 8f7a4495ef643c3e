import { z } from 'zod'
import { instant, text } from '../fields.ts'
import { defineOperation } from './operation.ts'

const group = 'auth'
const purpose = text(60)
const app = z.enum(['province-app', 'iit-app'])
const access = { kind: 'session', permission: 'R-PM-07' } as const

/** What a page shows while a code or a scan is under way. */
export const verificationOperations = {
  'codes.send': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/codes',
    summary: 'Sends a code for one operation, to the default number or to the one it is about',
    rules: ['R-SMS-01', 'R-SMS-03', 'R-SMS-05', 'R-PHN-15'],
    access,
    body: z.strictObject({ purpose, number: text(24).optional() }),
    answer: z.object({ codeTo: z.string(), expiresAt: instant, nextAt: instant }),
    refusals: [
      'verification-purpose-unknown',
      'sms-number-missing',
      'sms-number-unreachable',
      'sms-limit-reached',
      'sms-service-unavailable',
    ],
    example: { body: { purpose: 'phones.add', number: '13800000001' } },
  }),
  'scans.open': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/scans',
    summary: 'Opens a QR code for one operation, for an APP to read and a face to pass',
    rules: ['R-QRC-04', 'R-PLT-19'],
    access,
    body: z.strictObject({ purpose }),
    answer: z.object({ scan: z.string(), apps: z.array(app), expiresAt: instant }),
    refusals: ['verification-purpose-unknown', 'verification-no-face-record'],
    example: { body: { purpose: 'phones.add' } },
  }),
  'scans.read': defineOperation({
    group,
    method: 'POST',
    path: '/v1/scans/state',
    summary: 'How far the reading of a QR code has come, for the page that shows it',
    rules: ['R-QRC-04'],
    access: { kind: 'open' },
    body: z.strictObject({ scan: text(80) }),
    answer: z.object({ state: z.enum(['waiting', 'passed', 'failed', 'used', 'expired']) }),
    refusals: ['scan-unknown'],
    example: { body: { scan: 'ticket' } },
  }),
  'app.take-scan': defineOperation({
    group: 'app',
    method: 'POST',
    path: '/v1/app/scans',
    summary: 'An APP has read a QR code; the face of whoever holds it is looked at',
    rules: ['R-QRC-01', 'R-QRC-02', 'R-QRC-03', 'R-QRC-04', 'R-QRC-07', 'R-RNL-09'],
    access: { kind: 'app' },
    body: z.strictObject({ scan: text(80), app, session: text(80).optional() }),
    answer: z.object({ result: z.enum(['passed', 'failed', 'busy']) }),
    refusals: [
      'scan-unknown',
      'scan-expired',
      'scan-used',
      'scan-other-app',
      'scan-app-not-logged-in',
      'scan-app-business',
      'verification-locked',
      'verification-no-face-record',
    ],
    example: { body: { scan: 'ticket', app: 'province-app' } },
  }),
}
