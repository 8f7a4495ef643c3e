import type { ApprovalFact } from '../contract/approval.ts'
import { identifiesPerson, typedFields } from '../domain/capture/information.ts'
import type { CaptureSubmit } from '../domain/capture/types.ts'
import { maskName } from '../domain/kernel/mask.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import { findDocumentHolder } from './capture-person.ts'
import type { ReadDb } from './database.ts'

type Fields = Readonly<Record<string, unknown>>

/** Plain fields of a form that a second person judges by; the rest is plumbing or shown as subjects. */
const SHOWN = ['fallback', 'identityType', 'validUntil', 'reason', 'kind', 'branch', 'documentType'] as const
/** Pictures are named here; the central shows them. */
const ATTACHED = ['letterAttachmentId', 'scenePhotoAttachmentId', 'sceneAttachmentId'] as const

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the clerk typed over the machine's reading (OP-23): the very thing an approver is asked about. */
function listEdits({ information, reading }: Fields): ApprovalFact[] {
  const read = isFields(reading) ? reading['fields'] : undefined
  if (!isFields(information) || !isFields(read)) return []
  return Object.entries(information)
    .filter(([field, typed]) => typeof read[field] === 'string' && read[field] !== '' && read[field] !== typed)
    .map(([field, typed]) => ({ field, value: String(typed), before: String(read[field]) }))
}

/** Where a capture's name and number come from; those that no machine read are shown, having nothing beside them. */
function listReading({ information, reading }: Partial<CaptureSubmit>): ApprovalFact[] {
  if (information === undefined) return []
  const typed = typedFields(information, reading).filter((field) => identifiesPerson([field]))
  const source = typed.length > 0 ? 'typed' : reading?.source
  if (source === undefined) return []
  return [{ field: 'reading', value: source }, ...typed.map((field) => ({ field, value: information[field] }))]
}

/** The account that has the document of a capture beside its main one: whether it is the visitor's is asked (OP-17). */
async function listHolder(db: ReadDb, { documentType, information }: Partial<CaptureSubmit>): Promise<ApprovalFact[]> {
  if (documentType === undefined || information === undefined) return []
  const holder = await findDocumentHolder(db, documentType, normaliseIdentifier(information.documentNumber))
  return holder === undefined || holder.isMain ? [] : [{ field: 'holder', value: maskName(holder.person.name) }]
}

/** The facts of one act's form, by field. Values are codes or what was typed; the words are the page's. */
export async function listFacts(db: ReadDb, name: string, payload: Fields): Promise<ApprovalFact[]> {
  const plain = SHOWN.flatMap((field) => {
    const value = payload[field]
    return typeof value === 'string' && value !== '' ? [{ field, value }] : []
  })
  const attached = ATTACHED.filter((field) => typeof payload[field] === 'string').map((field) => ({
    field,
    value: 'attached',
  }))
  // The wall parsed the payload by the contract of its name.
  const capture: Partial<CaptureSubmit> = name === 'capture.submit' ? payload : {}
  return [...plain, ...(await listHolder(db, capture)), ...listReading(capture), ...listEdits(payload), ...attached]
}
