import { anything, commandsAnswer, type CommandsAnswer } from '../contract/central.ts'
import type { Command, CommandOutcome } from '../contract/command.ts'
import { referencedAttachments } from '../storage/attachment.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { applyOutcome, listUnsent, type OutboxRecord } from '../storage/outbox.ts'
import type { Desk } from './desk.ts'
import { Denied } from './http.ts'

const BATCH = 50

/**
 * Sends the outbox in device order until nothing unsent is left, each batch after the pictures it refers to.
 * What comes back is noted as delivered; whether it took effect is read from the feed, together with the effect.
 * @throws Unreachable or Denied; what was acknowledged before stays acknowledged.
 */
export async function push(desk: Desk): Promise<void> {
  for (;;) {
    const unsent = await desk.database.read((db) => listUnsent(db, BATCH))
    if (unsent.length === 0) return
    await sendAttachments(desk, unsent)
    const deliveries = unsent.map(({ envelope, state }) => ({
      command: JSON.parse(envelope) as Command,
      withdrawn: state === 'withdrawn',
    }))
    const answer = await desk.http.ask('/v1/desk/commands', commandsAnswer, { json: { deliveries } })
    await desk.database.write((db) => noteDelivered(db, unsent, answer, desk.clock.now()))
    desk.tell('rows-changed', { tables: ['outbox'] })
    if (answer.stop === 'gap') await desk.database.write((db) => sendAgainFrom(db, answer.lastSeq))
    else if (answer.stop !== undefined) throw new Denied(409, answer.stop, answer)
  }
}

async function noteDelivered(
  db: WriteDb,
  sent: readonly OutboxRecord[],
  answer: CommandsAnswer,
  now: number,
): Promise<void> {
  const withdrawn = new Set(sent.filter((record) => record.state === 'withdrawn').map((record) => record.command_id))
  for (const outcome of answer.outcomes) {
    if (withdrawn.has(outcome.commandId)) {
      await db.run(sql('update outbox set settled_at = ? where command_id = ?', [now, outcome.commandId]))
    } else await applyOutcome(db, asDelivered(outcome), now)
  }
}

/** Effective and returned are believed only when the feed brings them with the rows they changed. */
function asDelivered(outcome: CommandOutcome): CommandOutcome {
  return outcome.state === 'held' ? outcome : { commandId: outcome.commandId, state: 'delivered' }
}

/** The central was restored from an earlier day: what it lost is still here and is sent again. */
async function sendAgainFrom(db: WriteDb, lastSeq: number): Promise<void> {
  const changed = await db.run(
    sql("update outbox set state = 'recorded', settled_at = null where seq > ? and state <> 'withdrawn'", [lastSeq]),
  )
  if (changed === 0) throw new Denied(409, 'forked', undefined)
}

async function sendAttachments(desk: Desk, unsent: readonly OutboxRecord[]): Promise<void> {
  const ids = unsent.flatMap(({ envelope }) => {
    const command = JSON.parse(envelope) as Command
    const letter = command.visit?.acting.kind === 'letter' ? [command.visit.acting.attachmentId] : []
    return [...referencedAttachments(command.payload), ...letter]
  })
  for (const id of new Set(ids)) {
    const attachment = await desk.database.read((db) =>
      db.find<{ content: Buffer; media_type: string; purpose: string; delivered_at: number | null }>(
        sql('select content, media_type, purpose, delivered_at from attachment where id = ?', [id]),
      ),
    )
    if (attachment === undefined || attachment.delivered_at !== null) continue
    await desk.http.ask(`/v1/desk/attachments/${id}`, anything, {
      method: 'PUT',
      bytes: attachment.content,
      headers: { 'x-media-type': attachment.media_type, 'x-purpose': attachment.purpose },
      timeoutMs: 60_000,
    })
    await desk.database.write((db) =>
      db.run(sql('update attachment set delivered_at = ? where id = ?', [desk.clock.now(), id])),
    )
  }
}
