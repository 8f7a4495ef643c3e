import type { ApprovalFact } from '../contract/approval.ts'

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
    .filter(([field, typed]) => typeof read[field] === 'string' && read[field] !== typed)
    .map(([field, typed]) => ({ field, value: String(typed), before: String(read[field]) }))
}

/** The facts of one act's form, by field. Values are codes or what was typed; the words are the page's. */
export function listFacts(payload: Fields): ApprovalFact[] {
  const plain = SHOWN.flatMap((field) => {
    const value = payload[field]
    return typeof value === 'string' && value !== '' ? [{ field, value }] : []
  })
  const attached = ATTACHED.filter((field) => typeof payload[field] === 'string').map((field) => ({
    field,
    value: 'attached',
  }))
  return [...plain, ...listEdits(payload), ...attached]
}
