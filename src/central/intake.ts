import type { Command, CommandOutcome } from '../contract/command.ts'
import type { LostDeclaration } from '../contract/store.ts'
import type { Instant } from '../domain/kernel/instant.ts'
import { outcomeOfRecord, type CommandResultRecord } from '../storage/command-result.ts'
import type { WriteDb } from '../storage/database.ts'
import { sql } from '../storage/database.ts'
import { canonical, commandText } from '../sync/chain.ts'
import { FAULTS_MOST, noteFault } from './command-faults.ts'
import { verifySignature } from './crypto.ts'
import type { CentralDeps } from './deps.ts'
import { findDevice, takeTurn, type DeviceRecord } from './device-record.ts'
import { decideAgain } from './held.ts'
import { judge, type Circumstances } from './judge.ts'

/** A command as sent: a withdrawn one still takes its place in the device's chain, without effect. */
export interface Delivery {
  readonly command: Command
  readonly withdrawn: boolean
}

/** Why a batch stopped before its end: what the desk has to do is in the name. */
export type BatchStop = 'gap' | 'forked' | 'different-content' | 'bad-signature' | 'device-inactive' | 'faulted'

export interface BatchAnswer {
  readonly outcomes: CommandOutcome[]
  readonly stop?: BatchStop
  readonly lastSeq: number
}

/** A desk waits 15 s for an answer: once services have taken this long, the rest of a batch is left to the next. */
const BATCH_TIME = 5_000

/**
 * Takes commands in device order, each in its own transaction together with its idempotency row, effect, audit
 * and feed rows. A command that came before gets the same answer again; the batch stops at the first one that
 * doesn't continue the device's chain, or whose deciding failed. One that fails again and again is given back.
 */
export async function takeBatch(deps: CentralDeps, deviceId: string, batch: readonly Delivery[]): Promise<BatchAnswer> {
  const started = performance.now()
  const outcomes: CommandOutcome[] = []
  let lastSeq = 0
  for (const delivery of batch) {
    if (outcomes.length > 0 && performance.now() - started > BATCH_TIME) break
    const taken = await takeOrNote(deps, deviceId, delivery)
    lastSeq = taken.lastSeq
    if (taken.kind === 'stop') return { outcomes, stop: taken.stop, lastSeq }
    outcomes.push(taken.isNew && taken.outcome.state === 'held' ? await prove(deps, taken.outcome) : taken.outcome)
  }
  return { outcomes, lastSeq }
}

type Taken =
  | { readonly kind: 'taken'; readonly outcome: CommandOutcome; readonly lastSeq: number; readonly isNew: boolean }
  | { readonly kind: 'stop'; readonly stop: BatchStop; readonly lastSeq: number }

async function takeOrNote(deps: CentralDeps, deviceId: string, delivery: Delivery): Promise<Taken> {
  const attempt = (faultId?: string) =>
    deps.database.write((db) => take(deps, db, deviceId, delivery, { now: deps.now(), faultId }))
  try {
    return await attempt()
  } catch (error) {
    const { faultId, count } = await noteFault(deps, delivery.command.id, error)
    if (count >= FAULTS_MOST) return attempt(faultId)
    const device = await deps.database.read((db) => findDevice(db, deviceId))
    return { kind: 'stop', stop: 'faulted', lastSeq: device?.last_seq ?? 0 }
  }
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

async function take(
  deps: CentralDeps,
  db: WriteDb,
  deviceId: string,
  delivery: Delivery,
  circumstances: Circumstances,
): Promise<Taken> {
  const { command } = delivery
  const { now } = circumstances
  const device = await takeTurn(db, deviceId)
  if (device?.state !== 'active') return { kind: 'stop', stop: 'device-inactive', lastSeq: device?.last_seq ?? 0 }
  const stop = (reason: BatchStop): Taken => ({ kind: 'stop', stop: reason, lastSeq: device.last_seq })
  // The withdrawal is no part of it: one that comes after the command was taken is too late, not a forgery.
  const fingerprint = deps.sha256(canonical(command))
  const known = await db.find<{ fingerprint: string }>(
    sql('select fingerprint from intake where command_id = ?', [command.id]),
  )
  if (known !== undefined) {
    if (known.fingerprint !== fingerprint) return stop('different-content')
    const row = await db.find<CommandResultRecord>(
      sql('select * from command_result where command_id = ?', [command.id]),
    )
    if (row === undefined) throw new Error('a command was taken without a result')
    return { kind: 'taken', outcome: outcomeOfRecord(row), lastSeq: device.last_seq, isNew: false }
  }
  if (command.device !== deviceId || !verifySignature(commandText(command), command.signature, device.public_key))
    return stop('bad-signature')
  if (command.seq > device.last_seq + 1) return stop('gap')
  if (command.seq <= device.last_seq || command.prev !== device.chain_head)
    return quarantine(deps, db, device, delivery, now)
  const outcome = await judge(deps, db, device, delivery, circumstances)
  await remember(db, device, delivery, fingerprint, deps.sha256(commandText(command)), now)
  return { kind: 'taken', outcome, lastSeq: command.seq, isNew: true }
}

async function remember(
  db: WriteDb,
  device: DeviceRecord,
  { command }: Delivery,
  fingerprint: string,
  head: string,
  now: Instant,
): Promise<void> {
  await db.run(
    sql(
      'insert into intake (command_id, device_id, seq, fingerprint, envelope, received_at) values (?, ?, ?, ?, ?, ?)',
      [command.id, device.id, command.seq, fingerprint, JSON.stringify(command), now],
    ),
  )
  await db.run(sql('update device set last_seq = ?, chain_head = ? where id = ?', [command.seq, head, device.id]))
}

/** Two histories of one device mean that its disk was copied: the later one is kept aside whole, for people to judge. */
export async function quarantine(
  deps: CentralDeps,
  db: WriteDb,
  device: DeviceRecord,
  delivery: Delivery | LostDeclaration,
  now: Instant,
): Promise<Taken> {
  await db.run(sql("update device set state = 'quarantined' where id = ?", [device.id]))
  await db.run(
    sql('insert into quarantine (id, device_id, envelope, received_at) values (?, ?, ?, ?)', [
      deps.newId(),
      device.id,
      JSON.stringify(delivery),
      now,
    ]),
  )
  return { kind: 'stop', stop: 'forked', lastSeq: device.last_seq }
}
