import type { PersonFile } from '../contract/person.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { maskDocumentNumber, maskName, maskPhone } from '../domain/kernel/mask.ts'
import { codePoints } from '../domain/kernel/text.ts'
import { personWarnings } from '../domain/person/warnings.ts'
import type { ReadDb } from './database.ts'
import { sql } from './database.ts'

/** A person's row as the database holds it. */
export interface PersonRecord {
  readonly id: string
  readonly hall_id: string
  readonly name: string
  readonly document_type: string
  readonly document_number: string
  readonly sex: string | null
  readonly nationality: string | null
  readonly birth: string | null
  readonly account_state: string
  readonly credential_state: string
  readonly credential_void_at: number | null
  readonly level: number
  readonly username: string | null
  readonly email: string | null
  readonly contact_address: string | null
  readonly residence: string | null
  readonly validity_kind: string | null
  readonly validity_start: string | null
  readonly validity_end: string | null
  readonly validity_stated: number
  readonly captured_at: number | null
  readonly capture_channel: string | null
  readonly captured_phone: string | null
  readonly has_scene_photo: number
  readonly portrait_id: string | null
  readonly version: number
  readonly updated_at: number
}

interface DocumentRecord {
  readonly document_type: string
  readonly document_number: string
  readonly is_main: number
  readonly added_at: number
}

interface Counts {
  readonly phones: number
  readonly emptied: number
  readonly relations: number
  readonly pending: number
}

export const findPerson = (db: ReadDb, id: string): Promise<PersonRecord | undefined> =>
  db.find(sql('select * from person where id = ?', [id]))

/** The year and no more: with name and place a whole date of birth is half an ID number. */
export const maskBirth = (birth: string): string => `${birth.slice(0, 4)}-**-**`

/** The first character and the domain: enough to say "is it still that one?". */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 1 ? '***' : `${email.slice(0, 1)}***${email.slice(at)}`
}

/** Province and city; the rest is where somebody lives. */
export const maskAddress = (address: string): string => `${codePoints(address).slice(0, 6).join('')}****`

export const maskUsername = (name: string): string => `${codePoints(name).slice(0, 2).join('')}****`

export const orNull = (value: string | null, mask: (text: string) => string): string | null =>
  value === null || value === '' ? null : mask(value)

async function countThings(db: ReadDb, id: string): Promise<Counts> {
  const counts = await db.find<Counts>(
    sql(
      `select
        (select count(*) from phone where person_id = ? and state <> 'emptied') as phones,
        (select count(*) from phone where person_id = ? and state = 'emptied') as emptied,
        (select count(*) from relation where person_id = ? and state in ('R4', 'R5')) as relations,
        (select count(*) from relation where person_id = ? and state in ('R1', 'R2', 'R3')) as pending`,
      [id, id, id, id],
    ),
  )
  return counts ?? { phones: 0, emptied: 0, relations: 0, pending: 0 }
}

/** The person's file from the cache, masked field by field (R-MSK-03, OP-13); null when nobody has this id. */
export async function loadPersonFile(db: ReadDb, id: string, now: number): Promise<PersonFile | null> {
  const person = await findPerson(db, id)
  if (person === undefined) return null
  const documents = await db.all<DocumentRecord>(
    sql('select * from person_document where person_id = ? order by is_main desc, added_at', [id]),
  )
  const counts = await countThings(db, id)
  return {
    ...facts(person),
    documents: documents.map((document) => ({
      documentType: document.document_type,
      masked: maskDocumentNumber(document.document_number),
      isMain: document.is_main === 1,
      addedAt: document.added_at,
    })),
    counts: { phones: counts.phones, relations: counts.relations, pendingRelations: counts.pending },
    warnings: personWarnings(
      {
        accountState: person.account_state,
        credentialState: person.credential_state,
        capturedAt: person.captured_at,
        hasScenePhoto: person.has_scene_photo === 1,
        validityKind: person.validity_kind,
        validityEnd: person.validity_end,
        validityStated: person.validity_stated === 1,
        numbers: counts.phones,
        emptied: counts.emptied,
      },
      beijingDate(now),
    ),
  }
}

function facts(person: PersonRecord) {
  return {
    id: person.id,
    version: person.version,
    name: maskName(person.name),
    documentType: person.document_type,
    document: maskDocumentNumber(person.document_number),
    sex: person.sex,
    nationality: person.nationality,
    birth: orNull(person.birth, maskBirth),
    accountState: person.account_state,
    credentialState: person.credential_state,
    credentialVoidAt: person.credential_void_at,
    level: person.level,
    username: orNull(person.username, maskUsername),
    email: orNull(person.email, maskEmail),
    contactAddress: orNull(person.contact_address, maskAddress),
    validityKind: person.validity_kind,
    validityStart: person.validity_start,
    validityEnd: person.validity_end,
    capturedAt: person.captured_at,
    captureChannel: person.capture_channel,
    capturedPhone: orNull(person.captured_phone, maskPhone),
    hasScenePhoto: person.has_scene_photo === 1,
    portraitId: person.portrait_id,
    updatedAt: person.updated_at,
  }
}
