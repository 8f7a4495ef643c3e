import { z } from 'zod'
import { ADMISSION_BARS } from '../../domain/agency/types.ts'
import { agreementTerms } from '../agency.ts'
import { civilDate, id, paged, text } from '../fields.ts'
import { done } from './answers.ts'
import { defineOperation } from './operation.ts'
import { listPage } from './relation-rows.ts'

const group = 'agency'
const viewing = { kind: 'session', permission: 'R-PM-21' } as const
const recognising = { kind: 'session', permission: 'R-PM-22' } as const
const acting = { kind: 'session', permission: 'R-PM-08' } as const
const oneAgreement = z.strictObject({ agreementId: id })
const password = text(40).min(1)

const state = z.enum(['G1', 'G2', 'G3', 'G4', 'G5'])

/** An agency of an enterprise by one of its agreements, as it counts today (R-AGY-13, R-AGY-14). */
const agencyRow = z.object({
  agreementId: z.string(),
  agencyName: z.string(),
  creditCode: z.string(),
  validFrom: civilDate,
  validUntil: civilDate,
  state,
  recognised: z.boolean(),
})

/** One agent of an agency, and why they may not act, if so. */
const agentRow = z.object({ name: z.string(), document: z.string(), bar: z.enum(ADMISSION_BARS).nullable() })

/** An agreement of the agency, with why the agent who looks may not enter its client, if so. */
const agreementRow = z.object({
  agreementId: z.string(),
  taxpayerName: z.string(),
  creditCode: z.string(),
  validFrom: civilDate,
  validUntil: civilDate,
  state,
  bar: z.enum(ADMISSION_BARS).nullable(),
})

const person = z.object({ name: z.string(), documentType: z.string(), document: z.string() })

const clientRefusals = ['agency-client-unknown', 'agency-manager-not-present', 'agency-agreement-unknown'] as const
const recognitionRefusals = ['agency-recognition-not-used', ...clientRefusals] as const

/** What a client sees of its agencies, and an agency of its clients (R-AGY). */
export const agencyOperations = {
  'agencies.list': defineOperation({
    group,
    method: 'GET',
    path: '/v1/enterprise/agencies',
    summary: '我的代理机构: the agencies of the enterprise, with the term of each agreement',
    rules: ['R-AGY-13', 'R-AGY-14'],
    access: viewing,
    query: z.strictObject(listPage),
    answer: paged(agencyRow),
    refusals: [],
    example: { query: { size: 20 } },
  }),
  'agencies.agents': defineOperation({
    group,
    method: 'GET',
    path: '/v1/enterprise/agencies/:agreementId/agents',
    summary: '代理信息查看: who of the agency may act for the enterprise, and who may not and why',
    rules: ['R-AGY-09', 'R-AGY-10', 'R-AGY-13'],
    access: viewing,
    params: oneAgreement,
    answer: z.array(agentRow),
    refusals: ['agency-agreement-unknown'],
    example: { params: { agreementId: 'agreement-1' } },
  }),
  'agencies.synchronise': defineOperation({
    group,
    method: 'POST',
    path: '/v1/enterprise/agencies/synchronise',
    summary:
      '代理机构认定管理—同步: the agency of a code as the tax authority has it now, and whether it is recognised',
    rules: ['R-AGY-11'],
    access: recognising,
    body: z.strictObject({ agencyCode: text(40).min(1) }),
    answer: z.object({ agencyName: z.string(), creditCode: z.string(), agreement: agencyRow.nullable() }),
    refusals: ['agency-unknown', 'agency-recognition-not-used'],
    example: { body: { agencyCode: '91210102MA0UY1QQ89' } },
  }),
  'agencies.recognise': defineOperation({
    group,
    method: 'POST',
    path: '/v1/enterprise/agencies',
    summary: '代理机构认定管理—认定: lets an agency act by the agreement password set here',
    rules: ['R-AGY-11', 'R-AGY-12', 'R-TR-AGY-07'],
    access: recognising,
    body: z.strictObject({ agencyCode: text(40).min(1), validUntil: civilDate, password }),
    answer: done,
    refusals: [
      ...recognitionRefusals,
      'agency-unknown',
      'agency-already-recognised',
      'agency-validity-impossible',
      'agency-validity-past',
      'agency-password-breaks-rule',
    ],
    example: { body: { agencyCode: '91210102MA0UY1QQ89', validUntil: '2030-12-31', password: 'Daili#2026' } },
  }),
  'agencies.set-password': defineOperation({
    group,
    method: 'PUT',
    path: '/v1/enterprise/agencies/:agreementId/password',
    summary: 'Sets the agreement password anew; the one before it opens nothing any more',
    rules: ['R-AGY-12', 'R-POL-28'],
    access: recognising,
    params: oneAgreement,
    body: z.strictObject({ password }),
    answer: done,
    refusals: [
      ...recognitionRefusals,
      'agency-password-not-used',
      'agency-agreement-over',
      'agency-password-breaks-rule',
    ],
    example: { params: { agreementId: 'agreement-1' }, body: { password: 'Daili#2027' } },
  }),
  'agencies.unrecognise': defineOperation({
    group,
    method: 'DELETE',
    path: '/v1/enterprise/agencies/:agreementId',
    summary: '代理机构认定管理—取消: the agency acts for the enterprise no longer',
    rules: ['R-AGY-11', 'R-TR-AGY-05'],
    access: recognising,
    params: oneAgreement,
    answer: done,
    refusals: [...recognitionRefusals, 'agency-agreement-over'],
    example: { params: { agreementId: 'agreement-1' } },
  }),
  'agency.client': defineOperation({
    group,
    method: 'GET',
    path: '/v1/agency/client',
    summary: '企业基本信息 of the client the agent has entered, with the agent’s own particulars',
    rules: ['R-AGY-03', 'R-AGY-04'],
    access: acting,
    answer: z.object({
      creditCode: z.string(),
      taxpayerName: z.string(),
      taxAuthority: z.string(),
      state: z.string(),
      address: z.string().nullable(),
      legalRepresentative: z.string().nullable(),
      legalRepresentativePhone: z.string().nullable(),
      financeOfficer: z.string().nullable(),
      financeOfficerPhone: z.string().nullable(),
      person,
    }),
    refusals: ['agency-client-not-entered'],
    example: {},
  }),
  'agency.permissions': defineOperation({
    group,
    method: 'GET',
    path: '/v1/agency/permissions',
    summary: '人员权限查看: what the agent may do for the client, and until when; to be read only',
    rules: ['R-AGY-05'],
    access: acting,
    answer: z.object({
      taxpayerName: z.string(),
      creditCode: z.string(),
      name: z.string(),
      identityType: z.literal('agent'),
      functions: z.array(z.object({ code: z.string(), group: z.string() })),
      validFrom: civilDate,
      validUntil: civilDate,
    }),
    refusals: ['agency-client-not-entered'],
    example: {},
  }),
  'agency.agreements': defineOperation({
    group,
    method: 'GET',
    path: '/v1/agency/agreements',
    summary: 'Every agreement of the agency, and why the agent may not enter a client, where that is so',
    rules: ['R-AGY-08', 'R-AGY-09', 'R-AGY-14'],
    access: { kind: 'session', permission: 'R-PM-04' },
    query: z.strictObject(listPage),
    answer: paged(agreementRow),
    refusals: ['agency-session-needed'],
    example: { query: { size: 20 } },
  }),
  'agency.hand-in-agreement': defineOperation({
    group,
    method: 'POST',
    path: '/v1/agency/agreements',
    summary: '《涉税专业服务协议要素信息采集表》 of a client, for the hall to receive; nobody acts by it before that',
    rules: ['R-AGY-07', 'R-AGY-08', 'R-HAL-06'],
    access: { kind: 'session', permission: 'R-PM-31' },
    body: z.strictObject({ clientCode: text(40).min(1), ...agreementTerms }),
    answer: done,
    refusals: [
      'agency-session-needed',
      'agency-forms-not-used',
      'agency-basic-form-missing',
      'agency-not-personnel',
      'agency-agents-missing',
      'agency-validity-impossible',
      'agency-validity-past',
      'agency-client-unknown',
      'agency-agent-unknown',
    ],
    example: {
      body: {
        clientCode: '91210102MA0UY1QQ89',
        agents: [{ documentType: 'resident-id', documentNumber: '210102199003071235' }],
        validFrom: '2030-01-01',
        validUntil: '2030-12-31',
      },
    },
  }),
}
