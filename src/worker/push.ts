import { anything, commandsAnswer, type CommandsAnswer } from '../contract/central.ts'
import type { Command, CommandOutcome } from '../contract/command.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { picturesOf } from '../storage/attachment.ts'
import { sql, type WriteDb } from '../storage/database.ts'
import { findUndeclared } from '../storage/lost-range.ts'
import { applyOutcome, listUnsent, type OutboxRecord } from '../storage/outbox.ts'
import { rebase, settleFromResults } from '../storage/rebase.ts'
import type { Desk } from './desk.ts'
import { Denied, Unreachable } from './http.ts'
import { declareLost, tellReports } from './lost.ts'
import { rebaseTools } from './rebase-tools.ts'
import { sendAgainAfter } from './send-again.ts'
import { findSetting } from './settings.ts'

const BATCH = 50

/**
 * Sends the outbox in device order until nothing unsent is left, each batch after the pictures it refers to.
 * What comes back is noted as delivered; whether it took effect is read from the feed, together with the effect.
 * @returns whether the central was there to answer; who has nothing to send hasn't asked
 * @throws Unreachable or Denied; what was acknowledged before stays acknowledged.
 */
export async function push(desk: Desk): Promise<boolean> {
  let sentAgainFrom: number | undefined
  let isAnswered = false
  for (;;) {
    const answer = await sendNext(desk)
    if (answer === undefined) break
    isAnswered = true
    if (answer.stop === 'gap') {
      // A gap that is still there after everything was sent again is no gap: asking on would never end.
      if (answer.lastSeq === sentAgainFrom) throw new Unreachable('the central forgets what it takes')
      sentAgainFrom = answer.lastSeq
      const again = await desk.database.write((db) => sendAgainAfter(db, answer.lastSeq))
      if (again === 0) throw new Denied(409, 'forked', undefined)
    } else if (answer.stop !== undefined) throw new Denied(409, answer.stop, answer)
  }
  await tellReports(desk)
  return isAnswered
}

/** Sends what comes next in the chain: commands, up to a hole that is to be declared first. Nothing when all is sent. */
async function sendNext(desk: Desk): Promise<Pick<CommandsAnswer, 'stop' | 'lastSeq'> | undefined> {
  const hole = await desk.database.read(findUndeclared)
  const unsent = await desk.database.read((db) => listUnsent(db, BATCH))
  const next = hole === undefined ? unsent : unsent.filter(({ seq }) => seq < hole.from)
  if (next.length > 0) return sendCommands(desk, next)
  return hole && declareLost(desk, hole)
}

async function sendCommands(desk: Desk, unsent: readonly OutboxRecord[]): Promise<CommandsAnswer> {
  const epoch = await desk.database.read((db) => findSetting<string>(db, 'epoch'))
  await sendAttachments(desk, unsent)
  const deliveries = unsent.map(({ envelope, state }) => ({
    command: JSON.parse(envelope) as Command,
    withdrawn: state === 'withdrawn',
  }))
  // Pictures that went ahead count at the central that took them: one restored since sends the desk back to copy first.
  const json = { ...(epoch === undefined ? {} : { epoch }), deliveries }
  const answer = await askToTake(desk, json)
  const noted = await desk.database.write((db) => noteDelivered(desk, db, unsent, answer))
  desk.tell('rows-changed', { tables: ['outbox'] })
  if (answer.stop === undefined && noted === 0) throw new Unreachable('the central answered none of what was sent')
  return answer
}

/** @throws Unreachable or Denied. Where one command was refused for its id, the answer still tells of those before it. */
async function askToTake(desk: Desk, json: unknown): Promise<CommandsAnswer> {
  try {
    return await desk.http.ask('/v1/desk/commands', commandsAnswer, { json })
  } catch (error) {
    const told = error instanceof Denied && error.status === 422 ? commandsAnswer.safeParse(error.body) : undefined
    if (told?.success !== true) throw error
    return told.data
  }
}

/** Notes what the central answered, however that came here. Gives how many of the commands sent are answered. */
export async function noteDelivered(
  desk: Desk,
  db: WriteDb,
  sent: readonly OutboxRecord[],
  answer: Pick<CommandsAnswer, 'outcomes'>,
): Promise<number> {
  const now = desk.clock.now()
  const waiting = new Map(sent.map((record) => [record.command_id, record.state]))
  let late = 0
  let elsewhere = 0
  for (const outcome of answer.outcomes) {
    const sentAs = waiting.get(outcome.commandId)
    if (sentAs === undefined) continue
    waiting.delete(outcome.commandId)
    await db.run(
      sql('update outbox set tries = tries + 1, next_try_at = null where command_id = ?', [outcome.commandId]),
    )
    if (outcome.state === 'withdrawn') await settleWithdrawn(db, outcome.commandId, now)
    else if (sentAs === 'withdrawn') late += await undoWithdrawal(db, outcome, now)
    else await applyOutcome(db, asDelivered(outcome), now)
    if (outcome.elsewhere === true) elsewhere++
  }
  const settled = elsewhere + (await settleFromResults(db, 'pending'))
  if (late + settled > 0) await rebase(db, [], rebaseTools(desk), late > 0 ? 'all' : 'touched')
  return sent.length - waiting.size
}

/** The withdrawal has its place in the central's chain. */
async function settleWithdrawn(db: WriteDb, commandId: string, now: Instant): Promise<void> {
  await db.run(
    sql("update outbox set state = 'withdrawn', flagged = 0, settled_at = ? where command_id = ?", [now, commandId]),
  )
}

/**
 * The central had taken the command before it heard of the withdrawal, because an answer was lost on the way: what
 * the central says holds, the act counts again, and it is work for the clerk until they have told the visitor.
 */
async function undoWithdrawal(db: WriteDb, outcome: CommandOutcome, now: Instant): Promise<number> {
  const undone = await db.run(
    sql("update outbox set state = 'delivered', withdrawn_late = 1 where command_id = ? and state = 'withdrawn'", [
      outcome.commandId,
    ]),
  )
  if (undone > 0) await applyOutcome(db, asDelivered(outcome), now)
  return undone
}

/**
 * Effective and returned are believed only when the feed brings them with the rows they changed; of a hall that the desk
 * has left no feed comes, and what it changed here the copy has brought.
 */
function asDelivered(outcome: CommandOutcome): CommandOutcome {
  if (outcome.elsewhere === true) return outcome
  return outcome.state === 'held' ? outcome : { commandId: outcome.commandId, state: 'delivered' }
}

/** A picture that the central doesn't have yet. */
async function findUnsentPicture(
  desk: Desk,
  id: string,
): Promise<{ readonly content: Buffer; readonly purpose: string } | undefined> {
  const statement = 'select content, purpose from attachment where id = ? and delivered_at is null'
  return desk.database.read((db) => db.find(sql(statement, [id])))
}

async function sendAttachments(desk: Desk, unsent: readonly OutboxRecord[]): Promise<void> {
  const ids = unsent.flatMap(({ envelope }) => picturesOf(JSON.parse(envelope) as Command))
  for (const id of new Set(ids)) {
    const attachment = await findUnsentPicture(desk, id)
    if (attachment === undefined) continue
    await desk.http.ask(`/v1/desk/attachments/${id}`, anything, {
      method: 'PUT',
      bytes: attachment.content,
      headers: { 'x-purpose': attachment.purpose },
      timeoutMs: 60_000,
    })
    await desk.database.write((db) =>
      db.run(sql('update attachment set delivered_at = ? where id = ?', [desk.clock.now(), id])),
    )
  }
}
