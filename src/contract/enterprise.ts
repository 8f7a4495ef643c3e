import { z } from 'zod'
import { defineCall } from './call.ts'
import { civilDate, id, instant } from './fields.ts'

/** 法定代表人 or 财务负责人 as the enterprise's file shows them, masked. */
const manager = z.object({
  relationId: z.string(),
  personId: z.string(),
  name: z.string(),
  /** As it counts today. */
  state: z.string(),
  /** Whether a hall or an APP has captured their real name (E-4.4.1-RNSTATE). */
  captured: z.boolean(),
  level: z.number().int(),
  phone: z.string().nullable(),
})
export type EnterpriseManager = z.infer<typeof manager>

export const ENTERPRISE_WARNINGS = [
  'no-legal-representative',
  'no-finance-officer',
  'manager-unconfirmed',
  'manager-not-captured',
  'staff-expired',
  'closed',
] as const

/** An enterprise's file, masked field by field before it leaves the data thread (OP-13, R-MSK-01, R-ENT-01). */
export const enterpriseFile = z.object({
  id: z.string(),
  version: z.number().int(),
  name: z.string(),
  creditCode: z.string(),
  taxpayerNumber: z.string().nullable(),
  state: z.string(),
  taxAuthority: z.string(),
  address: z.string().nullable(),
  realnameState: z.enum(['verified', 'unverified']),
  updatedAt: instant,
  legalRepresentative: manager.nullable(),
  financeOfficer: manager.nullable(),
  counts: z.object({
    present: z.number().int(),
    disabled: z.number().int(),
    pending: z.number().int(),
    history: z.number().int(),
    agencies: z.number().int(),
    projects: z.number().int(),
  }),
  /** The identities the visitor has here, if there is a visit (R-ENT-02). */
  visitorIdentities: z.array(
    z.object({ identityType: z.string(), state: z.string(), validUntil: civilDate.nullable(), current: z.boolean() }),
  ),
  warnings: z.array(z.enum(ENTERPRISE_WARNINGS)),
})
export type EnterpriseFile = z.infer<typeof enterpriseFile>

export const enterpriseCalls = {
  /** `null`: no such enterprise in this desk's cache. */
  'enterprise.file': defineCall('read', z.strictObject({ id }), enterpriseFile.nullable()),
}
