import type { PersonChanges, RecordedPerson } from '../domain/capture/types.ts'
import type { DocumentTypeId } from '../domain/document/document-types.ts'
import type { Validity } from '../domain/document/validity.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'
import { NOBODY, plainColumns } from './person-row.ts'
import { patchRow, putRow, type Row, type Work } from './rows.ts'

interface PersonRecord {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly document_type: DocumentTypeId
  readonly document_number: string
  readonly account_state: RecordedPerson['accountState']
  readonly credential_state: RecordedPerson['credentialState']
  readonly level: number
  readonly validity_kind: 'custom' | 'long-term' | null
  readonly validity_start: string | null
  readonly validity_end: string | null
  readonly validity_stated: number
  readonly captured_at: number | null
  readonly has_scene_photo: number
}

function validityOf({
  validity_kind: kind,
  validity_start: start,
  validity_end: end,
}: PersonRecord): Validity | undefined {
  if (kind === null || start === null) return undefined
  if (kind === 'long-term') return { kind, start }
  return end === null ? undefined : { kind, start, end }
}

const toPerson = (row: PersonRecord): RecordedPerson => ({
  id: row.id,
  hallId: row.hall_id,
  name: row.name,
  documentType: row.document_type,
  documentNumber: row.document_number,
  accountState: row.account_state,
  credentialState: row.credential_state,
  level: row.level,
  validity: validityOf(row),
  validityStated: row.validity_stated === 1,
  capturedAt: row.captured_at,
  hasScenePhoto: row.has_scene_photo === 1,
})

export async function findRecordedPerson(db: ReadDb, id: string | undefined): Promise<RecordedPerson | undefined> {
  if (id === undefined) return undefined
  const row = await db.find<PersonRecord>(sql('select * from person where id = ?', [id]))
  return row && toPerson(row)
}

/** Who holds this document, as their main one or as a further one. */
export async function findDocumentHolder(
  db: ReadDb,
  documentType: string,
  documentNumber: string,
): Promise<{ readonly person: RecordedPerson; readonly isMain: boolean } | undefined> {
  if (documentNumber === '') return undefined
  const key = [documentType, documentNumber]
  const main = await db.find<PersonRecord>(
    sql('select * from person where document_type = ? and document_number = ?', key),
  )
  if (main !== undefined) return { person: toPerson(main), isMain: true }
  const further = await db.find<PersonRecord>(
    sql(
      'select p.* from person_document d join person p on p.id = d.person_id where d.document_type = ? and d.document_number = ?',
      key,
    ),
  )
  return further && { person: toPerson(further), isMain: false }
}

/** The columns of a document's term. */
export const validityColumns = (validity: Validity): Row => ({
  validity_kind: validity.kind,
  validity_start: validity.start,
  validity_end: validity.kind === 'custom' ? validity.end : null,
})

/** Domain name → column, for what is written as it is. */
const COLUMNS = {
  name: 'name',
  documentType: 'document_type',
  documentNumber: 'document_number',
  accountState: 'account_state',
  credentialState: 'credential_state',
  level: 'level',
  sex: 'sex',
  birth: 'birth',
  nationality: 'nationality',
  residence: 'residence',
  capturedAt: 'captured_at',
  captureChannel: 'capture_channel',
  capturedPhone: 'captured_phone',
  portraitAttachmentId: 'portrait_id',
} as const satisfies Partial<Record<keyof PersonChanges, string>>

function columnsOf(changes: PersonChanges, now: Instant): Row {
  return {
    ...plainColumns(COLUMNS, changes),
    // A capture sees the document, so its term is no longer what its holder says.
    ...(changes.validity === undefined ? {} : { ...validityColumns(changes.validity), validity_stated: 0 }),
    ...(changes.hasScenePhoto === true ? { has_scene_photo: 1 } : {}),
    // An earlier value's end would close the initial one that this capture opens.
    ...(changes.credentialState === undefined ? {} : { credential_void_at: null }),
    updated_at: now,
  }
}

export function openPerson(
  work: Work,
  { personId, hallId, changes }: { personId: string; hallId: string; changes: PersonChanges },
  now: Instant,
): Promise<void> {
  return putRow(work, 'person', { id: personId, hall_id: hallId, ...NOBODY, ...columnsOf(changes, now) })
}

export function changePerson(work: Work, personId: string, changes: PersonChanges, now: Instant): Promise<void> {
  return patchRow(work, 'person', [personId], columnsOf(changes, now))
}
