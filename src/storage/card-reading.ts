import type { CardReadingForm } from '../contract/capture.ts'
import type { InformationField } from '../domain/capture/types.ts'
import type { DocumentTypeId } from '../domain/document/document-types.ts'
import { DAY, MINUTE, type Instant } from '../domain/kernel/instant.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReadContext } from './queries.ts'

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

/** Keeps a reading for a day; older ones go, and with them portraits that no command came to refer to. */
export async function storeReading(db: WriteDb, reading: CardReadingRecord): Promise<void> {
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
