import type { Command } from '../contract/command.ts'
import { picturesOf } from '../storage/attachment.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { declareAgainFrom } from '../storage/lost-range.ts'
import { findLastCommand } from '../storage/outbox.ts'

/**
 * The central has no more of this desk than up to this number, since it was restored from an earlier day: what it has
 * lost is still here and is sent again in its order, with its pictures. Gives how many acts and holes that is.
 */
export async function sendAgainAfter(db: WriteDb, lastSeq: number): Promise<number> {
  const lost = await db.all<{ envelope: string }>(sql('select envelope from outbox where seq > ?', [lastSeq]))
  const pictures = new Set(lost.flatMap(({ envelope }) => picturesOf(JSON.parse(envelope) as Command)))
  for (const id of pictures) await db.run(sql('update attachment set delivered_at = null where id = ?', [id]))
  await db.run(
    sql(
      `update outbox set state = case when state = 'withdrawn' then state else 'recorded' end, settled_at = null
       where seq > ?`,
      [lastSeq],
    ),
  )
  return lost.length + (await declareAgainFrom(db, lastSeq))
}

/**
 * Asks for the outcome of acts that were delivered in a hall which this desk has left: the feed that would have told it
 * is read no more, and the answer to an act that is sent once more says it (`elsewhere`).
 */
export const askForOutcomes = (db: WriteDb): Promise<number> =>
  db.run(sql("update outbox set state = 'recorded' where state = 'delivered'"))

/**
 * Sends again what the central doesn't have. Where its chain of this device doesn't end with our newest act, and hasn't
 * it to come either, a copy of this disk may have been there before us, since the central was restored: that act is sent
 * once more, for the central to know it, or to see that there are two, which nobody ever would else (TRUST-18).
 * @param head where the chain of this device ends at the central; an older one doesn't say
 */
export async function sendWhatIsMissing(db: WriteDb, lastSeq: number, head: string | undefined): Promise<void> {
  const own = await findLastCommand(db)
  const isKnown = own?.seq === lastSeq && (head === undefined || head === own.hash)
  const isToShow = own !== undefined && own.seq <= lastSeq && !isKnown
  await sendAgainAfter(db, isToShow ? own.seq - 1 : lastSeq)
}
