import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { defineCommand } from './call.ts'
import { civilDate, id, text } from './fields.ts'

const document = { documentType: z.enum(DOCUMENT_TYPE_IDS), documentNumber: text(40) }

/** The agreement an act is about, with its parties. */
const agreement = { agreementId: id, agencyId: id, enterpriseId: id }

/** What 《涉税专业服务协议要素信息采集表》 says. */
export const agreementTerms = {
  agents: z.array(z.strictObject(document)).max(50),
  validFrom: civilDate,
  validUntil: civilDate,
}

export const agencyCalls = {
  /** 《涉税专业服务机构（人员）基本信息采集表》 (R-AGY-07). */
  'agency.file-basic-form': defineCommand({
    agencyCode: text(40),
    agencyName: text(120),
    people: z.array(z.strictObject({ personName: text(120), ...document })).max(500),
  }),
  /** 《涉税专业服务协议要素信息采集表》 (R-AGY-08). */
  'agency.file-agreement': defineCommand({ agencyCode: text(40), clientCode: text(40), ...agreementTerms }),
  'agency.receive-agreement': defineCommand(agreement),
  'agency.cancel': defineCommand(agreement),
  /** 代理机构认定管理, where the profile has it (R-AGY-11). */
  'agency.recognise': defineCommand({ enterpriseId: id, agencyCode: text(40), validUntil: civilDate }),
  'agency.unrecognise': defineCommand(agreement),
}
