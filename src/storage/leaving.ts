import type { WriteDb } from './database.ts'
import { sql } from './database.ts'
import type { ReplicatedTable, Row } from './rows.ts'

/** The central may still have to be sent the act, or once more, with its pictures: until it has confirmed a withdrawal too. */
const UNSETTLED = "state in ('recorded', 'delivered', 'held') or (state = 'withdrawn' and settled_at is null)"
/** Acts for which a picture or a reading may still be needed here. */
const OPEN = `select 1 from outbox where (${UNSETTLED})`
/** The same, and acts that came back: whoever opens one again finds the form as it was typed. */
const BACK_AS_WORK = `select 1 from outbox where (${UNSETTLED} or state = 'returned')`

/**
 * What goes from this desk with a row that the central took back: a person's portrait and the readings of their card,
 * and with a member of staff the right to sign in here without a network. What is still to be sent stays.
 */
export async function forgetLeft(
  db: WriteDb,
  table: ReplicatedTable,
  before: Row | undefined,
  after: Row | null,
): Promise<void> {
  if (before === undefined) return
  if (table === 'person' && after === null) await forgetPerson(db, before)
  if (table === 'staff' && after?.['state'] !== 'active')
    await db.run(sql('delete from offline_verifier where login = ?', [before['login']]))
}

async function forgetPerson(db: WriteDb, person: Row): Promise<void> {
  await db.run(
    sql(
      `delete from attachment where id = ? and delivered_at is not null
       and not exists (${OPEN} and instr(envelope, attachment.id) > 0)`,
      [person['portrait_id']],
    ),
  )
  await db.run(
    sql(
      `delete from card_reading where document_type = ? and document_number = ?
       and not exists (${OPEN} and instr(envelope, card_reading.document_number) > 0)`,
      [person['document_type'], person['document_number']],
    ),
  )
}

/**
 * The same after a copy, which brings who is here and no word of who left: only an active member of the hall's staff
 * signs in here without a network, and a portrait or a reading is kept of nobody else. Cards of whoever is received
 * now are not anybody's here yet.
 */
export async function forgetMissing(db: WriteDb): Promise<void> {
  await db.run(sql("delete from offline_verifier where login not in (select login from staff where state = 'active')"))
  await db.run(
    sql(
      `delete from attachment where purpose in ('portrait', 'chip-portrait') and delivered_at is not null
       and id not in (select portrait_id from person where portrait_id is not null)
       and not exists (${BACK_AS_WORK} and instr(envelope, attachment.id) > 0)
       and not exists (select 1 from draft where instr(draft.content, attachment.id) > 0)`,
    ),
  )
  await db.run(
    sql(
      `delete from card_reading where not exists (select 1 from visit where ended_at is null)
       and not exists (select 1 from person p where p.document_type = card_reading.document_type
         and p.document_number = card_reading.document_number)
       and not exists (${OPEN} and instr(envelope, card_reading.document_number) > 0)`,
    ),
  )
}

/** The same for a whole hall: of pictures and readings only those stay that something unsent or unfinished names. */
export async function forgetLeftBehind(db: WriteDb): Promise<void> {
  await db.run(
    sql(
      `delete from attachment where delivered_at is not null and not exists (${OPEN} and instr(envelope, attachment.id) > 0)`,
    ),
  )
  await db.run(
    sql(`delete from card_reading where not exists (${OPEN} and instr(envelope, card_reading.document_number) > 0)`),
  )
  await db.run(sql('delete from offline_verifier'))
}
