import type { DocumentTypeId } from '../../domain/document/document-types.ts'
import { makeId, recordedAt, STREAM, streamOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { Weighted } from './random.ts'

/** What other things need to know of a person without making the whole of them. */
export interface PersonBasics {
  readonly documentType: DocumentTypeId
  /** A0 no account, A1 opened, A2 normal, A3 overseas, A4 deregistered (R-TR-ACC). */
  readonly accountState: string
}

const documentTypes = new Weighted<DocumentTypeId>([
  ['resident-id', 976],
  ['hk-macao-permit', 4],
  ['taiwan-permit', 3],
  ['foreign-passport', 5],
  ['foreign-permanent-residence', 2],
  ['hk-macao-residence', 2],
  ['taiwan-residence', 1],
  ['chinese-passport', 2],
  ['work-permit-a', 1],
  ['work-permit-b', 2],
  ['work-permit-c', 1],
  ['other', 1],
])

const residentAccounts = new Weighted([
  ['A2', 895],
  ['A0', 60],
  ['A1', 35],
  ['A4', 10],
])
const overseasAccounts = new Weighted([
  ['A3', 5],
  ['A2', 3],
  ['A0', 2],
])

/** Documents of people whose names are written in Latin letters. */
export const LATIN_NAMED: ReadonlySet<DocumentTypeId> = new Set([
  'foreign-passport',
  'foreign-permanent-residence',
  'work-permit-a',
  'work-permit-b',
  'work-permit-c',
  'other',
])

/** Documents and account of a person: what relations and phones have to agree with. */
export function basicsOf(plan: Plan, index: number): PersonBasics {
  const random = streamOf(plan, STREAM.account, index)
  const documentType = documentTypes.draw(random)
  const overseas = LATIN_NAMED.has(documentType) && documentType !== 'foreign-permanent-residence'
  if (documentType === 'other') return { documentType, accountState: 'A3' }
  return { documentType, accountState: (overseas ? overseasAccounts : residentAccounts).draw(random) }
}

/** A person's id, without making the person. */
export function personIdOf(plan: Plan, index: number): string {
  return makeId(plan, STREAM.person, index, recordedAt(plan, STREAM.person, index))
}
