import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { PROJECT_KINDS, PROJECT_ROLES } from '../domain/login/types.ts'
import { civilDate, id, text } from './fields.ts'

/** What the core tax system can call a person of an enterprise (R-PLT-14); finer identities are the platform's own. */
export const CORE_ROLES = ['legal-representative', 'finance-officer', 'staff', 'invoice-buyer'] as const

/** One of the people an enterprise is registered with (核心表). Numbers are as registered: nobody has proved them. */
export const corePerson = z.strictObject({
  name: text(120).min(1),
  documentType: z.enum(DOCUMENT_TYPE_IDS),
  documentNumber: text(40).min(1),
  role: z.enum(CORE_ROLES),
  /** The mobile number of the registration; empty fields are `null`. */
  mobile: text(24).nullable(),
  /** 固定电话; a mobile number written here by mistake gets no code (R-FAQ-02). */
  fixedLine: text(24).nullable(),
})
export type CorePerson = z.infer<typeof corePerson>

/** What the core tax system knows of an enterprise: itself, and the people it is registered with, each role one entry. */
export const coreRecord = z.strictObject({
  enterprise: z.strictObject({
    creditCode: id,
    taxpayerNumber: id.nullable(),
    name: text(200).min(1),
    /** 主管税务机关, by its name. */
    taxAuthority: text(120),
  }),
  people: z.array(corePerson).max(500),
})
export type CoreRecord = z.infer<typeof coreRecord>

/** The answer to a question about one enterprise; `null` when no such enterprise is registered. */
export const coreAnswer = z.strictObject({ record: coreRecord.nullable() })

/** What the core tax system has of a cross-region project: its report, with 经办人 and 联系人 (R-XRG-06), or its tax source. */
export const crossReport = z.strictObject({
  kind: z.enum(PROJECT_KINDS),
  /** 跨区域涉税事项报验管理编号; a tax source has none. */
  number: text(40).default(''),
  enterpriseCode: text(40),
  /** Six digits of GB/T 2260, where the project is. */
  division: text(6),
  /** 主管税务机关 there, by its name. */
  taxAuthority: text(120).min(1),
  validFrom: civilDate,
  validUntil: civilDate,
  people: z
    .array(
      z.strictObject({
        role: z.enum(PROJECT_ROLES),
        personName: text(120),
        documentType: z.enum(DOCUMENT_TYPE_IDS),
        documentNumber: text(40),
      }),
    )
    .max(20)
    .default([]),
})
export type CrossReport = z.infer<typeof crossReport>
