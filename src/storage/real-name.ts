import { recordGaps } from '../domain/capture/gaps.ts'
import { roadOf } from '../domain/capture/road.ts'
import { PAPER_VERSIONS } from '../domain/capture/types.ts'
import { DOCUMENT_TYPES, documentTypesOf } from '../domain/document/document-types.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { maskDocumentNumber, maskName } from '../domain/kernel/mask.ts'
import { normaliseIdentifier } from '../domain/kernel/text.ts'
import type { Policy } from '../domain/policy/policy.ts'
import { checkPicture } from './attachment.ts'
import { findDocumentHolder, findRecordedPerson } from './capture-person.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'

/** The two branches of a capture with their documents and steps (R-CAP-02, CF-27), and the papers in force. */
export function captureOptions(policy: Policy) {
  const taken = documentTypesOf(policy.documentTypes)
  const branch = (id: 'id-card' | 'other') => ({
    id,
    documentTypes: taken
      .filter(({ cardCapture }) => cardCapture === (id === 'id-card'))
      .map((type) => type.id as string),
    steps: [...roadOf('new', id, [])] as string[],
  })
  const papers = [
    ['privacy-consent', PAPER_VERSIONS.consent],
    ['face-agreement', PAPER_VERSIONS.faceAgreement],
  ] as const
  return {
    branches: [branch('id-card'), branch('other')].filter(({ documentTypes }) => documentTypes.length > 0),
    papers: papers.map(([id, [version]]) => ({ id, version, button: 'R-MSG-17' })),
    afterFront: 'R-MSG-16',
  }
}

/** Which branch a document takes; one nobody knows takes the form, and is refused by its type. */
export const branchOf = (documentType: string): 'id-card' | 'other' =>
  DOCUMENT_TYPES.find(({ id }) => id === documentType)?.cardCapture === true ? 'id-card' : 'other'

/** The id of whoever holds this document, as it was typed. */
export async function findHolderId(db: ReadDb, type: string, number: string): Promise<string | undefined> {
  return (await findDocumentHolder(db, type, normaliseIdentifier(number)))?.person.id
}

const MESSAGES = {
  complete: 'R-MSG-20',
  'scene-photo': 'R-MSG-21',
  'document-expired': 'R-MSG-24',
  'validity-unknown': null,
} as const

/** How somebody's own record stands (R-SUP-02 … R-SUP-05); the prescribed text is that of its gravest gap. */
export async function loadOwnRecord(db: ReadDb, personId: string, now: Instant) {
  const person = await findRecordedPerson(db, personId)
  const row = await db.find<{ capture_channel: string | null }>(
    sql('select capture_channel from person where id = ?', [personId]),
  )
  if (person === undefined || person.capturedAt === null)
    return { captured: false, channel: null, gaps: [], message: 'R-MSG-40' }
  const gaps = recordGaps(person, beijingDate(now))
  const gravest = gaps.find((gap) => gap === 'document-expired') ?? gaps[0] ?? 'complete'
  return { captured: true, channel: row?.capture_channel ?? null, gaps, message: MESSAGES[gravest] }
}

/** Everybody with a relation that counts at this enterprise, once each, masked (R-MNT-02). */
export async function listMaintainable(db: ReadDb, enterpriseId: string, now: Instant) {
  const rows = await db.all<{ id: string; name: string; document_number: string; identity_type: string }>(
    sql(
      `select p.id, p.name, p.document_number, r.identity_type from relation r join person p on p.id = r.person_id
       where r.enterprise_id = ? and r.state = 'R4' and (r.valid_until is null or r.valid_until >= ?)
       order by p.id, r.identity_type`,
      [enterpriseId, beijingDate(now)],
    ),
  )
  const people = new Map<string, { personId: string; name: string; document: string; identityTypes: string[] }>()
  for (const row of rows) {
    const known = people.get(row.id)
    if (known !== undefined) known.identityTypes.push(row.identity_type)
    else
      people.set(row.id, {
        personId: row.id,
        name: maskName(row.name),
        document: maskDocumentNumber(row.document_number),
        identityTypes: [row.identity_type],
      })
  }
  return [...people.values()]
}

/** A picture of a case as it came, read and checked. */
export interface TakenPicture {
  readonly id: string
  readonly purpose: string
  readonly content: Uint8Array
  readonly digest: string
}

/** Keeps the pictures of a case that was accepted, in its transaction; they were checked before. Central only. */
export async function keepPictures(db: WriteDb, pictures: readonly TakenPicture[], now: Instant): Promise<void> {
  for (const { id, purpose, content, digest } of pictures) {
    const { type } = checkPicture(content)
    await db.run(
      sql(
        'insert into attachment (id, sha256, media_type, bytes, content, purpose, created_at) values (?, ?, ?, ?, ?, ?, ?)',
        [id, digest, type, content.length, Buffer.from(content), purpose, now],
      ),
    )
  }
}

/** @throws Refused when the bytes are no JPEG or PNG, cut off, or too large. */
export const expectPicture = (content: Uint8Array): void => {
  checkPicture(content)
}
