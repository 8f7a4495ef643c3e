import { z } from 'zod'
import { id, paged, text } from '../fields.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { scan, scanRefusals } from './proofs.ts'
import {
  cleared,
  historyCategory,
  identityType,
  listPage,
  oneRelation,
  personRefusals,
  relationTerms,
  rowRefusals,
  seenVersion,
  taxpayerRelation,
  termsRefusals,
} from './relation-rows.ts'

const group = 'relation'
const params = oneRelation
const own = { kind: 'session', permission: 'R-PM-16' } as const
const history = { kind: 'session', permission: 'R-PM-17' } as const
const binds = { kind: 'session', permission: 'R-PM-18' } as const
const unbinds = { kind: 'session', permission: 'R-PM-19' } as const
const oneRow = { relationId: 'relation-1' }

/** Any part of 统一社会信用代码 and of 纳税人名称 (R-AUT-02, R-HIS-02). */
const filters = { creditCode: text(40).optional(), taxpayerName: text(60).optional() }
const historyFilters = { ...filters, identityType: identityType.optional(), category: historyCategory.optional() }
/** A taxpayer number or a unified social credit code (R-LGE-02). */
const enterpriseCode = text(40)
const manager = z.enum(['legal-representative', 'finance-officer'])

const ownRefusals = ['relation-not-own', 'relation-personal-identity-needed'] as const
const faceRefusals = ['verification-needed', 'relation-face-failed', ...scanRefusals] as const
const bindRefusals = [
  'relation-enterprise-unknown',
  'relation-not-own',
  'relation-not-in-core',
  'relation-already-confirmed',
  ...personRefusals,
] as const

/** 企业授权管理 of a natural person, and the binding and unbinding of an enterprise (R-AUT, R-BND, R-UNB). */
export const authorisationOperations = {
  'authorisations.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/authorisations',
    summary: '已授权企业: every linked enterprise, enabled or disabled',
    rules: ['R-AUT-01', 'R-AUT-02', 'R-REL-07', 'R-REL-24', 'R-REL-27'],
    access: own,
    query: z.strictObject({ ...filters, link: z.enum(['enabled', 'disabled']).optional(), ...listPage }),
    answer: paged(taxpayerRelation),
    refusals: [],
    example: { query: { link: 'enabled' } },
  }),
  'authorisations.pending': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/authorisations/pending',
    summary: '待确认授权: relations not confirmed yet, with what the person can answer',
    rules: ['R-REL-07', 'R-REL-11', 'R-REL-25'],
    access: own,
    query: z.strictObject({ ...filters, ...listPage }),
    answer: paged(taxpayerRelation),
    refusals: [],
    example: { query: { taxpayerName: '贸易' } },
  }),
  'authorisations.apply': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/authorisations',
    summary: '申请企业授权: certified by the face, then put before the enterprise',
    rules: ['R-REL-13', 'R-REL-26', 'R-REL-19'],
    access: own,
    proofs: ['scan'],
    face: 'relation-apply',
    body: z.strictObject({ enterpriseCode, ...relationTerms, scan: scan.optional() }),
    answer: done,
    refusals: ['relation-enterprise-unknown', ...ownRefusals, ...personRefusals, ...termsRefusals, ...faceRefusals],
    example: {
      body: {
        enterpriseCode: '91210102MA0ABCDE12',
        identityType: 'staff-filing',
        functions: ['filing.declare'],
        validUntil: '2029-12-31',
        scan: 'ticket',
      },
    },
  }),
  'authorisations.accept': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/authorisations/:relationId/acceptance',
    summary: '确认: agrees to what an enterprise asked, certified by the face, or to what the core system recorded',
    rules: ['R-REL-01', 'R-REL-07', 'R-REL-11', 'R-REL-25'],
    access: own,
    proofs: ['scan'],
    face: 'relation-accept',
    params,
    body: z.strictObject({ scan: scan.optional(), ...seenVersion }).nullish(),
    answer: done,
    refusals: [
      ...ownRefusals,
      ...rowRefusals,
      'relation-waits-for-enterprise',
      'relation-already-confirmed',
      'relation-person-deregistered',
      'relation-not-in-core',
      ...faceRefusals,
    ],
    example: { params: oneRow, body: { scan: 'ticket' } },
  }),
  'authorisations.refuse': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/authorisations/:relationId/refusal',
    summary: '拒绝: at once, without a scan',
    rules: ['R-REL-11', 'R-REL-12'],
    access: own,
    params,
    answer: done,
    refusals: [
      ...ownRefusals,
      ...rowRefusals,
      'relation-waits-for-enterprise',
      'relation-confirm-only',
      'relation-already-confirmed',
    ],
    example: { params: oneRow },
  }),
  'authorisations.history': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/authorisations/history',
    summary: '历史管理信息 of the person: deleted, withdrawn, refused',
    rules: ['R-HIS-02', 'R-HIS-04', 'R-REL-12'],
    access: history,
    query: z.strictObject({ ...historyFilters, ...listPage }),
    answer: paged(taxpayerRelation),
    refusals: [],
    example: { query: { category: 'refused' } },
  }),
  'authorisations.clear-history': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/authorisations/history/clearing',
    summary: '清除记录: what the filters find goes from the person’s list, and from nobody else’s',
    rules: ['R-HIS-03', 'R-TR-REL-19'],
    access: history,
    body: z.strictObject(historyFilters),
    answer: cleared,
    refusals: [...ownRefusals, 'relation-unknown', 'relation-not-ended'],
    example: { body: { category: 'refused' } },
  }),
  'bindings.find': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/bindings/candidates',
    summary: '法人(财务负责人)绑定管理: the enterprises of this number that the person can bind',
    rules: ['R-BND-01', 'R-BND-02', 'R-BND-03'],
    access: binds,
    body: z.strictObject({ enterpriseCode, identityType: manager }),
    answer: z.array(z.object({ enterpriseId: z.string(), name: z.string(), creditCode: z.string() })),
    refusals: bindRefusals,
    example: { body: { enterpriseCode: '210102123456789', identityType: 'legal-representative' } },
  }),
  'bindings.bind': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/bindings',
    summary: '绑定: a manager whom the core system names takes their enterprise up',
    rules: ['R-BND-01', 'R-BND-02', 'R-BND-03', 'R-REL-25'],
    access: binds,
    body: z.strictObject({ enterpriseId: id, identityType: manager }),
    answer: done,
    refusals: bindRefusals,
    example: { body: { enterpriseId: 'enterprise-1', identityType: 'legal-representative' } },
  }),
  'unbindings.find': defineOperation({
    group,
    method: 'GET',
    path: '/v1/me/unbindings',
    summary: '企业办税人解绑, 查询: the person’s relations with the enterprise of this number',
    rules: ['R-UNB-01', 'R-UNB-02'],
    access: unbinds,
    query: z.strictObject({ enterpriseCode }),
    answer: z.array(taxpayerRelation),
    refusals: [],
    example: { query: { enterpriseCode: '210102123456789' } },
  }),
  'unbindings.unbind': defineOperation({
    group,
    method: 'POST',
    path: '/v1/me/unbindings/:relationId',
    summary: '解绑: staff whom the core table names leave the enterprise by themselves',
    rules: ['R-UNB-01', 'R-UNB-02', 'R-UNB-03'],
    access: unbinds,
    params,
    answer: done,
    refusals: [
      'relation-not-own',
      ...rowRefusals,
      'relation-manager-protected',
      'relation-still-pending',
      'relation-unbind-core-only',
    ],
    example: { params: oneRow },
  }),
}
