import type { CommandOutcome } from '../contract/command.ts'
import { FeedLog } from '../storage/feed-log.ts'
import { takeTurns } from '../storage/turns.ts'
import { faultLine } from '../sync/fault-line.ts'
import { FAULTS_MOST, noteFault } from './command-faults.ts'
import type { CentralDeps } from './deps.ts'
import { findDevice, takeTurn } from './device-record.ts'
import { decideAgain } from './held.ts'
import { readCommand } from './read-command.ts'
import { takeCommand, type BatchStop, type Delivery, type Taken } from './take-command.ts'

export interface BatchAnswer {
  readonly outcomes: CommandOutcome[]
  readonly stop?: BatchStop
  readonly lastSeq: number
}

/** A desk waits 15 s for an answer: once services have taken this long, the rest of a batch is left to the next. */
const BATCH_TIME = 5_000

/**
 * So many commands share a transaction, and with it one wait for the disk, at the most. More would gain little, for the
 * wait is then a small part of what each costs; and whoever else writes about the same people waits for them all.
 */
const GROUP = 10

/**
 * Takes commands in device order, each with its idempotency row, effect, audit and feed rows, and answers once they are
 * on the disk (docs/decisions/0013). A command that came before gets the same answer again; the batch stops at the first
 * one that doesn't continue the device's chain, or whose deciding failed. One that fails again and again is given back.
 */
export async function takeBatch(deps: CentralDeps, deviceId: string, batch: readonly Delivery[]): Promise<BatchAnswer> {
  const started = performance.now()
  const outcomes: CommandOutcome[] = []
  let lastSeq = 0
  while (outcomes.length < batch.length) {
    if (outcomes.length > 0 && performance.now() - started > BATCH_TIME) break
    const group = batch.slice(outcomes.length, outcomes.length + GROUP)
    for (const taken of await takeGroup(deps, deviceId, group)) {
      lastSeq = taken.lastSeq
      if (taken.kind === 'stop') return { outcomes, stop: taken.stop, lastSeq }
      outcomes.push(isToProve(taken) ? await prove(deps, taken.outcome) : taken.outcome)
    }
  }
  return { outcomes, lastSeq }
}

const isToProve = (taken: Taken): boolean => taken.kind === 'taken' && taken.isNew && taken.outcome.state === 'held'

/** Whether others have to wait: the batch stops at it, or those after it may need what it waits for. */
const isLast = (taken: Taken | undefined): boolean =>
  taken?.kind === 'stop' || (taken !== undefined && isToProve(taken))

/** Takes the first of these commands, together with as many of the others as go with it. */
async function takeGroup(deps: CentralDeps, deviceId: string, group: readonly Delivery[]): Promise<Taken[]> {
  try {
    if (group.length > 1) return await takeTogether(deps, deviceId, group)
  } catch (error) {
    // Which of them it was, and whether it fails again, is found by taking each by itself.
    process.stderr.write(`${String(group.length)} commands of ${deviceId} taken apart: ${faultLine(error)}\n`)
  }
  const all: Taken[] = []
  for (const delivery of group) {
    all.push(...(await takeAlone(deps, deviceId, delivery)))
    if (isLast(all.at(-1))) break
  }
  return all
}

async function takeAlone(deps: CentralDeps, deviceId: string, delivery: Delivery): Promise<Taken[]> {
  try {
    return await takeTogether(deps, deviceId, [delivery])
  } catch (error) {
    const { faultId, count } = await noteFault(deps, delivery.command.id, error)
    if (count >= FAULTS_MOST) return takeTogether(deps, deviceId, [delivery], faultId)
    const device = await deps.database.read((db) => findDevice(db, deviceId))
    return [{ kind: 'stop', stop: 'faulted', lastSeq: device?.last_seq ?? 0 }]
  }
}

/**
 * One transaction, with the turns of all whom the commands name taken at its beginning, in one order, and the halls told
 * at its end: a second command that took its turn after the first had told a hall could wait for somebody who waits for
 * that hall.
 * @param faultId why all of them are given back undecided
 */
function takeTogether(
  deps: CentralDeps,
  deviceId: string,
  group: readonly Delivery[],
  faultId?: string,
): Promise<Taken[]> {
  return deps.database.write(async (db) => {
    const all: Taken[] = []
    const read = group.map((delivery) => ({ ...delivery, read: readCommand(delivery.command) }))
    const device = await takeTurn(db, deviceId)
    const turns = device === undefined ? [] : [device.hall_id, ...read.flatMap((one) => one.read.subjects)]
    await takeTurns(db, turns)
    const work = { db, log: new FeedLog(turns) }
    for (const delivery of read) {
      all.push(await takeCommand(deps, work, deviceId, delivery, { now: deps.now(), faultId }))
      if (isLast(all.at(-1))) break
    }
    await work.log.flush(db, deps.now())
    return all
  })
}

/** Services are asked only after the commit; the answer to the desk then already says what they found. */
async function prove(deps: CentralDeps, outcome: CommandOutcome): Promise<CommandOutcome> {
  try {
    return (await decideAgain(deps, outcome.commandId)) ?? outcome
  } catch (error) {
    // It is taken and held; `retryHeld` comes back to it.
    await noteFault(deps, outcome.commandId, error)
    return outcome
  }
}
