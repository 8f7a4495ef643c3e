import type { CardReadingForm } from '../contract/capture.ts'
import type { CardRead } from '../contract/device.ts'
import { checkStoredPicture } from '../domain/capture/picture.ts'
import type { InformationField } from '../domain/capture/types.ts'
import { parseDocument } from '../domain/document/document-number.ts'
import type { DocumentTypeId } from '../domain/document/document-types.ts'
import { beijingDate } from '../domain/kernel/calendar.ts'
import { DAY, MINUTE, type Instant } from '../domain/kernel/instant.ts'
import { maskDocumentNumber, maskName } from '../domain/kernel/mask.ts'
import { normaliseName, parseName } from '../domain/person/name.ts'
import { storeAttachment } from './attachment.ts'
import { findDocumentHolder } from './capture-person.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext, WriteContext } from './queries.ts'

/** How long a reading counts as "the card is here": the time of one visit's beginning, not of a day. */
export const READING_COUNTS_FOR = 10 * MINUTE

export interface CardReadingRecord {
  readonly id: string
  readonly document_type: DocumentTypeId
  readonly document_number: string
  readonly name: string
  readonly fields: string
  readonly portrait_id: string | null
  readonly serial: string
  readonly driver: string
  readonly evidence: string
  readonly operator_id: string
  readonly read_at: number
}

/** A card as a reader handed it over, before anything about it was checked. */
export interface HandedCard {
  readonly documentType: DocumentTypeId
  readonly fields: Readonly<Partial<Record<InformationField, string | undefined>>>
  readonly portrait: Uint8Array | undefined
  readonly serial: string
  readonly driver: string
  readonly evidence: string
}

/**
 * Keeps a card that was just read, and tells, masked, whose it is. Undefined when what the reader handed over can't
 * be a card: its number or name breaks the rules that cards are made by.
 */
export async function keepReading(
  db: WriteDb,
  card: HandedCard,
  context: WriteContext,
): Promise<Extract<CardRead, { outcome: 'read' }> | undefined> {
  const { now, operator } = context
  const today = beijingDate(now)
  const document = parseDocument(card.documentType, card.fields.documentNumber ?? '', today)
  const name = parseName(card.fields.name ?? '')
  // Older cards carry rare characters as private-use code points: such a name is typed anew, the card still counts.
  const nameText = name.ok ? name.name : normaliseName(card.fields.name ?? '')
  if (!document.ok || nameText === '') return undefined
  const id = context.newId()
  await storeReading(db, {
    id,
    document_type: card.documentType,
    document_number: document.number,
    name: nameText,
    fields: JSON.stringify({ ...card.fields, documentNumber: document.number, name: nameText }),
    portrait_id: await keepPortrait(db, card.portrait, context),
    serial: card.serial,
    driver: card.driver,
    evidence: context.digest(new TextEncoder().encode(card.evidence)),
    operator_id: operator?.staffId ?? '',
    read_at: now,
  })
  await context.audit('device.read-card', [id], { driver: card.driver })
  const holder = await findDocumentHolder(db, card.documentType, document.number)
  const end = card.fields.validityKind === 'custom' ? (card.fields.validityEnd ?? '') : ''
  return {
    outcome: 'read',
    readingId: id,
    documentType: card.documentType,
    name: maskName(nameText),
    document: maskDocumentNumber(document.number),
    expired: end !== '' && end < today,
    personId: holder?.person.id ?? null,
    readAt: now,
  }
}

/** A portrait that is no picture, or a strange one, is left out: the card was read all the same. */
async function keepPortrait(
  db: WriteDb,
  portrait: Uint8Array | undefined,
  { newId, now, digest }: WriteContext,
): Promise<string | null> {
  if (portrait === undefined || !checkStoredPicture(portrait).ok) return null
  const stored = await storeAttachment(db, {
    id: newId(),
    content: portrait,
    purpose: 'chip-portrait',
    now,
    digest: digest(portrait),
  })
  return stored.id
}

/** Keeps a reading for a day; older ones go. */
async function storeReading(db: WriteDb, reading: CardReadingRecord): Promise<void> {
  const columns = Object.keys(reading)
  await db.run(
    sql(
      `insert into card_reading (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      Object.values(reading),
    ),
  )
  await db.run(sql('delete from card_reading where read_at < ?', [reading.read_at - DAY]))
}

export function findReading(db: ReadDb, id: string): Promise<CardReadingRecord | undefined> {
  return db.find(sql('select * from card_reading where id = ?', [id]))
}

/** The newest reading of this document that still counts as presence (OP-25), if there is one. */
export function findPresence(
  db: ReadDb,
  documentType: string,
  documentNumber: string,
  now: Instant,
): Promise<CardReadingRecord | undefined> {
  return db.find(
    sql(
      'select * from card_reading where document_type = ? and document_number = ? and read_at >= ? order by read_at desc limit 1',
      [documentType, documentNumber, now - READING_COUNTS_FOR],
    ),
  )
}

export const cardReadingReads = {
  'capture.reading': async (
    db: ReadDb,
    { readingId }: { readingId: string },
    { operator }: ReadContext,
  ): Promise<CardReadingForm | null> => {
    const record = await findReading(db, readingId)
    // Another clerk's reading is none of this clerk's business.
    if (record?.operator_id !== operator?.staffId || record === undefined) return null
    return {
      documentType: record.document_type,
      fields: JSON.parse(record.fields) as Partial<Record<InformationField, string>>,
      portraitAttachmentId: record.portrait_id,
      readAt: record.read_at,
    }
  },
}
