import { z } from 'zod'
import { id, text } from '../fields.ts'
import { permissionIdentityRow } from '../permission.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { functionCodes, seenVersion } from './relation-rows.ts'

const group = 'relation'
const access = { kind: 'session', permission: 'R-PM-14' } as const
const params = z.strictObject({ identityId: id })
const terms = { identityName: text(60), description: text(200), functions: functionCodes }
const example = { identityName: '办税员（社保费）', description: '只办社保费', functions: ['social-insurance.pay'] }
const oneIdentity = { identityId: 'identity-1' }

const voiceRefusals = ['permission-enterprise-unknown', 'permission-manager-not-present'] as const
const termsRefusals = [
  'permission-name-missing',
  'permission-name-taken',
  'permission-functions-missing',
  'permission-functions-unknown',
] as const
const identityRefusals = [
  'permission-identity-unknown',
  'permission-changed-meanwhile',
  'permission-identity-retired',
] as const

/** 权限身份维护 of one enterprise (R-PER-05), and the built-in identity types with their functions (R-PER-01 … 04). */
export const permissionIdentityOperations = {
  'identity-types.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/identity-types',
    summary: 'The built-in identity types and the functions each brings, all ticked at first',
    rules: ['R-PER-01', 'R-PER-02', 'R-PER-03', 'R-PER-04', 'R-PLT-14', 'R-REL-03'],
    access: { kind: 'session', permission: 'R-PM-03' },
    answer: z.array(
      z.object({
        id: z.string(),
        officialName: z.string(),
        kind: z.enum(['manager', 'staff']),
        /** Whether an enterprise can add somebody with it, or a person apply for it. */
        addable: z.boolean(),
        functions: z.array(z.object({ code: z.string(), group: z.string() })),
      }),
    ),
    refusals: [],
    example: {},
  }),
  'permission-identities.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/enterprise/permission-identities',
    summary: 'The permission identities of the enterprise, and how many have each',
    rules: ['R-PER-05', 'R-PER-06', 'R-PER-11'],
    access,
    answer: z.array(permissionIdentityRow.omit({ enterpriseId: true })),
    refusals: [],
    example: {},
  }),
  'permission-identities.add': defineOperation({
    group,
    method: 'POST',
    path: '/v1/enterprise/permission-identities',
    summary: '添加权限身份: a name of its own and at least one function',
    rules: ['R-PER-05', 'R-PER-06', 'R-REL-19'],
    access,
    body: z.strictObject(terms),
    answer: done,
    refusals: [...voiceRefusals, ...termsRefusals],
    example: { body: example },
  }),
  'permission-identities.change': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/enterprise/permission-identities/:identityId',
    summary: 'Changes name, description and functions of a permission identity',
    rules: ['R-PER-05', 'R-PER-06', 'R-PER-10'],
    access,
    params,
    body: z.strictObject({ ...terms, ...seenVersion }),
    answer: done,
    refusals: [...voiceRefusals, ...identityRefusals, ...termsRefusals],
    example: { params: oneIdentity, body: example },
  }),
  'permission-identities.retire': defineOperation({
    group,
    method: 'DELETE',
    path: '/v1/enterprise/permission-identities/:identityId',
    summary: 'Offers a permission identity to nobody any more; who has it keeps it',
    rules: ['R-PER-06'],
    access,
    params,
    answer: done,
    refusals: [...voiceRefusals, ...identityRefusals],
    example: { params: oneIdentity },
  }),
}
