import { z } from 'zod'
import { id, text } from '../fields.ts'
import { phoneRow } from '../phone.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { byCodeOrScan, codeRefusals, ownershipRefusals, smsCode } from './proofs.ts'

const access = { kind: 'session', permission: 'R-PM-07' } as const
const group = 'phone'
const number = text(24)
const onePhone = z.strictObject({ phoneId: id })

/** 手机号码修改: a person's numbers (R-PHN), the same for every business identity. */
export const phoneOperations = {
  'phones.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/phones',
    summary: 'The numbers of the person, the default one first',
    rules: ['R-PHN-06', 'R-PHN-07'],
    access,
    answer: z.array(phoneRow),
    refusals: [],
    example: {},
  }),
  'phones.add': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/phones',
    summary: 'Adds a number, proved by a code to it and by a code to the default number or a scan',
    rules: ['R-PHN-02', 'R-PHN-06', 'R-PHN-09', 'R-PHN-10'],
    access,
    proofs: ['code', 'scan', 'number-code'],
    face: 'phone',
    body: z.strictObject({ number, numberCode: smsCode, ...byCodeOrScan }),
    answer: done,
    refusals: [
      'phone-number-malformed',
      'phone-already-held',
      'phone-too-many',
      'phone-held-by-another',
      ...ownershipRefusals,
      ...codeRefusals,
    ],
    example: { body: { number: '13800000001', numberCode: '123456', code: '654321' } },
  }),
  'phones.modify': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/me/phones/:phoneId',
    summary: 'Puts another number in the place of the default one, which is deleted',
    rules: ['R-PHN-11'],
    access,
    proofs: ['code', 'scan', 'number-code'],
    face: 'phone',
    params: onePhone,
    body: z.strictObject({ number, numberCode: smsCode, ...byCodeOrScan }),
    answer: done,
    refusals: [
      'phone-not-held',
      'phone-modify-default-only',
      'phone-number-malformed',
      'phone-already-held',
      ...ownershipRefusals,
      ...codeRefusals,
    ],
    example: { params: { phoneId: 'phone-1' }, body: { number: '13800000001', numberCode: '123456', code: '654321' } },
  }),
  'phones.delete': defineOperation({
    group,
    method: 'DELETE',
    path: '/v1/me/phones/:phoneId',
    summary: 'Deletes a number that is not the default one',
    rules: ['R-PHN-12', 'R-PHN-13', 'R-PHN-14'],
    access,
    proofs: ['code', 'scan'],
    face: 'phone',
    params: onePhone,
    body: z.strictObject(byCodeOrScan),
    answer: done,
    refusals: [
      'phone-not-held',
      'phone-only-number',
      'phone-default-not-deletable',
      ...ownershipRefusals,
      ...codeRefusals,
    ],
    example: { params: { phoneId: 'phone-1' }, body: { code: '654321' } },
  }),
  'phones.set-default': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/phones/:phoneId/default',
    summary: 'Makes a number the one codes go to',
    rules: ['R-PHN-08'],
    access,
    params: onePhone,
    answer: done,
    refusals: ['phone-not-held'],
    example: { params: { phoneId: 'phone-1' } },
  }),
}
