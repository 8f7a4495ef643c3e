import {
  readFieldFile,
  receiptHeader,
  RECEIPT_MAGIC,
  tallyOf,
  type FieldFile,
  type ReceiptBody,
  type ReceiptHeader,
} from '../../contract/bundle.ts'
import type { Command, CommandOutcome } from '../../contract/command.ts'
import { defineRefusals } from '../../domain/kernel/refusal.ts'
import { picturesOf } from '../../storage/attachment.ts'
import type { WriteDb } from '../../storage/database.ts'
import { sql } from '../../storage/database.ts'
import { noteDeclared } from '../../storage/lost-range.ts'
import { applyOutcome, listUnsent } from '../../storage/outbox.ts'
import { rebase } from '../../storage/rebase.ts'
import { Refused } from '../../storage/refused.ts'
import { writeContextOf } from '../contexts.ts'
import type { Desk } from '../desk.ts'
import { findCursor } from '../mirror.ts'
import { takePage } from '../pull.ts'
import { rebaseTools } from '../rebase-tools.ts'
import { noteDelivered } from '../push.ts'
import { findSetting } from '../settings.ts'
import { isSignedByCentral, openReceipt } from './box.ts'

/** Why a receipt isn't believed, by precedence. */
export const receiptRefusals = defineRefusals({
  'receipt-foreign': { rule: 'FIELD-RECEIPT' },
  'receipt-newer': { rule: 'FIELD-RECEIPT' },
  'receipt-cut': { rule: 'FIELD-RECEIPT' },
  'receipt-other-desk': { rule: 'FIELD-RECEIPT' },
  'receipt-forged': { rule: 'FIELD-RECEIPT' },
  'receipt-unknown-bundle': { rule: 'FIELD-RECEIPT' },
  'receipt-used': { rule: 'FIELD-RECEIPT' },
})

interface Kept {
  readonly id: string
  readonly reply_key: string
  readonly answered_at: number | null
}

/**
 * Takes over what the central says of the acts of a bundle, as if it had said it by the network: delivered or held at
 * once, effective and returned with the rows they changed. What was stopped halfway is taken up by taking it again.
 * @throws Refused, with nothing changed
 */
export async function takeReceipt(desk: Desk, { content }: { readonly content: Uint8Array }) {
  const { file, kept, body } = await open(desk, content)
  await desk.database.write(async (db) => {
    const sent = await listUnsent(db, -1)
    await noteDelivered(desk, db, sent, body)
    for (const { to, missing } of body.lost) await noteDeclared(db, to, missing)
    await noteTaken(desk, db, body)
  })
  const stop = body.stop === undefined ? {} : { stop: body.stop }
  const rows = await follow(desk, body)
  if (rows === 0) await settleReturned(desk, body.outcomes)
  // Used at the very end: a desk that was stopped on the way takes it again, and each step bears being repeated.
  await desk.database.write(async (db) => {
    await db.run(sql('update field_bundle set answered_at = ? where id = ?', [file.header.madeAt, kept.id]))
    await writeContextOf(desk, db).audit('field.take-receipt', [], { ...tallyOf(body.outcomes), ...stop })
  })
  desk.tell('rows-changed', { tables: ['outbox', 'person', 'phone', 'relation'] })
  return { tally: tallyOf(body.outcomes), madeAt: file.header.madeAt, rows, ...stop }
}

interface Believed {
  readonly file: FieldFile<ReceiptHeader>
  readonly kept: Kept
  readonly body: ReceiptBody
}

async function open(desk: Desk, content: Uint8Array): Promise<Believed> {
  const refuse = (code: (typeof receiptRefusals.codes)[number]) => new Refused(receiptRefusals.make(code))
  const file = readFieldFile(RECEIPT_MAGIC, receiptHeader, content)
  if (typeof file === 'string') throw refuse(`receipt-${file}`)
  if (file.header.device !== desk.enrolment?.deviceId) throw refuse('receipt-other-desk')
  const { signingKey, kept } = await desk.database.read(async (db) => ({
    signingKey: await findSetting<string>(db, 'central-signing-key'),
    kept: await db.find<Kept>(
      sql('select id, reply_key, answered_at from field_bundle where id = ?', [file.header.bundle]),
    ),
  }))
  if (signingKey === undefined || !isSignedByCentral(file, signingKey)) throw refuse('receipt-forged')
  if (kept === undefined) throw refuse('receipt-unknown-bundle')
  if (kept.answered_at !== null && kept.answered_at >= file.header.madeAt) throw refuse('receipt-used')
  const body = openReceipt(file, Buffer.from(kept.reply_key, 'base64'))
  if (body === undefined) throw refuse('receipt-forged')
  return { file, kept, body }
}

/** The central has the pictures of what it took: they need no second way. */
async function noteTaken(desk: Desk, db: WriteDb, { outcomes }: ReceiptBody): Promise<void> {
  for (const { commandId } of outcomes) {
    const row = await db.find<{ envelope: string }>(
      sql('select envelope from outbox where command_id = ?', [commandId]),
    )
    if (row === undefined) continue
    for (const id of picturesOf(JSON.parse(row.envelope) as Command))
      await db.run(
        sql('update attachment set delivered_at = ? where id = ? and delivered_at is null', [desk.clock.now(), id]),
      )
  }
}

/**
 * Takes over what of the pages comes after what is here already: whoever met the network meanwhile, or took the receipt
 * of another file that left with this one, is further than where it begins. Gives how many rows they brought.
 */
async function follow(desk: Desk, { feed }: ReceiptBody): Promise<number> {
  let taken = 0
  for (const page of feed) {
    const cursor = await desk.database.read(findCursor)
    const rows = page.rows.filter(({ seq }) => seq > (cursor?.seq ?? 0))
    if (cursor !== undefined && (await takePage(desk, cursor, { ...page, rows }))) taken += rows.length
  }
  return taken
}

/**
 * What was returned changed nothing at the central, so that it can be believed without rows: the guess is undone and
 * the act is work now. What took effect stays delivered until its rows are here.
 */
async function settleReturned(desk: Desk, outcomes: readonly CommandOutcome[]): Promise<void> {
  const returned = outcomes.filter(({ state }) => state === 'returned')
  if (returned.length === 0) return
  await desk.database.write(async (db) => {
    for (const outcome of returned) {
      const open = await db.find(
        sql("select 1 from outbox where command_id = ? and state in ('delivered', 'held')", [outcome.commandId]),
      )
      if (open !== undefined) await applyOutcome(db, outcome, desk.clock.now())
    }
    await rebase(db, [], rebaseTools(desk))
  })
}
