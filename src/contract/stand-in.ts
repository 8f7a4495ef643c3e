import { z } from 'zod'
import { DOCUMENT_TYPE_IDS } from '../domain/document/document-types.ts'
import { ACCOUNT_KINDS } from '../domain/legacy/types.ts'
import { civilDate, instant, text } from './fields.ts'

/** Whose messages a phone in the hand of a program shows: a number or a mailbox. */
export const messagesQuery = z.strictObject({ to: z.string().max(254) })

/** Lets time pass until this instant, at a central that is started for a town. */
export const clockInput = z.strictObject({ until: instant })

const document = { documentType: z.enum(DOCUMENT_TYPE_IDS), documentNumber: text(40) }

/** Both forms of an agency as a counter takes them: who works for it, if it says so, and whom it serves. */
export const agencyForms = z.strictObject({
  agencyCode: text(40),
  agencyName: text(120),
  people: z.array(z.strictObject({ personName: text(120), ...document })).max(50),
  agreements: z
    .array(
      z.strictObject({
        clientCode: text(40),
        agents: z.array(z.strictObject(document)).max(50),
        validFrom: civilDate,
        validUntil: civilDate,
      }),
    )
    .max(50),
})
export type AgencyForms = z.infer<typeof agencyForms>

/** The account of an enterprise of the earlier profile, opened or reset at a counter. */
export const certificateWanted = z.strictObject({ enterpriseCode: text(40), accountKind: z.enum(ACCOUNT_KINDS) })
