import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { id, text } from './fields.ts'

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
